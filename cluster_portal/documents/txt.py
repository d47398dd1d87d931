"""A document as plain text."""

from __future__ import annotations

from cluster_portal.documents.blocks import (
    Approval,
    Block,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Table,
    text_of_block,
)

WIDTH = 80  # characters: where the name of a signature ends
APPROVAL = 44  # characters before an approval: 55 % of the width
ROOM = 8  # characters left at least for the hand


def to_txt(document: Document) -> str:
    """The document, a block a line, with empty lines between its parts."""
    lines: list[str] = []
    before: Block | None = None
    for block in document.blocks:
        if before is not None and not _together(before, block):
            lines.append("")
        lines.append(_line(block))
        before = block
    return "\n".join(lines) + "\n"


def _line(block: Block) -> str:
    if isinstance(block, Approval):
        return "\n".join(f"{' ' * APPROVAL}{line}".rstrip() for line in block.lines)
    if isinstance(block, Signature):
        room = max(ROOM, WIDTH - len(block.role) - len(block.name))
        return f"{block.role}{' ' * room}{block.name}".strip()
    if isinstance(block, Table):
        return text_of_block(block).replace("\t", " | ")
    return text_of_block(block)


def _together(before: Block, block: Block) -> bool:
    """Whether no empty line stands between the two."""
    if isinstance(before, Heading):
        return not isinstance(block, Heading)
    if isinstance(before, Paragraph) and before.lead:
        return isinstance(block, Paragraph | ListItem)
    return type(before) is type(block) and isinstance(block, Line | ListItem | Signature)
