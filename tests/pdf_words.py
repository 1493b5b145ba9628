"""The words of a PDF as a reader copies them: each glyph by its font's map to Unicode (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import io
import re

import pikepdf

_HEX = rb"<([0-9a-fA-F]+)>"
_CHAR = re.compile(_HEX + rb"\s*" + _HEX)
_RANGE = re.compile(_HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[(.*?)\])", re.DOTALL)


def words(pdf: bytes) -> str:
    """All of it, with single spaces and without soft breaks."""
    with pikepdf.open(io.BytesIO(pdf)) as made:
        said = "".join(_page(page) for page in made.pages)
    return re.sub(r"\s+", " ", said)


def _page(page: pikepdf.Page) -> str:
    maps = {name: _map(font.ToUnicode.read_bytes()) for name, font in page.Resources.Font.items()}
    said, now = [], dict[int, str]()
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            now = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            said += [_said(bytes(part), now) for part in parts if isinstance(part, pikepdf.String)]
        elif str(operator) == "ET":
            said.append(" ")
    return "".join(said)


def _said(codes: bytes, known: dict[int, str]) -> str:
    return "".join(known.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))


def _map(cmap: bytes) -> dict[int, str]:
    """A CMap's bfchar and bfrange sections."""
    known: dict[int, str] = {}
    for kind, section in re.findall(rb"beginbf(char|range)(.*?)endbf", cmap, re.DOTALL):
        if kind == b"char":
            known |= {int(code, 16): _text(to) for code, to in _CHAR.findall(section)}
            continue
        for first, last, to, each in _RANGE.findall(section):
            codes = range(int(first, 16), int(last, 16) + 1)
            if each:
                known |= dict(zip(codes, map(_text, re.findall(_HEX, each)), strict=True))
            else:
                known |= {code: chr(int(to, 16) + code - codes[0]) for code in codes}
    return known


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
