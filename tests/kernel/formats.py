#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""formats.py json|csv|openmetrics FILE [EXPRESSION...]

Reads a report of `rawbpf count` as strictly as its format is defined, checks what
must hold of any report, and prints the value of each Python expression, where
r is the report (a list of them with --interval) and rows its rows. Exit 1 with
the reason when something does not hold.
"""
import csv
import io
import json
import re
import sys

REPORT = ["events", "by", "time_s", "duration_s", "total", "lost", "rows_not_shown", "rows"]


def expect(condition, what):
    if not condition:
        sys.exit(f"formats.py: {what}")


def read(path):
    with open(path, "rb") as f:
        return f.read().decode("utf-8")  # strict


def once(pairs):
    keys = [k for k, _ in pairs]
    expect(len(keys) == len(set(keys)), f"a key comes twice: {keys}")
    return dict(pairs)


def refuse(name):
    sys.exit(f"formats.py: {name} is no JSON")


def key_of(row):
    return tuple((k, v) for k, v in row.items() if k != "count")


def check_report(r):
    expect(list(r) == [k for k in REPORT if k in r], f"keys {list(r)}")
    for key in ("events", "by", "duration_s", "total", "lost", "rows"):
        expect(key in r, f"no {key}")
    counts = [row["count"] for row in r["rows"]]
    expect(all(isinstance(n, int) and n > 0 for n in counts), "a count is no number > 0")
    expect(counts == sorted(counts, reverse=True), "the busiest do not come first")
    if "rows_not_shown" in r:
        expect(r["rows_not_shown"] > 0 and r["total"] > sum(counts), "rows_not_shown")
    else:
        expect(r["total"] == sum(counts), f"total {r['total']}, rows {sum(counts)}")
    for row in r["rows"]:
        expect(all(k in row for k in r["by"]), f"row {row} by {r['by']}")
    keys = [key_of(row) for row in r["rows"]]
    expect(len(keys) == len(set(keys)), "two rows have one key")


def read_json(path):
    text = read(path)
    r = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    expect(text.endswith("\n"), "the last line does not end")
    for report in r if isinstance(r, list) else [r]:
        check_report(report)
    return r


def read_csv(path):
    """RFC 4180, with a header: a list of dicts."""
    text = read(path)
    expect(text.endswith("\r\n"), "the last record does not end")
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    head = records[0]
    expect(len(head) == len(set(head)), f"a column comes twice: {head}")
    for record in records[1:]:
        expect(len(record) == len(head), f"{len(record)} fields: {record}")
    rows = [dict(zip(head, record)) for record in records[1:]]
    for row in rows:
        expect(re.fullmatch(r"[1-9]\d*", row["count"]), f"count {row['count']}")
        row["count"] = int(row["count"])
    return rows


NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def om_labels(text):
    labels = {}
    while text:
        m = re.match(LABEL + "(,|$)", text)
        expect(m, f"label {text}")
        expect(m[1] not in labels, f"label {m[1]} comes twice")
        labels[m[1]] = re.sub(r"\\.", lambda e: ESCAPES[e[0]], m[2])
        text = text[m.end():]
    return labels


def read_openmetrics(path):
    """One exposition, only of counters: rows of its samples."""
    text = read(path)
    expect(text.endswith("\n# EOF\n"), "no # EOF at the end")
    rows, seen, family = [], {}, None
    for line in text.split("\n")[:-2]:
        m = re.fullmatch(rf"# (TYPE|HELP|UNIT) ({NAME}) (.*)", line)
        if m:
            if m[2] != family:
                expect(m[2] not in seen, f"family {m[2]} in two pieces")
                seen[m[2]] = set()
            family = m[2]
            expect(m[1] not in seen[family], f"second {m[1]} of {family}")
            expect(m[1] != "TYPE" or m[3] == "counter", line)
            seen[family].add(m[1])
            continue
        m = re.fullmatch(rf"({NAME})(?:\{{(.*)\}})? (\d+)", line)
        expect(m, f"line {line}")
        expect(m[1] == f"{family}_total" and "TYPE" in seen[family], f"{m[1]} in {family}")
        row = {"name": m[1], **om_labels(m[2] or ""), "count": int(m[3])}
        expect(key_of(row) not in seen, f"sample {line} comes twice")
        seen[key_of(row)] = True
        rows.append(row)
    expect("rawbpf_lost" in seen, "no rawbpf_lost")
    return rows


def main(kind, path, *expressions):
    r = {"json": read_json, "csv": read_csv, "openmetrics": read_openmetrics}[kind](path)
    rows = r["rows"] if isinstance(r, dict) else r
    for e in expressions:
        print(eval(e, {"r": r, "rows": rows}))  # the test's own words


main(*sys.argv[1:])
