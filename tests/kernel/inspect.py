#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""inspect.py llvm|bpftool RAWBPF OBJECT...   compare with another tool
inspect.py same RAWBPF LITTLE BIG            byte orders say the same
inspect.py broken RAWBPF OBJECT SCRATCH      cut it, change bytes: no crash
inspect.py parts RAWBPF OBJECT               options choose members
inspect.py errors FILE PATH                  the document's one error is of PATH
inspect.py json FILE                         it is JSON

Exit 1 with the reason when something does not hold.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys

# What obj_open refuses, and is there for that
REFUSED = {"ext_plain.bpf.o", "prog_pointers.bpf.o"}


def expect(condition, what):
    if not condition:
        sys.exit(f"inspect.py: {what}")


def same(have, want, what):
    expect(have == want, f"{what}: {have!r}, expected {want!r}")


def once(pairs):
    keys = [k for k, _ in pairs]
    expect(len(keys) == len(set(keys)), f"a key comes twice: {keys}")
    return dict(pairs)


def read(text):
    return json.loads(text, object_pairs_hook=once)


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def inspect(rawbpf, path, *options):
    """The document's one object, or None when it is refused as it should be."""
    done = subprocess.run([rawbpf, "inspect", "-j", *options, path],
                          capture_output=True, text=True)
    objects = read(done.stdout)["objects"]
    same(len(objects), 1, path)
    o = objects[0]
    same(o["path"], path, "path")
    if os.path.basename(path) in REFUSED:
        same(done.returncode, 1, path)
        same(read(done.stderr)["error"], o["error"], path)
        return None
    same((done.returncode, done.stderr), (0, ""), path)
    return o


# LLVM

def newest(tool):
    found = [v for v in range(40, 13, -1) if shutil.which(f"{tool}-{v}")]
    return f"{tool}-{found[0]}" if found else tool


def sections(path):
    """[index, name, type, flags, size] as llvm-readelf has them."""
    line = re.compile(r"\s*\[ *(\d+)\] (\S*)\s+([A-Z_]+)\s+0{16} [0-9a-f]{6,} "
                      r"([0-9a-f]{6,}) [0-9a-f]{2,}\s+([A-Z]*)\s+\d+\s+\d+\s+\d+$")
    for m in filter(None, map(line.match, run("llvm-readelf", "-SW", path).splitlines())):
        yield int(m[1]), m[2], m[3], m[5], int(m[4], 16)


def symbols(path):
    """[name, type, bind, section, value, size]"""
    for words in map(str.split, run("llvm-readelf", "-sW", path).splitlines()):
        if len(words) == 8 and words[0][:-1].isdigit() and words[6].isdigit():
            yield (words[7], words[3], words[4], int(words[6]), int(words[1], 16),
                   int(words[2], 0))


def relocations(path):
    """{section: offsets}"""
    found, section = {}, None
    for line in run("llvm-readelf", "-rW", path).splitlines():
        m = re.match(r"Relocation section '\.rela?(.*)' at", line)
        section = m[1] if m else section
        m = re.match(r"[0-9a-f]{16}  ", line)
        if m:
            found.setdefault(section, set()).add(int(line[:16], 16))
    return found


def core_lines(path):
    """(function, instruction, kind, type and field) of LLVM 18's disassembler"""
    name = at = None
    for line in run(newest("llvm-objdump"), "-dr", path).splitlines():
        m = re.match(r"([0-9a-f]{16}) <((?!LBB).*)>:", line)
        if m:
            name, start = m[2], int(m[1], 16) // 8
        m = re.match(r"\s*(\d+):\t", line)
        at = int(m[1]) if m else at
        m = re.search(r"CO-RE <(\w+)> \[\d+\] (.*?)( \([\d:]+\)| = -?\w+)?$", line)
        if m:
            yield name, at - start, m[1], m[2].replace("::", ".", 1).removeprefix("typedef ")


def check_functions(path, o, names):
    funcs = {}
    syms = [s for s in symbols(path) if s[1] == "FUNC"]
    for f in o["programs"] + o["functions"]:
        start = [s[4] for s in syms if s[0] == f["name"] and names[s[3]][0] == f["section"]]
        expect(start, f"{path}: {f['name']} is no symbol of {f['section']}")
        funcs.setdefault(f["section"], []).append((start[0], f))
    places = {(names[s[3]][0], s[4]) for s in syms}
    same({(s, at) for s in funcs for at, _ in funcs[s]}, places, f"{path}: functions")
    for section, members in funcs.items():
        size = sum(f["insns"] for _, f in members) * 8
        same(size, next(n[3] for n in names.values() if n[0] == section),
             f"{path}: instructions of {section}")
    return funcs


