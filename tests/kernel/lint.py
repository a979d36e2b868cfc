#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""lint.py RAWBPF VERSION FOLDER SEED: random programs, as this kernel and lint see them

What the kernel takes must have no error; prints how much of what it refuses has one.
"""
import ctypes
import json
import platform
import random
import struct
import subprocess
import sys

PROGRAMS = 1500
BPF = {"x86_64": 321, "aarch64": 280, "riscv64": 280}[platform.machine()]
SCHED_CLS, PROG_LOAD = 3, 5
JUMPS = (0x10, 0x50, 0x20, 0x60, 0xa0, 0xd0, 0x40)
NUMBERS = (0, 1, -1, 5, 8, 64, -8, -16, 3, 32)


def insn(code, dst=0, src=0, off=0, imm=0):
    return struct.pack("<BBhi", code, dst | src << 4, off, imm)


def some(rnd, at, n):
    """One instruction: mostly right, often not"""
    dst = rnd.randrange(4) if rnd.randrange(8) else rnd.randrange(11)
    src = rnd.choice((0, 1, 2, 3, 10, rnd.randrange(11)))
    imm, slot = rnd.choice(NUMBERS), -8 * rnd.randrange(5)
    size = rnd.choice((0x00, 0x08, 0x10, 0x18))
    kind = rnd.randrange(9)
    if kind < 2:
        return insn(0x07 | rnd.choice(range(0, 0xd0, 0x10)) & ~0x08, dst, 0, 0, imm)
    if kind == 2:
        return insn(0x0f | rnd.choice((0x00, 0x10, 0x20, 0x40, 0x50, 0xb0)), dst, src)
    if kind == 3:
        return insn(0x04 | rnd.choice((0x00, 0x10, 0x20, 0x40, 0x50, 0xb0, 0x60)), dst, 0, 0, imm)
    if kind == 4:
        return insn(rnd.choice((5, 6)) | rnd.choice(JUMPS), dst, 0, rnd.randrange(n - at), imm)
    if kind == 5:
        return insn(0x61 | size, dst, rnd.choice((1, 10)), rnd.choice((0, slot)))
    if kind == 6:
        return insn(0x63 | size, 10, src, slot)
    if kind == 7:
        return insn(0x62 | size, rnd.choice((10, 10, dst)), 0, slot, imm)
    return insn(0x85, imm=rnd.choice((5, 7)))


def program(rnd):
    n = rnd.randrange(4, 13)
    code = [insn(0xb7, 0, 0, 0, 1), insn(0xbf, 2, 1)]
    code += [some(rnd, i, n) for i in range(2, n)]
    return b"".join(code) + insn(0xb7) + insn(0x95)


def taken(code):
    """Whether the kernel loads it"""
    libc = ctypes.CDLL(None, use_errno=True)
    text = ctypes.create_string_buffer(code)
    licence = ctypes.create_string_buffer(b"GPL")
    attr = struct.pack("<IIQQ", SCHED_CLS, len(code) // 8, ctypes.addressof(text),
                       ctypes.addressof(licence)) + bytes(48)
    attr = ctypes.create_string_buffer(attr)
    fd = libc.syscall(BPF, PROG_LOAD, attr, 72)
    if fd >= 0:
        libc.close(fd)
    return fd >= 0


def elf(programs):
    """An object with a section and a function for each"""
    names, symbols, data, headers = b"\0", bytes(24), b"", [bytes(64)]

    def name(text):
        nonlocal names
        names += text.encode() + b"\0"
        return len(names) - len(text) - 1

    def section(text, kind, flags, body, link=0, info=0, entry=0):
        nonlocal data
        headers.append(struct.pack("<IIQQQQIIQQ", name(text), kind, flags, 0, 64 + len(data),
                                   len(body), link, info, 8, entry))
        data += body + bytes(-len(body) % 8)

    for i, code in enumerate(programs):
        section(f"tc/{i}", 1, 6, code)
        symbols += struct.pack("<IBBHQQ", name(f"p{i}"), 0x12, 0, i + 1, 0, len(code))
    section("license", 1, 3, b"GPL\0")
    strings = len(programs) + 3
    section(".symtab", 2, 0, symbols, strings, 1, 24)
    at = name(".strtab")
    headers.append(struct.pack("<IIQQQQIIQQ", at, 3, 0, 0, 64 + len(data), len(names), 0, 0, 1, 0))
    data += names + bytes(-len(names) % 8)
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 1, 247, 1, 0, 0, 64 + len(data), 0, 64, 0, 0, 64, len(headers), strings)
    return head + data + b"".join(headers)


def main(rawbpf, version, folder, seed):
    rnd = random.Random(int(seed))
    programs = [program(rnd) for _ in range(PROGRAMS)]
    path = folder + "/random.o"
    with open(path, "wb") as f:
        f.write(elf(programs))
    done = subprocess.run([rawbpf, "lint", "-j", "--kernel", version, path],
                          stdout=subprocess.PIPE, check=False)
    errors = {}
    for f in json.loads(done.stdout)["objects"][0]["findings"]:
        if f["severity"] == "error":
            errors.setdefault(f["program"], f["message"])
    good = [taken(p) for p in programs]
    for i, code in enumerate(programs):
        if good[i] and f"p{i}" in errors:
            sys.exit(f"seed {seed}: {errors[f'p{i}']}, but it loads: {code.hex(' ', 8)}")
    print(sum(good), PROGRAMS - sum(good), len(errors))


main(*sys.argv[1:])
