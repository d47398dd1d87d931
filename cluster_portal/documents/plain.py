"""Plain-text fields: what they may hold, and how documents read them.

A blank line ends a paragraph; `–`, `—`, `-`, `•` or a number (`1.`, `1)`, `2.1.`) and a space begin a list
item; a line ending with a colon is a lead-in; other line ends are spaces. So pasted text keeps its shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_portal.documents.blocks import ListItem, Paragraph

LIMIT = 200_000  # characters in a field
LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
MARKER = re.compile(r"([–—•-]|\d{1,3}(?:\.\d{1,3})*[.)]|[а-яё]\))\s+(?=\S)")
# Controls except tab and line end; marks that turn the direction of reading, since what is read would not be
# what is stored; half characters; code points Unicode sets aside as never being characters.
UNPRINTABLE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
BYTE_ORDER_MARK = "\ufeff"  # left in pasted text by some editors; it stands for nothing, PDF/A forbids it


def clean_text(value: str) -> str:
    """The text with every line end as \\n and without byte order marks."""
    return LINE_ENDS.sub("\n", value).replace(BYTE_ORDER_MARK, "")


def check_text(value: str, limit: int = LIMIT) -> None:
    """Raise ValidationError where no document can hold the text: too long, or an unprintable character in it.

    `limit` is in characters. Codes: "too_long", "unprintable". Tabs, line ends, emoji and markup are legal.
    """
    if len(value) > limit:
        raise ValidationError(
            _("The text has %(count)s characters, at most %(limit)s fit."),
            code="too_long",
            params={"count": len(value), "limit": limit},
        )
    if found := UNPRINTABLE.search(value.replace("\r\n", "\n")):
        line = found.string.count("\n", 0, found.start()) + 1
        raise ValidationError(
            _("Line %(line)s has an unprintable character, %(character)s. Delete it."),
            code="unprintable",
            params={"line": line, "character": code_point(found[0])},
        )


def code_point(character: str) -> str:
    """«U+0000», as Unicode names it."""
    return f"U+{ord(character):04X}"


def blocks_of(text: str, *, anchor: str = "") -> list[Paragraph | ListItem]:
    """The paragraphs and list items of a plain-text field; all of them carry the anchor."""
    return [part.block(anchor) for part in _parts(clean_text(text))]


@dataclass
class _Part:
    """What a paragraph or an item is gathered in, line by line."""

    marker: str = ""
    lines: list[str] = field(default_factory=list)

    def block(self, anchor: str) -> Paragraph | ListItem:
        text = " ".join(self.lines)
        if self.marker:
            return ListItem(self.marker, text, anchor=anchor)
        return Paragraph(text, lead=text.endswith(":"), anchor=anchor)


def _parts(text: str) -> list[_Part]:
    parts: list[_Part] = []
    joins = False  # whether the next line goes on with the same part
    for line in map(str.strip, text.split("\n")):
        marker = MARKER.match(line)
        if line and (marker or not joins):
            parts.append(_Part(marker[1] if marker else ""))
        if line:
            parts[-1].lines.append(line[marker.end() :] if marker else line)
        joins = bool(line) and not line.endswith(":")
    return parts
