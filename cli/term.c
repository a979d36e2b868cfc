// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A frame is one write(2) that goes over the old one from the top and clears
 * only what is left of it: nothing flickers. Everything a signal handler does
 * here is async-signal-safe (POSIX.1-2008: tcsetattr, tcgetpgrp, write).
 * No terminfo: the sequences are ECMA-48 and what every terminal of the last
 * decades has in common; those that lack the alternate screen ignore it.
 */
#include "cli/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/text.h"
#include "elf/cleanup.h"
#include "elf/err.h"

#define ENTER "\033[?1049h\033[?25l\033[?7l\033[H\033[2J"
/* Down to the last line first, for terminals without an alternate screen. */
#define LEAVE "\033[0m\033[999;1H\r\n\033[?7h\033[?25h\033[?1049l"

#define SEQUENCE_MS 25

static struct term *live; /* the open one, for handlers and exit() */
static volatile sig_atomic_t entered, resized;

static int write_all(int fd, const char *p, size_t n)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done >= 0) {
			p += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN) {
			poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

static int mode_fd(const struct term *t)
{
	return t->in >= 0 ? t->in : t->out;
}

/* Without job control (PID 1 on a console) everything is foreground. */
static bool in_foreground(const struct term *t)
{
	pid_t group = tcgetpgrp(t->out);

	return group <= 0 || group == getpgrp();
}

static void enter(struct term *t)
{
	if (t->pid != getpid() || !in_foreground(t))
		return;
	/* Before it is true: a signal in between has to undo half of it. */
	entered = 1;
	tcsetattr(mode_fd(t), TCSADRAIN, &t->raw);
	write_all(t->out, ENTER, sizeof(ENTER) - 1);
	resized = 1;
}

static void leave(struct term *t)
{
	if (!entered || t->pid != getpid())
		return;
	write_all(t->out, LEAVE, sizeof(LEAVE) - 1);
	tcsetattr(mode_fd(t), TCSADRAIN, &t->saved);
	entered = 0;
}

static void on_fatal(int sig)
{
	leave(live);
	signal(sig, SIG_DFL);
	raise(sig); /* blocked here: kills when this returns */
}

static void on_stop(int sig)
{
	struct sigaction mine, dfl = { .sa_handler = SIG_DFL };
	int saved = errno;
	sigset_t set, old;

	leave(live);
	sigaction(sig, &dfl, &mine);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, &old); /* stops here */
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(sig, &mine, NULL);
	/* An orphaned process group is not stopped, nor continued. */
	if (!entered)
		enter(live);
	errno = saved;
}

/* After SIGSTOP the shell has set its own modes: all is to be set again. */
static void on_cont(int sig)
{
	int saved = errno;

	(void)sig;
	entered = 0;
	enter(live);
	errno = saved;
}

static void on_resize(int sig)
{
	(void)sig;
	resized = 1;
}

static const struct {
	int sig;
	void (*handler)(int);
} reactions[] = {
	{ SIGHUP, on_fatal },  { SIGINT, on_fatal },  { SIGQUIT, on_fatal },
	{ SIGTERM, on_fatal }, { SIGABRT, on_fatal }, { SIGSEGV, on_fatal },
	{ SIGBUS, on_fatal },  { SIGFPE, on_fatal },  { SIGILL, on_fatal },
	{ SIGTSTP, on_stop },  { SIGCONT, on_cont },  { SIGWINCH, on_resize },
};

