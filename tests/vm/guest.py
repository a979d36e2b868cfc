# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""A guest: what it is made of, what it printed. Knows no test."""
import glob
import json
import lzma
import os
import re
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.abspath(os.environ.get("O", "build"))
NEWEST = (99, 0)


class Wrong(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Wrong(what)


class Missing(Exception):
    """This machine lacks what a guest needs."""


class Kernel:
    """A row of kernels.tsv, and what was fetched for it."""

    def __init__(self, row):
        self.name, self.arch = row[:2]
        number = re.match(r"(\d+)\.(\d+)", self.name)
        self.version = tuple(map(int, number.groups())) if number else NEWEST
        self.config = self.folder = None
        self.modules = {}

    def fetch(self):
        got = subprocess.run([os.path.join(HERE, "kernel"), self.name],
                             capture_output=True, text=True)
        if got.returncode:
            raise Missing((got.stderr.strip() or "no kernel").splitlines()[-1])
        self.folder = os.path.dirname(got.stdout.strip())
        for path in glob.glob(os.path.join(self.folder, "modules", "*.ko*")):
            name = os.path.basename(path).split(".")[0]
            with (lzma.open if path.endswith(".xz") else open)(path, "rb") as f:
                self.modules[name] = f.read()
        for path in glob.glob(os.path.join(self.folder, "config-*")):
            self.config = path

    def has(self, option):
        """As far as it is known."""
        if self.config is None:
            return True
        with open(self.config, encoding="utf-8") as f:
            return f"CONFIG_{option}=y\n" in f

    def in_order(self, name):
        """It and the modules that it depends on, those first."""
        text = self.modules.get(name)
        if text is None:
            return []
        depends = re.search(rb"\0depends=([^\0]*)\0", text).group(1).decode()
        order = []
        for other in [*filter(None, depends.split(",")), name]:
            order += [x for x in ([name] if other == name else self.in_order(other))
                      if x not in order]
        return order


def kernels():
    with open(os.path.join(HERE, "kernels.tsv"), encoding="ascii") as f:
        rows = (x.rstrip("\n").split("\t") for x in f if not x.startswith("#"))
        return {row[0]: Kernel(row) for row in rows}


def build_of(arch):
    """The folder of the build for it, and its binary."""
    if arch == "x86_64":
        return OUT, os.environ.get("RAWBPF", os.path.join(OUT, "rawbpf"))
    return os.path.join(OUT, arch), os.path.join(OUT, arch, "rawbpf")


class Result:
    """What one command of a guest printed and how it ended."""

    def __init__(self, line):
        self.line = line
        self.out, self.err = [], []
        self.status = None

    def ok(self):
        expect(self.status == 0, f"'{self.line}': exit status {self.status}")
        return self

    def json(self):
        self.ok()
        try:
            return json.loads("\n".join(self.out))
        except ValueError as e:
            raise Wrong(f"'{self.line}': not JSON: {e}") from e

    def error(self):
        """The one JSON error of a command that fails."""
        expect(self.status == 1, f"'{self.line}': exit status {self.status}")
        expect(not self.out, f"'{self.line}': something on standard output")
        try:
            return json.loads(self.err[-1])["error"]
        except (ValueError, KeyError, TypeError, IndexError) as e:
            raise Wrong(f"'{self.line}': no JSON error: {e}") from e

    def __str__(self):
        out = [x[:400] for x in (*self.out[-40:], *("! " + y for y in self.err))]
        return "\n".join([f"$ {self.line}", *out, f"exit status {self.status}"])


class Test:
    """The commands of one test, as far as it came."""

    def __init__(self):
        self.results, self.left, self.ended = [], [], False


class Console:
    """The markers of runner.c, and the lines between them."""

    def __init__(self, text):
        self.text, self.release, self.done = text, None, False
        self.tests, self.status = {}, None
        by_number, test, into = {}, Test(), None
        for line in text.splitlines():
            mark = re.match(r"=== (\w+)(?: (\d+))?(?::? (.*))?$", line)
            if not mark:
                if into is not None:
                    into.append(line)
                end = re.match(r"rawbpf: exit status (\d+)$", line)
                self.status = int(end.group(1)) if end else self.status
                continue
            word, number, rest = mark.groups()
            if word == "BOOT":
                self.release = rest
            elif word == "TEST":
                test = self.tests[rest] = Test()
            elif word == "BEGIN":
                by_number[number] = Result(rest)
                test.results.append(by_number[number])
            elif word == "OUT":
                into = by_number[number].out
            elif word == "ERR":
                into = by_number[number].err
            elif word == "LEFT":
                test.left.append("left behind: " + rest)
            elif word == "TESTED":
                test.ended = True
            elif word == "END":
                by_number[number].status, into = int(rest), None
            elif word == "DONE":
                self.done = True


def boot(kernel, image, parameters=""):
    """Its console, and how many seconds it took."""
    command = [os.path.join(HERE, "boot"), kernel.name, image, parameters]
    for _ in range(2):  # an emulator may fall over before init: once more, then
        start = time.monotonic()
        guest = subprocess.run(command, capture_output=True, text=True,
                               errors="replace")
        if guest.returncode == 77:
            raise Missing(guest.stderr.strip().splitlines()[-1])
        console = Console(guest.stdout + guest.stderr)
        if console.tests:
            break
    return console, time.monotonic() - start
