# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The tests of a guest: for each the commands that tests/vm/runner.c is to run
there, and what must hold of their results."""
import json
import os
import re
import subprocess

from guest import HERE, NEWEST, OUT, Wrong, build_of, expect

OWN, CHILDREN, EACH = 100000, 10, 1000  # what /work calls unless told otherwise
CALLS = OWN + CHILDREN * EACH
PINS = "/sys/fs/bpf/cycle"
PROG = f"{PINS}/prog_seed_tracepoint_raw_syscalls_sys_enter"
BTF = "/sys/kernel/btf"


def compilers():
    """Folders of test objects: the oldest and the newest clang's."""
    found = os.listdir(os.path.join(OUT, "data"))
    numbered = sorted((x for x in found if re.fullmatch(r"clang-\d+", x)),
                      key=lambda x: int(x[6:]))
    if len(numbered) < 2:
        numbered.insert(0, "clang")
    return list(dict.fromkeys(numbered[:1] + numbered[-1:]))


def objects(compiler):
    folder = os.path.join(OUT, "data", compiler)
    return sorted(x[:-len(".bpf.o")] for x in os.listdir(folder)
                  if x.endswith(".bpf.o"))


def consistent(report):
    counts = [row["count"] for row in report["rows"]]
    expect(report["total"] == sum(counts), "total is not the sum of the rows")
    expect(counts == sorted(counts, reverse=True), "rows are not in order")
    expect(report["lost"] == 0, f"{report['lost']} hits lost")
    return report


def main_job(_, result):
    report = consistent(result.json())
    expect(CALLS <= report["total"] <= CALLS * 1.01,
           f"total {report['total']}, {CALLS} expected")
    rows = [r for r in report["rows"] if r["comm"] == "work"]
    expect(len(rows) == 1 + CHILDREN, f"{len(rows)} rows of work, {1 + CHILDREN} expected")
    expect(rows[0]["count"] >= OWN, f"the first row has {rows[0]['count']}")
    expect(all(r["count"] >= EACH for r in rows), "a child has too few")


def without_tracefs(kernel, hidden, result, shown):
    hidden.ok(), shown.ok()
    main_job(kernel, result)


def all_of_it(_, result):
    report = consistent(result.json())
    work = sum(r["count"] for r in report["rows"] if r["comm"] == "work")
    expect(CALLS <= work <= CALLS * 1.01, f"work has {work}, {CALLS} expected")
    expect(report["total"] > work, "nobody but work was counted")


def for_a_second(_, result):
    report = consistent(result.json())
    expect(report["total"] > 0, "nothing was counted")
    expect(0.9 <= report["duration_s"] <= 10, f"duration_s {report['duration_s']}")


def by_syscall(_, result):
    report = consistent(result.json())
    counts = [r["count"] for r in report["rows"] if "getppid" in r.values()]
    expect(counts == [CALLS], f"getppid {counts}, {CALLS} expected")


def as_csv(_, result):
    lines = result.ok().out
    expect(lines[0] == "syscall,count", f"head {lines[0]}")
    expect(f"getppid,{CALLS}" in lines, f"no getppid,{CALLS}")


def forks(_, result):
    total = consistent(result.json())["total"]
    expect(total == CHILDREN, f"{total} forks, {CHILDREN} expected")


def unknown_event(_, plain, as_json):
    expect(plain.status == 1, f"exit status {plain.status}")
    expect(not plain.out, "something on standard output")
    expect("nope" in "\n".join(plain.err), "the message does not name the event")
    expect(as_json.error().get("message"), "no message")


