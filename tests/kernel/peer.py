#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""peer.py: objects loaded by rawbpf and by bpftool come out the same.

For each object that bpftool can load: maps (type, sizes, flags, types of key
and value) and programs (translated instructions, number of source lines) are
compared. To be run in a mount namespace of its own, with bpffs at the first
argument. Prints a line for each difference, and the counts at the end.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

RAWBPF = os.environ["RAWBPF"]
BPFFS = sys.argv[1]
# What depends on the order of loading and not on the object
NOISE = [(re.compile(r"map\[id:\d+\]"), "map[]"),
         (re.compile(r"bpf_prog_[0-9a-f]{16}_"), "bpf_prog_"),
         (re.compile(r"0x[0-9a-f]{12,16}"), "0xADDR")]
# Objects that differ, and why that is right
OTHERWISE = {
    # libbpf finds out by attaching a kprobe whether system calls have
    # wrappers, and says no where the kernel has no kprobes
    "ext_kconfig.bpf.o",
}


def bpftool(*args):
    out = subprocess.run(["bpftool", "-j", *args], capture_output=True,
                         text=True, check=False)
    return json.loads(out.stdout) if out.stdout.strip() else None


def program(ident):
    insns = bpftool("prog", "dump", "xlated", "id", str(ident)) or []
    text = "\n".join(i.get("disasm", "") for i in insns
                     if isinstance(i, dict))
    for pattern, to in NOISE:
        text = pattern.sub(to, text)
    info = bpftool("prog", "show", "id", str(ident)) or {}
    return {"type": info.get("type"), "gpl": info.get("gpl_compatible"),
            "btf": "btf_id" in info, "insns": text}


def map_(ident):
    info = bpftool("map", "show", "id", str(ident)) or {}
    return {k: info.get(k) for k in ("type", "flags", "bytes_key",
                                     "bytes_value", "max_entries")}


def load_bpftool(path):
    """Programs by name and maps by name, or None when it cannot."""
    where = BPFFS + "/o"
    out = subprocess.run(["bpftool", "prog", "loadall", path, where],
                         capture_output=True, check=False)
    if out.returncode != 0:
        return None
    progs, maps = {}, {}
    for pin in glob.glob(where + "/*"):
        info = bpftool("prog", "show", "pinned", pin)
        progs[info["name"][:15]] = program(info["id"])
        for m in info.get("map_ids", []):
            name = bpftool("map", "show", "id", str(m))["name"]
            # ends in .rodata and the like, with the object's name before
            maps[re.sub(r"^.*\.(rodata|data|bss|kconfig)", r".\1",
                        name)] = map_(m)
    shutil.rmtree(where, ignore_errors=True)
    return progs, maps


def load_rawbpf(path):
    tool = subprocess.Popen([RAWBPF, "load", "--no-pin", "-j", path],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)
    line = tool.stdout.readline()
    try:
        if not line:
            raise RuntimeError(tool.stderr.read().strip())
        made = json.loads(line)["objects"][0]
        return ({p["name"][:15]: program(p["id"]) for p in made["programs"]},
                {m["name"][:15]: map_(m["id"]) for m in made["maps"]})
    finally:
        tool.stdin.close()
        tool.wait()


def differences(ours, theirs):
    for name, want in theirs[0].items():
        have = ours[0].get(name)
        if have != want:
            keys = [k for k in want if not have or have[k] != want[k]]
            yield f"program {name}: {keys}: " + repr(
                {k: ((have or {}).get(k), want[k]) for k in keys})[:600]
    for name, want in theirs[1].items():
        # libbpf makes maps of sections that no program refers to
        have = ours[1].get(name)
        if have is not None and have != want:
            yield f"map {name}: {have} instead of {want}"


def main():
    passed, failed, skipped = 0, 0, 0
    for path in sys.argv[2:]:
        theirs = load_bpftool(path)
        if theirs is None or os.path.basename(path) in OTHERWISE:
            skipped += 1
            continue
        try:
            wrong = list(differences(load_rawbpf(path), theirs))
        except RuntimeError as e:
            wrong = [f"bpftool loads it, rawbpf does not: {e}"]
        for w in wrong:
            print(f"{path}: {w}")
        failed += bool(wrong)
        passed += not wrong
    print(f"{passed} objects alike, {failed} not, {skipped} that bpftool "
          "does not load")
    return 1 if failed or passed == 0 else 0


sys.exit(main())