def check_relocations(path, o, funcs):
    """All that the file has, and calls that the compiler resolved itself."""
    elf = relocations(path)
    for section, members in funcs.items():
        ours = {at + r["insn"] * 8: r for at, f in members for r in f["relocations"]}
        missing = elf.get(section, set()) - set(ours)
        expect(not missing, f"{path}: {section}: no relocations at {sorted(missing)}")
        more = {ours[at]["kind"] for at in set(ours) - elf.get(section, set())}
        expect(more <= {"call"}, f"{path}: {section}: {more} without relocation")
    for r in (r for m in funcs.values() for _, f in m for r in f["relocations"]):
        where = {"map": "maps", "data": "maps", "call": None, "func": None}.get(
            r["kind"], "externs")
        known = o[where] if where else o["programs"] + o["functions"]
        expect(r["target"] in [k["name"] for k in known], f"{path}: {r}")


def check_globals(path, o, names):
    data = {m["name"] for m in o["maps"] if m["origin"] == "data"}
    want = {(s[0], names[s[3]][0], s[4], s[5]) for s in symbols(path)
            if s[1] == "OBJECT" and names[s[3]][0] in data}
    have = {(g["name"], g["section"], g["offset"], g["size"]) for g in o["globals"]
            if g["section"] != ".bss.common"}  # not in the file: from COMMON symbols
    same(have, want, f"{path}: variables")


def check_core(path, o):
    if not o["core_relocations"]:
        return 0
    ours = [(r["program"], r["insn"], r["kind"], r["path"])
            for r in o["core_relocations"]]
    theirs = list(core_lines(path))
    if not theirs:
        return 0  # a disassembler that shows none
    for have, want in zip(sorted(ours), sorted(theirs), strict=True):
        same(have, want, f"{path}: CO-RE relocation")
    return len(ours)


def llvm(rawbpf, *paths):
    checked = core = 0
    for path in paths:
        o = inspect(rawbpf, path)
        if o is None:
            continue
        theirs = list(sections(path))
        if theirs and theirs[0][0] == 0:
            del theirs[0]
        ours = [tuple(s[k] for k in ("index", "name", "type", "flags", "size"))
                for s in o["sections"]]
        for have, want in zip(ours, theirs, strict=True):
            same(have, want, f"{path}: section")
        names = {s[0]: (s[1], s[2], s[3], s[4]) for s in theirs}
        funcs = check_functions(path, o, names)
        check_relocations(path, o, funcs)
        check_globals(path, o, names)
        core += check_core(path, o)
        same(len(o["core_relocations"]), o["btf"]["core_relocations"], f"{path}: CO-RE")
        same(sum(f["lines"] for f in o["programs"] + o["functions"]),
             o["btf"]["lines"], f"{path}: lines")
        checked += 1
    print(f"{checked} objects, {core} CO-RE relocations")
    expect(checked > 0, "no object")


# bpftool

KINDS = {"PTR": "pointer", "FWD": "forward declaration", "FUNC": "function",
         "FUNC_PROTO": "function prototype", "VAR": "variable",
         "DATASEC": "data section", "DECL_TAG": "declaration tag", "TYPE_TAG": "type tag"}


class Types:
    """bpftool's dump of an object's BTF"""

    def __init__(self, path):
        self.list = json.loads(run("bpftool", "-j", "btf", "dump", "file", path))["types"]
        self.by_id = {t["id"]: t for t in self.list}

    def strip(self, i):
        while i and self.by_id[i]["kind"] in ("TYPEDEF", "CONST", "VOLATILE", "TYPE_TAG"):
            i = self.by_id[i]["type_id"]
        return self.by_id.get(i, {"kind": "VOID"})

    def size(self, i):
        t = self.strip(i)
        if t["kind"] == "ARRAY":
            return t["nr_elems"] * self.size(t["type_id"])
        return 8 if t["kind"] == "PTR" else t.get("size")

    def maps(self):
        """{name: {field: number}} of .maps"""
        found = {}
        for sec in self.list:
            if sec["kind"] != "DATASEC" or sec["name"] != ".maps":
                continue
            for var in (self.by_id[v["type_id"]] for v in sec["vars"]):
                found[var["name"]] = self.fields(self.strip(var["type_id"]))
        return found

    def fields(self, struct):
        m = {}
        for member in struct["members"]:
            t = self.strip(member["type_id"])
            if t["kind"] != "PTR":
                continue  # values, or an enum of __ulong
            to = self.strip(t["type_id"])
            if member["name"] in ("key", "value"):
                if self.size(t["type_id"]) is not None:
                    m[member["name"] + "_size"] = self.size(t["type_id"])
            elif to["kind"] == "ARRAY":
                m[member["name"]] = to["nr_elems"]
        return m


