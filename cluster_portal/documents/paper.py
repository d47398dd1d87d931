"""A document prepared for the page that looks like paper: which blocks make a list, which carry a doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from cluster_portal.documents.blocks import Block, Document, ListItem, Table, text_of_block


@dataclass(frozen=True)
class Part:
    """Rows of a table under the heading of a group; "" where they have none."""

    heading: str
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Item:
    """A block and the number of the doubt to show at it; None where there is none."""

    block: Block
    doubt: int | None

    @property
    def text(self) -> str:
        """The whole text of the block; lines of a title by \\n."""
        return text_of_block(self.block)

    @property
    def parts(self) -> list[Part]:
        """A table's rows, parted by the headings of its groups."""
        assert isinstance(self.block, Table)
        parts = [Part("", [])]
        for place, row in enumerate(self.block.rows):
            heading = self.block.heading(place)
            if heading is None:
                parts[-1].rows.append(row)
            else:
                parts.append(Part(heading, []))
        return parts if parts[0].rows or len(parts) == 1 else parts[1:]


@dataclass(frozen=True)
class Group:
    """Blocks that make one element of the page: items of a list, or a single block of the class `kind`.

    `landscape` tells how the sheet lies, the same for all groups of a document.
    """

    kind: str
    items: tuple[Item, ...]
    landscape: bool = False


def groups(document: Document, marks: Mapping[str, int] | None = None) -> list[Group]:
    """What templates/documents/paper.html shows, in order.

    `marks` maps anchors to numbers of doubts; of several blocks with one anchor the first carries the number,
    so that a number stands on the page once.
    """
    made: list[Group] = []
    for kind, items in groupby(_items(document.blocks, dict(marks or {})), key=lambda item: type(item.block)):
        if kind is ListItem:
            made.append(Group(kind.__name__, tuple(items), document.landscape))
        else:
            made += [Group(kind.__name__, (item,), document.landscape) for item in items]
    return made


def _items(blocks: Iterable[Block], marks: dict[str, int]) -> Iterator[Item]:
    for block in blocks:
        yield Item(block, marks.pop(block.anchor, None) if block.anchor else None)
