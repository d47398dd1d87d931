"""A document prepared for the page that looks like paper: which blocks make a list, which words carry a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from cluster_portal.documents.blocks import Block, Document, ListItem, Paragraph


@dataclass(frozen=True)
class Marked:
    """A block and the number of the doubt to show at it; None where there is none."""

    block: Block
    doubt: int | None


@dataclass(frozen=True)
class Group:
    """Blocks that make one element: a list, or a single block. `kind` says which, in the template's words."""

    kind: str
    items: tuple[Marked, ...]


def groups(document: Document, marks: Mapping[str, int] | None = None) -> list[Group]:
    """What templates/documents/paper.html shows, in order.

    `marks` maps anchors to numbers of doubts; of several blocks with one anchor the first carries the number, so that
    a number stands on the page once.
    """
    marked = _marked(document.blocks, dict(marks or {}))
    made: list[Group] = []
    for kind, items in groupby(marked, key=lambda item: _kind(item.block)):
        if kind in {"numbered", "listed"}:
            made.append(Group(kind, tuple(items)))
        else:
            made += [Group(kind, (item,)) for item in items]
    return made


def _marked(blocks: Iterable[Block], marks: dict[str, int]) -> Iterator[Marked]:
    for block in blocks:
        yield Marked(block, marks.pop(block.anchor, None) if block.anchor else None)


def _kind(block: Block) -> str:
    if isinstance(block, ListItem):
        return "numbered" if block.marker[:1].isdigit() else "listed"
    if isinstance(block, Paragraph) and not block.indent:
        return "line"
    return type(block).__name__.lower()
