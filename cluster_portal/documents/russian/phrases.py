"""Posts and organisations in any case: the noun phrase they begin with is declined, the rest stays."""

from __future__ import annotations

import functools
import re
from typing import Any, Literal

import pymorphy3

Case = Literal["nomn", "gent", "datv", "accs", "ablt", "loct"]
WORD = re.compile(r"\s*([А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*)(?![\w.-])")
# «и.о. директора»: the shortening governs the genitive, so the post is in it already.
ACTING = re.compile(r"(?:вр\.?\s?)?и\.\s?о\.|врио\b", re.IGNORECASE)
# «заместитель директора – начальник отдела»: both are the post.
DASH = re.compile(r"(\s+[–—-]\s+)")
MODIFIERS = {"ADJF", "PRTF"}
AND = "и"
# «директора» is either one director's or many directors; a post is always one.
ONE = frozenset({"sing"})
ONE_OR_MANY = frozenset({"sing", "plur"})


def decline_post(post: str, case: Case) -> str:
    """«заместителя директора по безопасности» of «заместитель директора по безопасности».

    A post that is not in the nominative, or begins with «и.о.», comes back as it is.
    """
    if ACTING.match(post):
        return post
    return "".join(_decline_head(part, case, ONE) for part in DASH.split(post))


def decline_organisation(name: str, case: Case) -> str:
    """«Союза «…»» of «Союз «…»»; names that begin with an abbreviation or a quotation mark do not change."""
    return _decline_head(name, case, ONE_OR_MANY)


def _decline_head(phrase: str, case: Case, numbers: frozenset[str]) -> str:
    """Decline the leading modifiers and the noun they agree with, if that is in one of the numbers."""
    words = _leading_words(phrase)
    head = _head(tuple(match[1] for match in words), numbers) if case != "nomn" else []
    for match, parse in reversed(list(zip(words, head, strict=False))):
        form = _inflected(match[1], parse, head[-1], case)
        phrase = phrase[: match.start(1)] + form + phrase[match.end(1) :]
    return phrase


def _leading_words(phrase: str) -> list[re.Match[str]]:
    """Words from the beginning on, as long as nothing but spaces parts them."""
    words: list[re.Match[str]] = []
    while match := WORD.match(phrase, words[-1].end() if words else 0):
        words.append(match)
    return words


@functools.lru_cache(maxsize=1024)
def _head(words: tuple[str, ...], numbers: frozenset[str]) -> list[Any]:
    """Parses of the leading modifiers and their noun; of the first word alone where it is a post by itself.

    The longest phrase that agrees wins: «ведущий» is a noun too, but not in «ведущий специалист».
    """
    found: list[Any] = []
    for place, word in enumerate(words):
        nominative = _nominative(word)
        for noun in (parse for parse in nominative if _is_noun(parse.tag, numbers)):
            modifiers = [_modifier(earlier, noun) for earlier in words[:place]]
            if all(modifiers):
                found = [*modifiers, noun]
                break
        if word != AND and not any(parse.tag.POS in MODIFIERS for parse in nominative):
            break
    return found or [parse for word in words[:1] for parse in _nominative(word) if _is_post(parse.tag)][:1]


def _is_noun(tag: Any, numbers: frozenset[str]) -> bool:
    return tag.POS == "NOUN" and tag.number in numbers


def _is_post(tag: Any) -> bool:
    """Whether a modifier is used as a noun: «заведующая отделом»."""
    return tag.POS == "PRTF" or "Subx" in tag


def _modifier(word: str, noun: Any) -> Any:
    """The parse in which the word agrees with the noun, None where none does; a conjunction itself."""
    if word == AND:
        return word
    return next((parse for parse in _nominative(word) if _agrees(parse.tag, noun.tag)), None)


def _agrees(modifier: Any, noun: Any) -> bool:
    same_gender = noun.number == "plur" or modifier.gender == noun.gender
    return modifier.POS in MODIFIERS and modifier.number == noun.number and same_gender


def _nominative(word: str) -> list[Any]:
    if any(sum(map(str.isupper, half)) > 1 for half in word.split("-")):
        return []  # an abbreviation
    return [
        parse
        for parse in _dictionary().parse(word)
        if parse.tag.case == "nomn" and parse.tag.POS in {"NOUN", *MODIFIERS}
    ]


def _inflected(word: str, parse: Any, noun: Any, case: Case) -> str:
    """The word in the case of its noun, capitals and «е» for «ё» kept; as it is where no form is known."""
    if parse == AND:
        return word
    wanted = {case, noun.tag.number}
    if parse.tag.POS in MODIFIERS and noun.tag.number == "sing":
        wanted.add(noun.tag.gender)
    if parse.tag.POS in MODIFIERS and case == "accs" and (noun.tag.number == "plur" or noun.tag.gender == "masc"):
        wanted.add(noun.tag.animacy or "anim")  # a post that is a modifier by itself is a person's
    form = parse.inflect(wanted - {None})
    return _as_written(word, form.word) if form else word


def _as_written(word: str, form: str) -> str:
    if "ё" not in word.lower():
        form = form.replace("ё", "е")
    capitals = {place for place, letter in enumerate(word) if letter.isupper()}
    return "".join(letter.upper() if place in capitals else letter for place, letter in enumerate(form))


@functools.cache
def _dictionary() -> pymorphy3.MorphAnalyzer:
    """The morphological dictionary, read on first use: it takes a tenth of a second."""
    return pymorphy3.MorphAnalyzer(lang="ru")
