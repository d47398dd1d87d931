"""Redline: words, lines, moves; whatever the texts, both can be read back from it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.documents.sealed.codes import ALPHABET, new_code, printed, read_code
from cluster_portal.documents.sealed.redline import Piece, in_both, redline, words


def told(old, new):
    return [(change.kind, "".join(f"[{p.kind}{p.text}]" for p in change.pieces)) for change in redline(old, new)]


def test_a_changed_word_is_shown_in_its_line():
    assert told(["Срок – 28 мая 2021 года"], ["Срок – 30 мая 2021 года"]) == [
        ("changed", "[=Срок – ][-28][+30][= мая 2021 года]")
    ]


def test_added_removed_and_moved_lines_are_told_apart():
    old = ["первая строка", "вторая строка документа", "третья"]
    assert told(old, [*old, "совсем другое предложение"]) == [("added", "[+совсем другое предложение]")]
    assert told(old, old[:2]) == [("removed", "[-третья]")]
    assert told(old, [old[2], *old[:2]]) == [("moved", "[=третья]")]
    assert told(old, old) == []


LINES = st.lists(st.text("абв г", max_size=12), max_size=8)


@given(LINES, LINES)
def test_the_same_texts_differ_in_nothing_and_others_in_something(old, new):
    assert (redline(old, new) == []) == (old == new)


TEXTS = st.text(max_size=40) | st.text("аб ,.\n", max_size=60)
SENTENCES = st.lists(
    st.sampled_from(["Стороны обязуются участвовать. ", "Совет собирается раз в квартал;\n", "и ", " ", "28 мая", "."]),
    max_size=12,
).map("".join)


@given(TEXTS | SENTENCES, TEXTS | SENTENCES)
def test_both_lines_can_be_read_back(old, new):
    pieces = list(words(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "+") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "-") == new
    assert all(isinstance(piece, Piece) and piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def shown(old, new):
    return "".join(piece.text if piece.kind == "=" else f"[{piece.kind}{piece.text}]" for piece in words(old, new))


def test_white_space_and_punctuation_are_no_part_of_a_changed_word():
    assert shown("а б", "а") == "а[- б]"
    assert shown("созвать, обсудить", "созвать; обсудить") == "созвать[-,][+;] обсудить"
    assert shown("п.4", "п. 4") == "п.[+ ]4"
    assert shown("Совет созывает Председатель.", "Совет созывает Секретарь.") == (
        "Совет созывает [-Председатель][+Секретарь]."
    )


def test_what_was_rewritten_is_replaced_whole():
    old, new = "Взносы уплачиваются ежегодно и возвращаются", "Участие добровольно и бесплатно для организаций"
    assert shown(f"{old}.", f"{new}.") == f"[-{old}][+{new}]."


def test_a_sentence_that_stayed_is_kept_between_rewritten_ones():
    stayed = "Стороны принимают участие в заседаниях. "
    assert shown(f"Прежнее начало. {stayed}Конец.", f"Иное введение. {stayed}Завершение.") == (
        f"[-Прежнее начало][+Иное введение]. {stayed}[-Конец][+Завершение]."
    )


LONG = 20_000
HARD = {
    "one word less": ("а " * LONG, "а " * (LONG - 1)),
    "both ends differ": ("б " + "а " * LONG + "в", "г " + "а " * (LONG - 1) + "д"),
    "turned about": ("а б " * LONG, "б а " * LONG),
    "nothing in common": (" ".join(map(str, range(LONG))), " ".join(map(str, range(LONG, 2 * LONG)))),
    "one word of a hundred": (
        " ".join(str(n % 997) for n in range(LONG)),
        " ".join("нет" if n % 100 == 7 else str(n % 997) for n in range(LONG)),
    ),
    "one endless word": ("а" * LONG, "а" * (LONG - 1)),
    "only marks": ("." * LONG + ",", ";" + "." * LONG),
}


@pytest.mark.parametrize(("old", "new"), HARD.values(), ids=HARD)
def test_long_and_awkward_texts_are_compared(old, new):
    pieces = list(words(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "+") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "-") == new
    assert len(pieces) < 700


@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.integers(0, 4), max_size=12))
def test_the_most_that_both_have_is_found(one, other):
    lengths = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for m, a in enumerate(one):
        for n, b in enumerate(other):
            lengths[m + 1][n + 1] = lengths[m][n] + 1 if a == b else max(lengths[m][n + 1], lengths[m + 1][n])
    found = in_both(one, other)
    assert sum(size for _m, _n, size in found) == lengths[-1][-1]
    assert all(one[m : m + size] == other[n : n + size] for m, n, size in found)
    assert all(m + size <= a and n + size <= b for (m, n, size), (a, b, _size) in pairwise(found))


def test_codes_are_read_as_they_are_written():
    code = new_code()
    assert read_code(printed(code)) == code
    assert set(code) <= set(ALPHABET)
    assert len({new_code() for _one in range(200)}) == 200


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(text):
    assert read_code(text) == "" or len(read_code(text)) == 12
