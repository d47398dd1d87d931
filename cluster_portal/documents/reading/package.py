"""The parts of an office package and what they refer to, read without following anything outside of it."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from lxml import etree  # type: ignore[import-untyped]

CHUNK = 64 * 1024  # bytes read at once
LARGEST = 16 * 1024 * 1024  # bytes of one element


@dataclass(frozen=True)
class Relation:
    """A part that another one refers to; `kind` is the last word of its type: worksheet, comments, drawing."""

    kind: str
    target: str


class Package:
    """An open package. Raises zipfile.BadZipFile where it is none, KeyError for a part it lacks."""

    def __init__(self, file: Any) -> None:
        self.archive = zipfile.ZipFile(file)
        # Programs do not agree on capital letters in the names of parts.
        self.names = {name.lower(): name for name in self.archive.namelist()}

    def open(self, part: str) -> IO[bytes]:
        """The bytes of a part as a stream."""
        return self.archive.open(self.names[part.lower()])

    def root(self, part: str) -> Any:
        """The root element of a part. Raises ValueError where it declares a document type."""
        with self.open(part) as stream:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return refuse_entities(etree.parse(stream, parser).getroot())

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by id; "" is the package itself."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self.names:
            return {}
        found = self.root(rels).iterfind("{*}Relationship")
        return {
            str(node.get("Id")): Relation(str(node.get("Type")).rpartition("/")[2], _within(folder, node.get("Target")))
            for node in found
            if node.get("TargetMode") != "External"
        }

    def elements(self, part: str, names: tuple[str, ...]) -> Iterator[Any]:
        """Elements of these names with what is in them, one by one, whatever the size of the part.

        What was yielded is forgotten. Raises ValueError where one element is larger than any program writes.
        """
        parser = etree.XMLPullParser(
            events=("end",), tag=[f"{{*}}{name}" for name in names], resolve_entities=False, no_network=True
        )
        with self.open(part) as stream:
            pending = 0
            while chunk := stream.read(CHUNK):
                parser.feed(chunk)
                pending += len(chunk)
                for _event, node in parser.read_events():
                    pending = 0
                    yield node
                    _forget(node)
                if pending > LARGEST:
                    raise ValueError("an element without end")
        refuse_entities(parser.close())


def refuse_entities(node: Any) -> Any:
    """The node. Raises ValueError where its part declares a document type, and entities with it."""
    if node.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a document type is declared")
    return node


def _within(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")


def _forget(node: Any) -> None:
    node.clear()
    parent = node.getparent()
    while parent is not None and parent[0] is not node:
        del parent[0]
