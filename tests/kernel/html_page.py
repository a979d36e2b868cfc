#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""html_page.py page FILE: tags are closed, ids are there once, links lead somewhere,
nothing is fetched, each SVG is XML and says what it is.
html_page.py shot FILE light|dark: a screenshot that shows something in that scheme."""
import html.parser
import re
import struct
import sys
import xml.etree.ElementTree
import zlib

OPTIONAL = {"td", "th", "tr", "tbody", "thead", "meta", "br", "wbr", "p", "li"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links = [], [], []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("src", "srcset"), name
            if name == "id":
                self.ids.append(value)
            if name == "href":
                assert value.startswith("#"), value
                self.links.append(value[1:])
        assert tag not in ("script", "link", "iframe", "object", "img"), tag
        if tag not in OPTIONAL:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag not in OPTIONAL:
            assert self.open and self.open[-1] == tag, (tag, self.getpos(), self.open)
            self.open.pop()


def check_page(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    page = Page()
    page.feed(text)
    page.close()
    assert not page.open, page.open
    assert len(page.ids) == len(set(page.ids)), "an id twice"
    missing = set(page.links) - set(page.ids)
    assert not missing, sorted(missing)[:5]
    assert not re.search(r"url\((?!#)|@import", text)
    for svg in re.findall(r"<svg.*?</svg>", text, re.S):
        root = xml.etree.ElementTree.fromstring(svg)
        names = {child.tag.split("}")[-1] for child in root}
        assert "title" in names or root.get("aria-hidden"), svg[:200]
    heads = [int(n) for n in re.findall(r"<h([1-6])", text)]
    assert heads[0] == 1 and all(b - a <= 2 for a, b in zip(heads, heads[1:])), heads
    print(len(page.ids), len(page.links), text.count("<svg"))


def pixels(path):
    """The rows of a PNG of 8 bits a channel, and the bytes of a pixel."""
    with open(path, "rb") as f:
        data = f.read()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert depth == 8 and kind in (2, 6), (depth, kind)
    size, at, packed = 3 if kind == 2 else 4, 8, b""
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        if name == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += length + 12
    raw, last = zlib.decompress(packed), bytearray(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        for i in range(len(row)) if kind else ():
            a = row[i - size] if i >= size else 0
            b, c = last[i], last[i - size] if i >= size else 0
            if kind == 4:
                pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
                guess = a if pa <= pb and pa <= pc else b if pb <= pc else c
            else:
                guess = (0, a, b, (a + b) // 2)[kind]
            row[i] = (row[i] + guess) & 255
        last = row
        yield row, size


def check_shot(path, scheme):
    colors, ink, rows, ground = {}, 0, 0, None
    for row, size in pixels(path):
        cells = [bytes(row[i:i + 3]) for i in range(0, len(row), size)]
        ground = ground or cells[0]
        ink += any(c != ground for c in cells)
        rows += 1
        for c in cells[::7]:
            colors[c] = colors.get(c, 0) + 1
    light = sum(ground) > 3 * 128
    assert light == (scheme == "light"), (scheme, tuple(ground))
    assert len(colors) > 40, f"{len(colors)} colours"
    assert ink > rows // 3, f"{ink} of {rows} rows show something"


if sys.argv[1] == "page":
    check_page(sys.argv[2])
else:
    check_shot(sys.argv[2], sys.argv[3])