def check_maps(path, o, types, names):
    want = types.maps()
    have = {m["name"]: m for m in o["maps"] if m["origin"] == "btf"}
    same(set(have), set(want), f"{path}: maps")
    for name, fields in want.items():
        kind = fields.pop("type")
        if kind < len(names):
            same(have[name]["type"], names[kind], f"{path}: type of {name}")
        for field, number in fields.items():
            same(have[name][field], number, f"{path}: {field} of {name}")
    return len(want)


def bpftool(rawbpf, *paths):
    names = run("bpftool", "feature", "list_builtins", "map_types").split()
    checked = maps = 0
    for path in paths:
        o = inspect(rawbpf, path, "--maps", "--btf")
        if o is None or not o["btf"]["types"]:
            continue
        types = Types(path)
        same(o["btf"]["types"], len(types.list), f"{path}: types")
        for ours, theirs in zip(o["btf"]["dump"], types.list):
            kind = KINDS.get(theirs["kind"], theirs["kind"].lower())
            name = theirs["name"].replace("(anon)", "")
            same((ours["id"], ours["kind"], ours["name"]),
                 (theirs["id"], kind, name), f"{path}: type {theirs['id']}")
            expect(name in ours["text"], f"{path}: {ours}")
        maps += check_maps(path, o, types, names)
        checked += 1
    print(f"{checked} objects, {maps} maps")
    expect(checked > 0, "no object with BTF")


# The rest

def orders(rawbpf, little, big):
    a, b = inspect(rawbpf, little), inspect(rawbpf, big)
    same((a.pop("endian"), b.pop("endian")), ("little", "big"), "byte orders")
    for key in ("maps", "globals", "functions", "externs", "core_relocations"):
        same(b[key], a[key], key)
    same(b["btf"]["types"], a["btf"]["types"], "types")
    for p, q in zip(a["programs"], b["programs"], strict=True):
        for key in ("name", "section", "type", "attach_to", "prototype"):
            same(q[key], p[key], f"{key} of {p['name']}")
        same([(r["kind"], r["target"]) for r in q["relocations"]],
             [(r["kind"], r["target"]) for r in p["relocations"]], p["name"])


def survives(rawbpf, path, data):
    with open(path, "wb") as f:
        f.write(data)
    for words in (["-j", "--btf", "--sections", "--maps", "--programs", "--relocations"],
                  ["--btf", "--sections", "--maps", "--programs", "--relocations"]):
        done = subprocess.run([rawbpf, "inspect", *words, path], capture_output=True,
                              timeout=20)
        expect(done.returncode in (0, 1), f"status {done.returncode}")
        expect((done.returncode == 1) == (done.stderr != b""), f"{done.stderr}")
        if words[0] == "-j":
            o = read(done.stdout.decode())["objects"][0]
            expect(("error" in o) == (done.returncode == 1), "error member")
    return done.returncode


def broken(rawbpf, path, scratch):
    with open(path, "rb") as f:
        whole = f.read()
    rnd = random.Random(1)
    for n in sorted({0, 1, 4, 16, 63, 64, *(rnd.randrange(len(whole)) for _ in range(60))}):
        same(survives(rawbpf, scratch, whole[:n]), 1, f"cut to {n} bytes: status")
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(rnd.choice((1, 1, 4, 64))):
            data[rnd.randrange(len(data))] = rnd.choice((0, 1, 0x7f, 0x80, 0xff,
                                                         rnd.randrange(256)))
        refused += survives(rawbpf, scratch, bytes(data))
    print(f"{refused} of 400 are refused")
    expect(0 < refused < 400, "all alike")


def parts(rawbpf, path):
    always = {"path", "machine", "endian", "license", "kern_version", "btf"}
    programs = {"programs", "functions", "externs"}
    for options, members in (
            ([], {"sections", "maps", "globals", "core_relocations"} | programs),
            (["--sections"], {"sections"}),
            (["--maps", "--sections"], {"sections", "maps", "globals"}),
            (["--programs"], programs),
            (["--relocations"], programs | {"core_relocations"}),
            (["--btf"], set())):
        o = inspect(rawbpf, path, *options)
        same(set(o), always | members, f"members with {options}")
        same("dump" in o["btf"], "--btf" in options, f"dump with {options}")


def errors(document, path):
    with open(document, encoding="utf-8") as f:
        objects = read(f.read())["objects"]
    bad = [o for o in objects if "error" in o]
    same([o["path"] for o in bad], [path], "objects with errors")
    same(set(bad[0]["error"]), {"code", "message", "hint"}, "members of the error")
    expect(all("maps" in o for o in objects if o not in bad), "the others are shown")


def is_json(path):
    with open(path, encoding="utf-8") as f:
        read(f.read())


COMMANDS = {"llvm": llvm, "bpftool": bpftool, "same": orders, "broken": broken,
            "parts": parts, "errors": errors, "json": is_json}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