def doctor(kernel, result):
    report = result.json()
    checks = {c["name"]: c for c in report["checks"]}
    for name in ("bpf(2)", "JIT", "types (BTF)", "perf_event_open(2)", "kprobes",
                 "uprobes", "system call events", "proc", "sysfs", "bpf",
                 "tracefs", "cgroup2"):
        expect(checks[name]["state"] == "ok", f"{name}: {checks[name]}")
    expect(report["missing"] == 0, f"{report['missing']} missing")
    expect(int(checks["tracepoints"]["value"]) > 500, "few tracepoints")
    features = [c for c in report["checks"] if c["area"] == "features"]
    expect(len(features) >= 12, f"{len(features)} features")
    for c in features:
        since = tuple(map(int, c["value"].split()[1].split(".")))
        expect((c["state"] == "ok") == (kernel.version >= since), f"{c}")
    for kind, name, since in (
            ("map_types", "ringbuf", (5, 8)), ("map_types", "bloom_filter", (5, 16)),
            ("map_types", "user_ringbuf", (6, 1)), ("map_types", "cgrp_storage", (6, 2)),
            ("program_types", "sk_lookup", (5, 9)), ("program_types", "syscall", (5, 14)),
            ("program_types", "netfilter", (6, 4)), ("helpers", "bpf_loop", (5, 17)),
            ("attach_types", "trace_iter", (5, 8)), ("attach_types", "lsm_cgroup", (6, 0)),
            ("helpers", "bpf_cgrp_storage_get", (6, 2)),
            ("helpers", "bpf_task_storage_get", (5, 11)),
            ("helpers", "bpf_map_lookup_elem", (3, 19))):
        there = report[kind][name]
        expect(there is (kernel.version >= since), f"{kind} {name}: {there}")


def image(_, ready, pins, unload):
    """What process 1 did before it started the runner."""
    expect(ready.ok().out[:2] == ["outcome=ok", "loaded=1"], f"marker {ready.out}")
    expect(pins.ok().out == ["map_seed_pid_syscall_map", os.path.basename(PROG)],
           f"pins {pins.out}")
    expect(len(unload.json()["removed"]) == 2, "not both were removed")


def exceptions():
    with open(os.path.join(HERE, "objects.tsv"), encoding="ascii") as f:
        rows = (x.rstrip("\n").split("\t") for x in f if not x.startswith("#"))
        return {row[0]: row[1:] for row in rows}


def loads(kernel, row):
    """Whether an object is to load; None: the kernel may decide."""
    since, needs, _ = row
    if since == "-" or kernel.version < tuple(map(int, since.split("."))):
        return False
    if needs == "arena":  # 7.2 has not the memory for any under qemu's tcg
        return None if kernel.version == NEWEST else True
    if needs == "config":
        return kernel.config is not None
    return needs == "-" or kernel.has(needs)


def judge_load(kernel, row, result):
    wanted = loads(kernel, row)
    if wanted or (wanted is None and result.status == 0):
        made = result.json()["objects"]
        expect(len(made) == 1, "not one object")
        ids = [x["id"] for x in made[0]["maps"] + made[0]["programs"]]
        expect(all(i is None or i > 0 for i in ids), f"ids {ids}")
        return
    message = result.error()["message"]
    expect(any(w in message for w in row[2].split("|")), f"refused otherwise: {message}")


def load_all(kernel, *results):
    rows, wrong = exceptions(), []
    for result in results:
        name = os.path.basename(result.line).removesuffix(".bpf.o")
        try:
            judge_load(kernel, rows.get(name, ["0.0", "-", ""]), result)
        except Exception as e:  # all that are wrong, not only the first
            error = result.err[-1][:300] if result.err else ""
            wrong.append(f"{name}: {e} {error}")
    expect(len(results) >= 50, f"only {len(results)} objects")
    expect(not wrong, f"{len(wrong)} objects\n" + "\n".join(wrong))


def loading(compiler):
    commands = [f"/init load --no-pin -j /{compiler}/{name}.bpf.o"
                for name in objects(compiler)]
    return "load-" + compiler, lambda _: commands, load_all


def values(_, *results):
    """Each was switched away from as often as /proc says, and once more to end;
    and as often to."""
    run = next(r for r in results if r.line.startswith(":start"))
    turns = next(r for r in results if r.line.startswith("/turns"))
    maps = {m["name"]: {x["formatted"]["key"]: x["formatted"]["value"]
                        for x in m["elements"]} for m in run.json()["maps"]}
    lines = [list(map(int, line.split())) for line in turns.ok().out]
    expect(len(lines) == 2, f"turns said {lines}")
    for pid, _, switches in lines:
        away, to = maps["away"][pid], maps["to"][pid]
        expect(switches > 1000, f"only {switches} switches")
        expect(switches < away["switches"] <= switches + 20, f"{switches}: {away}")
        expect(abs(to["switches"] - away["switches"]) <= 1, f"{away}, {to}")
        for side in away, to:
            expect(side["comm"] == "core-turns" and side["prio"] == 125, f"{side}")
    for r in results:
        r.ok()


def reading_values(name, before=(), after=(), options=""):
    commands = [*before,
                f":start /init run -j{options} /{compilers()[0]}/core_values.bpf.o",
                "/turns 2000", ":end", *after]
    return name, lambda _: commands, values


