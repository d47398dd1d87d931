"""Redline: words, lines, moves; whatever the texts, both can be read back from it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.documents.sealed.codes import ALPHABET, new_code, printed, read_code
from cluster_portal.documents.sealed.redline import Piece, redline, words


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


@given(st.text("аб ,.", max_size=60), st.text("аб ,.", max_size=60))
def test_both_lines_can_be_read_back(old, new):
    pieces = list(words(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "+") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "-") == new
    assert all(isinstance(piece, Piece) and piece.text for piece in pieces)


def test_codes_are_read_as_they_are_written():
    code = new_code()
    assert read_code(printed(code)) == code
    assert set(code) <= set(ALPHABET)
    assert len({new_code() for _one in range(200)}) == 200


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_none(text):
    assert read_code(text) == "" or len(read_code(text)) == 12
