"""What Excel or Word puts on the clipboard, as cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE_END = re.compile(r"\r\n?")
# A cell in quotes has line ends or doubled quotes in it; «"Полюс"» has not, its quotes are its own.
CELL = re.compile(r'"((?:[^"\t]|"")*+)"(?=[\t\n]|\Z)|[^\t\n]*+')
ITEM = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|[–—•·▪-])\s+(?=\S)(.*)", re.DOTALL)
LIST = 0.5  # of the lines are items


def pasted(text: str) -> list[list[str]]:
    """Rows of cells: divided by tabs, a cell of several lines in quotes. Without a tab a column.

    A column that is a list («1. …», «– …») has its numbers in a first column of their own. Blank rows at the end are
    dropped.
    """
    rows = [list(row) for row in _rows(LINE_END.sub("\n", text))]
    while rows and not any(map(str.strip, rows[-1])):
        rows.pop()
    return _listed(rows) if all(len(row) == 1 for row in rows) else rows


def _rows(text: str) -> Iterator[list[str]]:
    row: list[str] = []
    at = 0
    while match := CELL.match(text, at):
        row.append(_unquoted(match))
        at = match.end() + 1
        if match.end() == len(text):
            break
        if text[match.end()] == "\n":
            yield row
            row = []
    yield row


def _unquoted(match: re.Match[str]) -> str:
    inside = match[1]
    if inside is not None and ("\n" in inside or '""' in inside):
        return inside.replace('""', '"')
    return match[0]


def _listed(rows: list[list[str]]) -> list[list[str]]:
    found = [ITEM.fullmatch(row[0]) for row in rows]
    if not found or sum(map(bool, found)) < LIST * sum(1 for row in rows if row[0].strip()):
        return rows
    return [[match[1], match[2]] if match else ["", row[0]] for match, row in zip(found, rows, strict=True)]
