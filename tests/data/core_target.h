/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Types of a make-believe kernel, for core_target.bpf.c and for the tests that
 * say where its members are. Each member says what it is there for.
 */
#ifndef TESTS_DATA_CORE_TARGET_H
#define TESTS_DATA_CORE_TARGET_H

enum color {
	RED = 5,
	GREEN = 70,
	BLUE = -3,
	MAUVE = 9,
};

struct child {
	long before;
	int x;
	int y[4];
};

typedef struct {
	int pad;
	int t;
} named_by_typedef;

union either {
	int i;
	long l;
};

struct probe {
	long before; /* moves all that follows */
	int moved;
	unsigned long grown; /* was 4 bytes */
	unsigned short shrunk; /* was 4 bytes */
	long grown_signed;
	struct {
		int more;
		union {
			int a;
			long hidden; /* at the top before */
		};
	};
	int elems[8];
	struct child child;
	struct child children[3];
	unsigned int b_pad : 5;
	unsigned int b3 : 3;
	unsigned int b7 : 7;
	signed int s6 : 6;
	unsigned long long b40 : 40;
	char name[32];
	enum color color;
	int *ptr;
	int not_ptr;
	void (*fn)(int, struct child *);
	int tail[];
};

struct far {
	char huge[40000];
	unsigned int beyond;
};

struct exact {
	int a;
	struct child *link;
	unsigned char bytes[6];
	enum color color;
	void (*fn)(int a, struct child *b);
	int extra;
};

#endif
