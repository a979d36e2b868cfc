#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""tests/kernel/disasm.py RAWBPF OBJDUMP OBJECT...: every instruction against
llvm-objdump's text, which differs from the kernel's in how it writes numbers and
targets; with "kernel" for OBJDUMP against what the verifier's log has of it. Prints
what differs; the last line is how many instructions agree."""
import json
import re
import subprocess
import sys

INSN = re.compile(r"^\s*(\d+):\t(.*)$")


def number(match):
    return str(int(match[0], 16))


def plain(text):
    """Both notations, down to what they share."""
    text = re.sub(r" <[A-Za-z_]\S*>$", "", text)  # names of targets
    text = re.sub(r"\bgotol? \S+", "goto", text)
    text = re.sub(r"\bmay_goto \S+", "may_goto", text)
    text = re.sub(r"\bcall .*", "call", text)
    text = re.sub(r"^(r\d+) = (map|func|ksym)\[.*", r"\1 = address", text)
    text = re.sub(r" ll$", "", text)
    text = re.sub(r"-?0x[0-9a-f]+", number, text)
    text = re.sub(r"([-+]) ?(\d+)\)", r"\1\2)", text)
    text = re.sub(r"atomic(64)?_", "atomic_", text)
    text = re.sub(r"\b(xchg|cmpxchg)(_64|32_32)?\(r(\d+) ([-+]) ?(\d+)",
                  r"atomic_\1((u64 *)(r\3 \4\5)", text)
    text = re.sub(r"skb\[(r\d+)\]", r"skb[\1 + 0]", text)
    # 32-bit numbers have no sign in the one, 64-bit ones in the other
    text = re.sub(r"-\d+", lambda m: str(int(m[0]) & 0xffffffff), text)
    text = re.sub(r"\d{10,}", lambda m: str(int(m[0]) & 0xffffffff), text)
    text = re.sub(r"w(\d+) = \*", r"r\1 = *", text)  # a 32-bit load
    text = re.sub(r"\) = w(\d+)", r") = r\1", text)
    text = re.sub(r", w(\d+)\)", r", r\1)", text)
    text = re.sub(r"^w(\d+) = (atomic|load)", r"r\1 = \2", text)
    text = re.sub(r"(lock .*= )w(\d+)", r"\1r\2", text)
    text = re.sub(r"w0, r", "r0, r", text)
    return re.sub(r"\s+", " ", text).strip()


def theirs(objdump, path):
    """{section: {number in it: text}}"""
    out = subprocess.run([objdump, "-d", "--no-show-raw-insn", path], text=True,
                         capture_output=True, check=True).stdout
    sections, current = {}, {}
    for line in out.splitlines():
        if line.startswith("Disassembly of section "):
            current = sections.setdefault(line.split()[3].rstrip(":"), {})
        m = INSN.match(line)
        if m:
            current[int(m[1])] = m[2]
    return sections


LOGGED = re.compile(r"^(\d+): \(([0-9a-f]{2})\) (.*?)(\s+;.*)?$")
HEAD = re.compile(r"^(\S+) \(.*\): (OK|REFUSED)")


def logged(rawbpf, path):
    """{program: {number: text}} of what the kernel walked through"""
    out = subprocess.run([rawbpf, "verify", "-v", "-v", path], text=True,
                         capture_output=True, check=False).stdout
    programs, current = {}, {}
    for line in out.splitlines():
        m = HEAD.match(line)
        if m:
            current = programs.setdefault(m[1], {})
        m = LOGGED.match(line)
        if m:
            current[int(m[1])] = m[3]
    return programs


def against_kernel(rawbpf, paths):
    agree = differ = 0
    for path in paths:
        out = subprocess.run([rawbpf, "disasm", "-j", path], text=True,
                             capture_output=True, check=True).stdout
        logs = logged(rawbpf, path)
        for f in json.loads(out)["functions"]:
            for i in f["insns"]:
                theirs_text = logs.get(f["name"], {}).get(i["insn"])
                if theirs_text is None or "core" in i:
                    continue
                ours, other = plain(i["disasm"]), plain(theirs_text)
                if i["disasm"].startswith("call bpf_"):  # with its number
                    ours, other = i["disasm"], theirs_text.strip()
                if ours == other or (ours.endswith("= address") and
                                     re.match(r"r\d+ = \S+$", other)):
                    agree += 1
                else:
                    differ += 1
                    print(f"{path} {f['name']} {i['insn']}: {ours!r} against "
                          f"{other!r}")
    print(agree)
    return 1 if differ else 0


def main(rawbpf, objdump, *paths):
    if objdump == "kernel":
        return against_kernel(rawbpf, paths)
    agree = differ = 0
    for path in paths:
        run = subprocess.run([rawbpf, "disasm", "-j", path], text=True,
                             capture_output=True, check=False)
        if run.returncode:  # tests/data has objects that are to be refused
            continue
        want = theirs(objdump, path)
        starts = {}
        for f in json.loads(run.stdout)["functions"]:
            start = starts.get(f["section"], 0)
            for i in f["insns"]:
                ours = plain(i["disasm"])
                other = plain(want[f["section"]].get(start + i["insn"], "nothing"))
                if ours == other or (ours.endswith("= address") and
                                     re.match(r"r\d+ = \d+$", other)):
                    agree += 1
                else:
                    differ += 1
                    print(f"{path} {f['name']} {i['insn']}: {i['disasm']!r}: "
                          f"{ours!r} against {other!r}")
            starts[f["section"]] = start + f["ninsns"]
    print(agree)
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
