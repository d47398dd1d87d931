"""manage.py messages [--check] [--fill FILE …]: the Russian catalogue, in pure Python (a newcomer has no msgfmt)."""

from __future__ import annotations

import io
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

ROOT = settings.BASE_DIR
CATALOGUE = ROOT / "locale" / "ru" / "LC_MESSAGES" / "django.po"
KINDS = {".py", ".html", ".txt"}
SOURCES = ("cluster_portal", "members", "meetings", "agreements", "workplans", "templates")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# As in Django's own Russian catalogue: one, few, many, and fractions.
PLURAL = (
    "nplurals=4; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3);"
)
FORMS = 4
WIDTH = 100
PLACE = re.compile(r"%(?:\(\w+\))?[sd]")


class Command(BaseCommand):
    """Brings the Russian catalogue up to the sources and compiles it, or checks that this was done."""

    help = "Merge the sources' messages into the Russian catalogue and compile it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--fill takes JSON files: message → translation, or [one, few, many]."""
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--fill", nargs="*", type=Path, default=[])

    def handle(self, *args: Any, check: bool, fill: list[Path], **options: Any) -> None:
        """Raise CommandError (exit 1) with the list of what is missing or wrong."""
        old = _read()
        made = _merged(old, [json.loads(path.read_text(encoding="utf-8")) for path in fill])
        problems = list(_problems(made))
        if check:
            problems += ["the catalogue does not hold the sources' messages: run `make messages`"] * (
                _text(made) != _text(old)
            )
            problems += ["django.mo is not compiled from django.po: run `make messages`"] * (not _compiled(made))
        else:
            CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
            CATALOGUE.write_text(_text(made), encoding="utf-8")
            CATALOGUE.with_suffix(".mo").write_bytes(made.to_binary())
        if problems:
            raise CommandError("\n".join(problems))


def _read() -> Any:
    import polib  # noqa: PLC0415 - a tool of development; production has none of it

    return polib.pofile(str(CATALOGUE), wrapwidth=WIDTH) if CATALOGUE.exists() else polib.POFile(wrapwidth=WIDTH)


def _text(catalogue: Any) -> str:
    return str(catalogue)


def _compiled(catalogue: Any) -> bool:
    compiled = CATALOGUE.with_suffix(".mo")
    return compiled.exists() and compiled.read_bytes() == catalogue.to_binary()


def _messages() -> Iterator[tuple[str, str, str | None, str]]:
    """(message, plural, context, file) of every translatable string."""
    from babel.messages.extract import extract_python  # noqa: PLC0415 - as above

    files = sorted(path for folder in SOURCES for path in (ROOT / folder).rglob("*") if path.suffix in KINDS)
    for path in files:
        source = path.read_text(encoding="utf-8")
        source = source if path.suffix == ".py" else templatize(source)
        for _line, keyword, found, _comments in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
            strings = [found] if isinstance(found, str) else list(found)
            context = strings.pop(0) if keyword and "pgettext" in keyword else None
            if strings and strings[0]:
                plural = strings[1] if (keyword and "ngettext" in keyword) or len(strings) > 1 else ""
                yield strings[0], plural or "", context, path.relative_to(ROOT).as_posix()


def _merged(old: Any, fills: list[dict[str, Any]]) -> Any:
    import polib  # noqa: PLC0415 - as above

    found: dict[tuple[str | None, str], tuple[str, set[str]]] = {}
    for message, plural, context, file in _messages():
        kept, files = found.get((context, message), ("", set()))
        found[context, message] = (kept or plural, files | {file})
    before = {(entry.msgctxt, entry.msgid): entry for entry in old}
    made = polib.POFile(wrapwidth=WIDTH)
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ru", "Plural-Forms": PLURAL}
    for (context, message), (plural, files) in sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        entry = polib.POEntry(msgid=message, msgid_plural=plural, msgctxt=context, flags=_flags(message))
        entry.occurrences = [(file, "") for file in sorted(files)]
        _translate(entry, before.get((context, message)), fills)
        made.append(entry)
    return made


def _flags(message: str) -> list[str]:
    return ["python-format"] if PLACE.search(message) else []


def _translate(entry: Any, before: Any, fills: list[dict[str, Any]]) -> None:
    told = next((fill[entry.msgid] for fill in fills if entry.msgid in fill), None)
    if entry.msgid_plural:
        forms = told if isinstance(told, list) else list(before.msgstr_plural.values()) if before else []
        forms = [*forms, *([forms[-1]] * FORMS if forms else [""] * FORMS)][:FORMS]
        entry.msgstr_plural = dict(enumerate(forms))
    else:
        entry.msgstr = told if isinstance(told, str) else before.msgstr if before else ""


def _problems(made: Any) -> Iterator[str]:
    for entry in made:
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(forms):
            yield f"not translated: {entry.msgid!r} ({entry.occurrences[0][0]})"
            continue
        wanted = sorted(PLACE.findall(entry.msgid_plural or entry.msgid))
        for form in forms:
            if sorted(PLACE.findall(form)) != wanted:
                yield f"the translation of {entry.msgid!r} has other places than {wanted}"
                break
