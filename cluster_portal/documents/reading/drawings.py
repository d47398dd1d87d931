"""What lies over the cells of a sheet or beside them: comments, pictures, charts, text boxes, embedded files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from cluster_portal.documents.reading.book import decoded
from cluster_portal.documents.reading.package import Package, Relation
from cluster_portal.documents.reading.walk import Left

EMBEDDED = {"oleObject", "package", "control", "ctrlProp"}


def drawn(package: Package, path: str, title: str) -> Iterator[Left]:
    """What a sheet has besides its cells; `title` is the sheet's name."""
    relations = package.relations(path).values()
    yield from _comments(package, relations, title)
    for relation in relations:
        if relation.kind == "drawing":
            yield from _drawing(package, relation.target, title)
        elif relation.kind == "image":
            yield Left(_("Picture, left out"), title)
        elif relation.kind in EMBEDDED:
            yield Left(_("Embedded object, left out"), title)


def _comments(package: Package, relations: Any, title: str) -> Iterator[Left]:
    """Comments, each once: a discussion is written a second time as a comment for older programs."""
    discussed = set()
    for node in _nodes(package, relations, "threadedComment"):
        discussed.add(node.get("ref"))
        yield _comment(title, node)
    for node in _nodes(package, relations, "comments", "comment"):
        if node.get("ref") not in discussed:
            yield _comment(title, node)


def _comment(title: str, node: Any) -> Left:
    text = "".join(part.text or "" for top in node.iterfind("{*}text") for part in (top, *top.iter("{*}t")))
    return Left(_("Comment, left out"), f"{title}!{node.get('ref')}: {decoded(text).strip()}")


def _nodes(package: Package, relations: Any, kind: str, name: str = "") -> Iterator[Any]:
    for relation in relations:
        if relation.kind == kind:
            yield from package.root(relation.target).iter(f"{{*}}{name or kind}")


def _drawing(package: Package, path: str, title: str) -> Iterator[Left]:
    relations = package.relations(path)
    for anchor in package.root(path).iterchildren("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor"):
        for fallback in list(anchor.iter("{*}Fallback")):  # the same once more, for older programs
            fallback.getparent().remove(fallback)
        where = f"{title}{_place(anchor)}"
        found = [*_charts(package, relations, anchor, where), *_texts(anchor, where)]
        if anchor.find(".//{*}pic") is not None or not found:
            found.append(Left(_("Picture, left out"), _named(where, _description(anchor))))
        yield from found


def _place(anchor: Any) -> str:
    row, column = (anchor.findtext(f"{{*}}from/{{*}}{name}") for name in ("row", "col"))
    return f"!{get_column_letter(int(column) + 1)}{int(row) + 1}" if row and column else ""


def _charts(package: Package, relations: dict[str, Relation], anchor: Any, where: str) -> Iterator[Left]:
    for node in anchor.iter("{*}chart"):
        known = next((value for name, value in node.attrib.items() if name.endswith("}id")), "")
        name = ""
        if known in relations:
            name = _words(package.root(relations[known].target).find(".//{*}title"))
        yield Left(_("Chart, left out"), _named(where, name or _description(anchor)))


def _texts(anchor: Any, where: str) -> Iterator[Left]:
    text = "\n".join(filter(None, (_words(paragraph) for paragraph in anchor.iterfind(".//{*}txBody/{*}p"))))
    if text:
        yield Left(_("Text box, left out"), _named(where, text))


def _words(node: Any) -> str:
    return decoded("".join(part.text or "" for part in node.iter("{*}t"))).strip() if node is not None else ""


def _description(anchor: Any) -> str:
    said = anchor.find(".//{*}cNvPr")
    return decoded(said.get("descr") or said.get("name") or "") if said is not None else ""


def _named(where: str, text: str) -> str:
    return f"{where}: {text}" if text else where