def hooks(_, result):
    """By tracepoint, raw tracepoint, BTF tracepoint: the same system calls."""
    hits = [e["formatted"]["value"] for e in result.json()["maps"][0]["elements"]]
    expect(len(hits) == 3 and min(hits) > 0, f"hits {hits}")
    expect(max(hits) - min(hits) <= 50, f"hits {hits}")  # attached one by one


def struct_ops_commands(kernel):
    there = ":print /proc/sys/net/ipv4/tcp_available_congestion_control"
    path = f"/{compilers()[-1]}/attach_ops.bpf.o"
    return [f":start /init run -j {path}", there, ":end", there] \
        if kernel.version >= (6, 4) else None


def struct_ops(_, run, during, end, after):
    run.ok(), end.ok()
    expect("rawbpf_" in during.ok().out[0], f"not there: {during.out}")
    expect("rawbpf_" not in after.ok().out[0], f"still there: {after.out}")


def for_programs_commands(_):
    """freplace, fentry, fexit on a function of another program (5.6)"""
    folder = "/" + compilers()[-1]
    pin = "/sys/fs/bpf/prog_prog_target_xdp"
    return [f"/init load -q {folder}/prog_target.bpf.o",
            f"/init load -j --no-pin --target {pin} {folder}/prog_replace.bpf.o",
            "/init unload prog_target"]


def for_programs(_, target, loaded, unloaded):
    target.ok(), unloaded.ok()
    names = [p["name"] for p in loaded.json()["objects"][0]["programs"]]
    expect(sorted(names) == ["after", "before", "other_verdict"], f"programs {names}")


def module_commands(kernel):
    order = kernel.in_order("nf_conntrack")
    if not order or kernel.version < (5, 18):  # no types, no functions in modules
        return None
    commands = []
    for compiler in compilers():
        path = f"/{compiler}/ext_module.bpf.o"
        commands += [f"/init load --no-pin -j {path}",
                     *(f":insmod /modules/{m}.ko" for m in order),
                     f"/init load --no-pin -j {path}", f"/init run -j -d 1 {path}",
                     *(f":rmmod {m}" for m in reversed(order))]
    return commands


def module(_, *results):
    half = len(results) // len(compilers())
    for part in (results[i:i + half] for i in range(0, len(results), half)):
        first, *rest = part
        expect("bpf_ct_opts" in first.error()["message"], "loaded without the module")
        loaded, run = (r for r in rest if r.line.startswith("/init"))
        names = [p["name"] for p in loaded.json()["objects"][0]["programs"]]
        expect(names == ["look", "find"], f"programs {names}")
        facts = [e["formatted"]["value"] for e in run.json()["maps"][0]["elements"]]
        expect(facts[:3] == [1, 4, 8] and facts[3] in (12, 16), f"facts {facts}")
        for r in rest:
            expect(r.status == 0 or r.line.startswith(":rmmod"), f"{r.line}: {r.status}")


def cycle_commands(kernel):
    boot = f"/init boot -j --attach --pin-dir {PINS} --ready /ready /etc/bpf"
    dump = f"/init map dump pinned {PINS}/map_seed_pid_syscall_map -j"
    if kernel.version >= (5, 15):  # pinned links
        part = ["/work", dump, boot, f"/init detach -j {PROG}", "/work", dump,
                f"/init attach -j {PROG}", f":list {PINS}", f"/init detach -j {PROG}"]
    else:
        part = [f":start /init attach --hold {PROG}", "/work", ":end", dump, boot,
                f"/init attach -j {PROG}", "/work", dump]
    return [boot, ":print /ready", f":list {PINS}", *part,
            f"/init unload -j --pin-dir {PINS} seed", f":list {PINS}"]


def pid_counts(dump):
    """How many processes called as work does: itself, its children."""
    counts = [e["formatted"]["value"] for e in dump.json()]
    return (len([n for n in counts if OWN <= n <= OWN * 1.01]),
            len([n for n in counts if EACH <= n <= EACH * 1.1]))