static void catch_signals(void)
{
	struct sigaction old, act;

	memset(&act, 0, sizeof(act));
	for (size_t i = 0; i < ARRAY_SIZE(reactions); i++)
		sigaddset(&act.sa_mask, reactions[i].sig);
	for (size_t i = 0; i < ARRAY_SIZE(reactions); i++) {
		act.sa_handler = reactions[i].handler;
		if (sigaction(reactions[i].sig, NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(reactions[i].sig, &act, NULL);
	}
}

static void release_signals(void)
{
	struct sigaction now, dfl = { .sa_handler = SIG_DFL };

	for (size_t i = 0; i < ARRAY_SIZE(reactions); i++)
		if (sigaction(reactions[i].sig, NULL, &now) == 0 &&
		    now.sa_handler == reactions[i].handler)
			sigaction(reactions[i].sig, &dfl, NULL);
}

static void at_exit(void)
{
	if (live)
		leave(live);
}

/* A serial console has no size: the one it was born with. */
static void measure(struct term *t)
{
	struct winsize size;

	t->rows = 24;
	t->cols = 80;
	if (ioctl(t->out, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 &&
	    size.ws_col > 0) {
		t->rows = size.ws_row;
		t->cols = size.ws_col;
	}
}

static int check_usable(const struct term *t, struct err *e)
{
	const char *kind = getenv("TERM");

	if (!isatty(t->out))
		return err_set(e, ENOTTY, "standard output is not a terminal");
	if (kind && !strcmp(kind, "dumb"))
		return err_set(e, ENOTTY,
			       "the terminal cannot be redrawn (TERM=dumb)");
	if (!in_foreground(t))
		return err_set(e, ENOTTY,
			       "the terminal belongs to another job");
	return 0;
}

static void open_input(struct term *t)
{
	t->in = STDIN_FILENO;
	if (isatty(t->in))
		return;
	t->in = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	t->own_in = t->in >= 0;
}

static void make_raw(struct term *t)
{
	t->raw = t->saved;
	t->raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	t->raw.c_lflag |= ISIG;
	t->raw.c_iflag &= ~(tcflag_t)(IXON | INLCR | IGNCR);
	t->raw.c_iflag |= ICRNL;
	t->raw.c_cc[VMIN] = 0;
	t->raw.c_cc[VTIME] = 0;
}

static int register_at_exit(struct err *e)
{
	static bool done;

	if (!done && atexit(at_exit) != 0)
		return err_nomem(e);
	done = true;
	return 0;
}

int term_open(struct term *t, struct err *e)
{
	int r;

	memset(t, 0, sizeof(*t));
	t->in = -1;
	t->out = STDOUT_FILENO;
	t->pid = getpid();
	r = check_usable(t, e);
	if (r == 0)
		r = register_at_exit(e);
	if (r < 0)
		return r;
	open_input(t);
	if (tcgetattr(mode_fd(t), &t->saved) < 0) {
		r = err_set(e, errno, "the terminal's modes cannot be read");
		if (t->own_in)
			close(t->in);
		return r;
	}
	make_raw(t);
	t->open = true;
	live = t;
	entered = 0;
	catch_signals();
	enter(t);
	measure(t);
	return 0;
}

static void drop_frame(struct term *t)
{
	if (t->frame)
		fclose(t->frame);
	free(t->text);
	t->frame = NULL;
	t->text = NULL;
}

void term_close(struct term *t)
{
	if (!t->open)
		return;
	leave(t);
	release_signals();
	live = NULL;
	drop_frame(t);
	if (t->own_in)
		close(t->in);
	t->in = -1;
	t->open = false;
}

int term_fd(const struct term *t)
{
	return t->open && entered ? t->in : -1;
}

bool term_resized(struct term *t)
{
	if (!resized)
		return false;
	resized = 0;
	measure(t);
	return true;
}

FILE *term_frame(struct term *t)
{
	drop_frame(t);
	t->frame = open_memstream(&t->text, &t->text_len);
	return t->frame;
}

/* Length of the colour sequence at s, 0 if there is none. */
static size_t color_len(const char *s)
{
	size_t n;

	if (s[0] != '\033' || s[1] != '[')
		return 0;
	n = 2 + strspn(s + 2, "0123456789;");
	return s[n] == 'm' ? n + 1 : 0;
}

/* One line, cut at cols. A line that fills the screen leaves the cursor on its
 * last character: there clearing would take that away. */
static const char *compose_line(FILE *out, const char *s, size_t cols)
{
	size_t used = 0, n;
	bool cut = false;

	while (*s != '\0' && *s != '\n') {
		struct text_char c;

		n = color_len(s);
		if (n > 0) {
			fwrite(s, 1, n, out);
			s += n;
			continue;
		}
		c = text_next(&s);
		cut = cut || used + c.cols > cols;
		if (cut)
			continue;
		fwrite(c.bytes, 1, c.len, out);
		used += c.cols;
	}
	if (used < cols)
		fputs("\033[K", out);
	return *s == '\n' ? s + 1 : s;
}

void term_compose(FILE *out, const char *text, size_t rows, size_t cols)
{
	size_t row;

	fputs("\033[H", out);
	for (row = 0; row < rows && *text != '\0'; row++) {
		if (row > 0)
			fputs("\r\n", out);
		text = compose_line(out, text, cols);
	}
	fputs("\033[0m", out);
	if (row < rows)
		fputs(row > 0 ? "\r\n\033[J" : "\033[J", out);
}

int term_draw(struct term *t, struct err *e)
{
	FILE *frame = t->frame, *out;
	auto_free char *bytes = NULL;
	size_t n = 0;
	int r;

	t->frame = NULL;
	if (!frame || fclose(frame) != 0)
		return err_nomem(e);
	if (!entered)
		enter(t);
	if (!entered)
		return 0; /* a background job: nothing to be seen */
	out = open_memstream(&bytes, &n);
	if (!out)
		return err_nomem(e);
	term_compose(out, t->text, t->rows, t->cols);
	if (fclose(out) != 0)
		return err_nomem(e);
	r = write_all(t->out, bytes, n);
	return r < 0 ? err_set(e, r, "the terminal cannot be written to") : 0;
}

static const struct {
	const char *seq;
	int key;
} sequences[] = {
	{ "[A", TERM_KEY_UP },	     { "[B", TERM_KEY_DOWN },
	{ "[C", TERM_KEY_RIGHT },    { "[D", TERM_KEY_LEFT },
	{ "[H", TERM_KEY_HOME },     { "[F", TERM_KEY_END },
	{ "OA", TERM_KEY_UP },	     { "OB", TERM_KEY_DOWN },
	{ "OC", TERM_KEY_RIGHT },    { "OD", TERM_KEY_LEFT },
	{ "OH", TERM_KEY_HOME },     { "OF", TERM_KEY_END },
	{ "[1~", TERM_KEY_HOME },    { "[4~", TERM_KEY_END },
	{ "[5~", TERM_KEY_PAGE_UP }, { "[6~", TERM_KEY_PAGE_DOWN },
};

static bool is_final(char c)
{
	return c >= 0x40 && c <= 0x7e;
}

/* The sequence behind ESC, of n bytes: its key, and its length in *len. */
static int decode_sequence(const char *s, size_t n, size_t *len)
{
	*len = 0;
	if (n < 2 || (s[0] != '[' && s[0] != 'O'))
		return TERM_KEY_ESC;
	for (*len = 1; *len < n && !is_final(s[*len]);)
		(*len)++;
	if (*len < n)
		(*len)++;
	for (size_t i = 0; i < ARRAY_SIZE(sequences); i++)
		if (strlen(sequences[i].seq) == *len &&
		    !memcmp(sequences[i].seq, s, *len))
			return sequences[i].key;
	return TERM_KEY_OTHER;
}

static bool ends_within_sequence(const struct term *t)
{
	size_t i = t->nkeys;

	while (i > 0 && t->keys[i - 1] != TERM_KEY_ESC)
		i--;
	if (i == 0 || i == t->nkeys)
		return i > 0;
	if (t->keys[i] != '[' && t->keys[i] != 'O')
		return false;
	for (i++; i < t->nkeys; i++)
		if (is_final(t->keys[i]))
			return false;
	return true;
}

/* A serial line delivers the bytes of one sequence a millisecond apart: for
 * those, and for nothing else, there is a short wait. */
static int fill_keys(struct term *t)
{
	struct pollfd p = { .fd = t->in, .events = POLLIN };
	ssize_t n;

	do {
		n = read(t->in, t->keys + t->nkeys, sizeof(t->keys) - t->nkeys);
		if (n < 0)
			return errno == EIO ? -EIO : 0;
		if (n == 0)
			break;
		t->nkeys += (size_t)n;
	} while (t->nkeys < sizeof(t->keys) && ends_within_sequence(t) &&
		 poll(&p, 1, SEQUENCE_MS) == 1);
	if (t->nkeys > 0 || poll(&p, 1, 0) != 1)
		return 0;
	return p.revents & (POLLHUP | POLLERR) ? -EIO : 0;
}

int term_key(struct term *t)
{
	size_t len = 0;
	int key, r = 0;

	if (t->nkeys == 0 && term_fd(t) >= 0)
		r = fill_keys(t);
	if (r < 0 || t->nkeys == 0)
		return r;
	key = (unsigned char)t->keys[0];
	if (key == TERM_KEY_ESC)
		key = decode_sequence(t->keys + 1, t->nkeys - 1, &len);
	t->nkeys -= 1 + len;
	memmove(t->keys, t->keys + 1 + len, t->nkeys);
	return key;
}
