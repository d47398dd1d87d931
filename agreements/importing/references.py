"""References of a draft, «пункт 2.4», as references to clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from agreements import texts
from agreements.importing.draft import Found

NUMBER = r"[1-9]\d{0,2}(?:\.[1-9]\d{0,2})*"
# References. What follows them decides whether another document is meant.
WORDS = r"(?:под)?пункт\w{0,3}|(?:п\.\s?)?п\.|пп\.|подп\.|раздел\w{0,3}|разд\.|стать\w{1,3}|ст\."
ONE = rf"{NUMBER}(?!\.?\d|\w)"
MORE = rf"(?:\s*(?:,|\bи\b|\bили\b|[-–—])\s*{ONE})*"
REFERENCE = re.compile(rf"(?<!\w)(?P<word>{WORDS})(?P<space>\s*(?:№\s*)?)(?P<numbers>{ONE}{MORE})", re.IGNORECASE)
EACH = re.compile(ONE)
MANY = re.compile(r"\w+(?:ы|ов|ам|ами|ах|ями|ях|ям)|пп\.|п\.\s?п\.", re.IGNORECASE)
OF_SECTION = re.compile(r"разд|ст", re.IGNORECASE)
WITHIN = re.compile(rf"\s+(?:{WORDS}|част\w+|ч\.)\s*\d", re.IGNORECASE)  # «1» of «подпункт 1 пункта 2.4»
OWN = re.compile(r"\s+(?:настоящ|данн)\w+\s", re.IGNORECASE)
OTHER = re.compile(
    rf"(?:\s+(?:{WORDS}|част\w+|ч\.|глав\w+|гл\.|абзац\w*)\s*{ONE}{MORE}){{0,4}}"
    r"\s+(?:\w{1,30}(?:[ое]го|[ое]й|[ыи]х|[ыи]ми)\s+){0,3}"
    r"(?:федеральн\w+|(?:закон|кодекс|приказ|указ|протокол)(?:а|ов)|"
    r"(?:положени|распоряжени|постановлени|приложени|решени)[яй]|"
    r"устава|регламента|порядка|плана|договора|конституции|конвенции|инструкции|методики|программы|правил|"
    r"ГК|ТК|БК|НК|ФЗ|КоАП)\b",
    re.IGNORECASE,
)
AFTER = 300  # characters after a reference that can say whose it is


def linked(clauses: Sequence[Found], keys: Sequence[str]) -> tuple[list[str], list[str]]:
    """The texts with «пункт 2.4» as «пункт [#key]», and doubts about references that lead nowhere.

    `keys` are the keys of the clauses, in their order. A reference to another document («статья 5 закона») stays as it
    is and is no doubt; one to a number the draft does not have, or has twice, stays as it is and is a doubt.
    """
    links = _Links(clauses, keys)
    return [links.linked(at) for at in range(len(clauses))], links.doubts


class _Links:
    def __init__(self, clauses: Sequence[Found], keys: Sequence[str]) -> None:
        self.clauses, self.keys = clauses, keys
        self.doubts: list[str] = []
        self.section: list[int] = []
        # (where to look, number) → clauses: in the draft, among its sections or its clauses, in one section
        self.places: dict[tuple[object, str], list[int]] = {}
        for at, clause in enumerate(clauses):
            self.section.append(at if clause.level == 1 or not at else self.section[-1])
            places = ("draft", "sections") if clause.level == 1 else ("draft", "clauses", self.section[at])
            for place in places if clause.number else ():
                self.places.setdefault((place, clause.number), []).append(at)
        whole = ((number, at) for (place, number), at in self.places.items() if place == "draft")
        self.key_of = {number: keys[at[0]] for number, at in whole if len(at) == 1}
        self.known = set(keys)

    def linked(self, at: int) -> str:
        """The text of one clause with its references as keys."""
        text = REFERENCE.sub(lambda match: self._reference(at, match), self.clauses[at].text)
        text = texts.to_store(text, self.key_of)
        for gone in texts.dangling(text, self.known.intersection(texts.references(text))):
            self._doubt(at, gone, twice=("draft", gone.strip("[].")) in self.places)
        return text

    def _reference(self, at: int, match: re.Match[str]) -> str:
        if _points_elsewhere(match):
            return match[0]
        many = bool(MANY.fullmatch(match["word"]))

        def key(number: re.Match[str]) -> str:
            # «п. 2.4, 5 экземпляров»: only a plural word is followed by several short numbers
            is_count = number.start() > 0 and "." not in number[0] and not many
            return number[0] if is_count else self._key(at, match["word"], number[0])

        return f"{match['word']}{match['space']}{EACH.sub(key, match['numbers'])}"

    def _key(self, at: int, word: str, number: str) -> str:
        places = ("sections", "draft") if OF_SECTION.match(word) else (self.section[at], "clauses", "draft")
        found = next((self.places[place, number] for place in places if (place, number) in self.places), [])
        if len(found) == 1:
            return f"[#{self.keys[found[0]]}]"
        self._doubt(at, number, twice=bool(found))
        return number

    def _doubt(self, at: int, number: str, *, twice: bool = False) -> None:
        said = (
            _("%(clause)s refers to %(number)s, which the draft has more than once; the text stays as it was.")
            if twice
            else _("%(clause)s refers to %(number)s, which the draft does not have; the text stays as it was.")
        )
        self.doubts.append(said % {"clause": self.clauses[at].name, "number": number})


def _points_elsewhere(match: re.Match[str]) -> bool:
    """Whether another document or an item inside a clause is meant, or the line is one of a list."""
    after = match.string[match.end() : match.end() + AFTER]
    if "\n" in match["space"] and after[:1] in {".", ")"}:
        return True
    if OTHER.match(after):
        return not OWN.match(after)
    return match["numbers"].isdecimal() and bool(WITHIN.match(after))
