"""People as minutes refer to them: «Титулов Г.А. (созыв), Форзацев О.Д.», «все организации-исполнители»."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cluster_portal.documents.russian import same_person

INITIALS = r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?"
WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
NAME = re.compile(rf"^(?:{WORD}\s+{INITIALS}|{INITIALS}\s?{WORD}|{WORD}\s+{WORD}\s+{WORD})$")
LEAD = re.compile(r"\s*\((?:созыв|руководитель|отв\.?|ответственный)\)\s*$", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[,;]\s*|\s+и\s+(?=[А-ЯЁ])")


@dataclass(frozen=True)
class Reference:
    """One of those referred to; `name` is the fullest known form, None for a group; `lead` None: not said."""

    raw: str
    name: str | None
    lead: bool | None = None


def looks_like_name(text: str) -> bool:
    """Whether the words are a person's name rather than an office or a group."""
    return bool(NAME.match(text.replace("\u00a0", " ").strip()))


def resolve(reference: str, names: Iterable[str]) -> str | None:
    """The one full name the reference means, None if nobody or more than one."""
    found = {name for name in names if name and same_person(reference, name)}
    return found.pop() if len(found) == 1 else None


def read_people(text: str, names: Iterable[str]) -> list[Reference]:
    """Split the wording and recognise each; a name nobody bears is kept as written."""
    known = list(names)
    parts = [part.strip() for part in BETWEEN.split(text.replace("\u00a0", " ")) if part.strip()]
    leads = [bool(LEAD.search(part)) for part in parts]
    made = []
    for part, lead in zip(parts, leads, strict=True):
        raw = LEAD.sub("", part)
        name = (resolve(raw, known) or raw) if looks_like_name(raw) else None
        made.append(Reference(raw, name, lead if any(leads) else None))
    return made
