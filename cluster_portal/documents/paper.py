"""A document prepared for the page that looks like paper: which blocks make a list, which carry a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from cluster_portal.documents.blocks import Block, Document, ListItem, text_of_block


@dataclass(frozen=True)
class Item:
    """A block and the number of the doubt to show at it; None where there is none."""

    block: Block
    doubt: int | None

    @property
    def text(self) -> str:
        """The whole text of the block; lines of a title by \\n."""
        return text_of_block(self.block)


@dataclass(frozen=True)
class Group:
    """Blocks that make one element of the page: items of a list, or a single block of the class `kind`."""

    kind: str
    items: tuple[Item, ...]


def groups(document: Document, marks: Mapping[str, int] | None = None) -> list[Group]:
    """What templates/documents/paper.html shows, in order.

    `marks` maps anchors to numbers of doubts; of several blocks with one anchor the first carries the number,
    so that a number stands on the page once.
    """
    made: list[Group] = []
    for kind, items in groupby(_items(document.blocks, dict(marks or {})), key=lambda item: type(item.block)):
        if kind is ListItem:
            made.append(Group(kind.__name__, tuple(items)))
        else:
            made += [Group(kind.__name__, (item,)) for item in items]
    return made


def _items(blocks: Iterable[Block], marks: dict[str, int]) -> Iterator[Item]:
    for block in blocks:
        yield Item(block, marks.pop(block.anchor, None) if block.anchor else None)
