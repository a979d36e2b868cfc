#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""tests/kernel/peer_json.py OURS THEIRS

All that bpftool's JSON document THEIRS has is in OURS, with the same values. Not
compared: what is known to differ, by its key.
"""
import json
import sys

# bpftool has pointers as numbers, bit fields as hex strings, nameless members
# under an empty key
OTHERWISE = {"pointer", "low", "high", "minus_two", ""}


def differences(ours, theirs, where):
    if type(ours) is not type(theirs):
        yield f"{where}: {ours!r}, not {theirs!r}"
    elif isinstance(theirs, dict):
        for key, value in theirs.items():
            if key in OTHERWISE:
                continue
            if key not in ours:
                yield f"{where}: no {key}"
            else:
                yield from differences(ours[key], value, f"{where}.{key}")
    elif isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{where}: {len(ours)} elements, not {len(theirs)}"
        for i, pair in enumerate(zip(ours, theirs)):
            yield from differences(*pair, f"{where}[{i}]")
    elif ours != theirs:
        yield f"{where}: {ours!r}, not {theirs!r}"


found = list(differences(*(json.load(open(p)) for p in sys.argv[1:3]), "."))
print("\n".join(found))
sys.exit(bool(found))