def cycle(kernel, first, ready, pins, *rest):
    linked = kernel.version >= (5, 15)
    links = ["link_seed_tracepoint_raw_syscalls_sys_enter"] if linked else []
    names = [*links, "map_seed_pid_syscall_map", os.path.basename(PROG)]
    expect(first.json()["loaded"] == 1, "not loaded")
    expect(ready.ok().out[:2] == ["outcome=ok", "loaded=1"], f"marker {ready.out}")
    expect(pins.ok().out == names, f"pins {pins.out}")
    *rest, unload, empty = rest
    before, after = (r for r in rest if " map dump " in r.line)
    again = next(r for r in rest if " boot " in r.line).json()
    attach = next(r for r in rest if r.line.startswith("/init attach"))
    expect(pid_counts(before) == (1, CHILDREN), f"counted {pid_counts(before)}")
    expect(pid_counts(after) == (1, CHILDREN), "counted on though detached")
    expect((again["loaded"], again["unchanged"]) == (0, 1), f"second boot {again}")
    if linked:
        expect(attach.json()["attached"][0]["link_id"] > 0, "no link")
        expect(next(r for r in rest if ":list" in r.line).out == names, "no link's pin")
    else:
        expect("--hold" in attach.error()["hint"], "--hold is not named")
    expect(len(unload.json()["removed"]) == 2, f"removed {unload.out}")
    expect(empty.ok().out == [], f"still there: {empty.out}")


def refused(_, result):
    total = re.match(r"TOTAL: (\d+) passed, (\d+) failed", result.out[-1])
    expect(total, "no count")
    wrong = "\n".join(x for x in result.out if x.startswith("not ok"))
    expect(total.group(2) == "0", wrong)
    expect(int(total.group(1)) >= 100, f"only {total.group(0)}")


def programs_in(value):
    """Wherever they are in a document."""
    if isinstance(value, dict) and "verdict" in value and "name" in value:
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from programs_in(inner)


def verify(_, *results):
    for result in results:
        expect(result.status == 1, f"'{result.line}': exit status {result.status}")
        try:
            found = list(programs_in(json.loads("\n".join(result.out))))
        except ValueError as e:
            raise Wrong(f"'{result.line}': not JSON: {e}") from e
        expect([p["name"] for p in found] == ["count"], f"programs {found}")
        source = found[0]["source"]
        expect(found[0]["class"] and found[0]["insn"] > 0, f"{found[0]}")
        expect(source["file"].endswith("bad_packet.bpf.c") and source["line"] > 0,
               f"source {source}")


def knows(command):
    said = subprocess.run([build_of("x86_64")[1], "--help"], capture_output=True, text=True)
    return f"\n  {command} " in said.stdout


def fixed(*commands):
    return lambda _: list(commands)


def tests():
    table = [
        ("image", fixed(":print /run/rawbpf/progs_loaded", ":list /sys/fs/bpf",
                        "/init unload -j --all"), image),
        ("doctor", fixed("/init doctor -j"), doctor),
        ("count", fixed("/init count -j -- /work"), main_job),
        ("count-no-tracefs", fixed(":unmount /sys/kernel/tracing", "/init count -j -- /work",
                                   ":mount tracefs /sys/kernel/tracing"), without_tracefs),
        ("count-all", fixed("/init count -a -j -- /work"), all_of_it),
        ("count-1s", fixed("/init count -d 1 -j"), for_a_second),
        ("count-syscall", fixed("/init count -b syscall -j -- /work"), by_syscall),
        ("count-raw", fixed("/init count --raw -b syscall -j -- /work"), by_syscall),
        ("count-csv", fixed("/init count -b syscall -o csv -- /work"), as_csv),
        ("count-fork", fixed("/init count sched:sched_process_fork -j -- /work"), forks),
        ("count-unknown", fixed("/init count nope:nothing", "/init count -j nope:nothing"),
         unknown_event),
        *map(loading, compilers()),
        ("module", module_commands, module),
        ("hooks", fixed(f"/init run -j -d 1 /{compilers()[0]}/attach_kinds.bpf.o"), hooks),
        ("struct-ops", struct_ops_commands, struct_ops),
        ("for-programs", for_programs_commands, for_programs),
        reading_values("values-btf"),
        reading_values("values-format", options=" --btf /dev/null"),
        reading_values("values-no-btf", [f":mount tmpfs {BTF}"], [f":unmount {BTF}"]),
        ("cycle", cycle_commands, cycle),
        ("refused", fixed("/refused -n"), refused),
    ]
    if knows("verify"):
        table.append(("verify", fixed(*(f"/init verify -j /{c}/bad_packet.bpf.o"
                                        for c in compilers())), verify))
    return table
