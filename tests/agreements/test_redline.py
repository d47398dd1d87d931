"""Two editions compared clause by clause; a text that came back without keys; the redline on the page and on paper."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from agreements.redline import Row, changed, compare, match, redline_document, summary
from agreements.texts import Line, numbers
from cluster_portal.documents.blocks import Changed, text_of
from cluster_portal.documents.docx import to_docx
from cluster_portal.documents.pdf import to_pdf
from cluster_portal.documents.txt import to_txt
from tests.documents.samples import docx_text, letters, pypdf_text

DAY = datetime.date(2021, 4, 20)
TEXTS = {
    "b": "Срок – 28 мая 2021 года.",
    "c": "Стороны обязуются:\n– принимать участие в заседаниях;\n– представлять сведения.",
    "d": "Взносы не уплачиваются.",
    "f": "Совет собирается раз в квартал.",
    "g": "Решения принимаются открытым голосованием.",
    "h": "Протокол ведёт секретарь.",
}
LEVELS = {"a": 1, "b": 2, "c": 2, "d": 2, "e": 1, "f": 2, "g": 2, "h": 2}
HEADINGS = {"a": "Предмет", "e": "Совет"}


def edition(order: str, **texts: str) -> list[Line]:
    """Clauses named by letters: sections a, e and S, clauses under them; `texts` are those that read otherwise."""
    levels = [LEVELS.get(key, 1 if key.isupper() else 2) for key in order]
    every = {**TEXTS, **texts}
    return [
        Line(key, number, level, HEADINGS.get(key, ""), every.get(key, ""))
        for key, number, level in zip(order, numbers(levels), levels, strict=True)
    ]


OLD = edition("abcdefgh")


def told(rows: list[Row]) -> dict[str, str]:
    return {row.key: row.kind for row in changed(rows)}


def written(row: Row) -> str:
    return "".join(piece.text if piece.kind == "=" else f"[{piece.kind}{piece.text}]" for piece in row.text)


def test_the_same_text_differs_in_nothing():
    rows = compare(OLD, OLD)
    assert changed(rows) == []
    assert summary(rows) == {"same": 8, "changed": 0, "added": 0, "removed": 0, "moved": 0}


def test_a_changed_clause_shows_its_words():
    [row] = changed(compare(OLD, edition("abcdefgh", b="Срок – 30 мая 2021 года.")))
    assert (row.kind, row.number, row.before, row.level, row.reworded) == ("changed", "1.1", "1.1", 2, True)
    assert written(row) == "Срок – [-28][+30] мая 2021 года."


def test_a_changed_heading_is_a_change():
    [row] = changed(compare(OLD, [replace(OLD[0], heading="Предмет и цели"), *OLD[1:]]))
    assert [(piece.kind, piece.text) for piece in row.heading] == [("=", "Предмет"), ("+", " и цели")]


def test_an_added_clause_renumbers_others_without_changing_them():
    rows = compare(OLD, edition("anbcdefgh", n="Новый пункт."))
    assert told(rows) == {"n": "added"}
    assert [(row.key, row.number, row.before) for row in rows[:3]] == [
        ("a", "1", "1"),
        ("n", "1.1", ""),
        ("b", "1.2", "1.1"),
    ]


def test_removed_clauses_stand_where_they_stood():
    rows = compare(OLD, edition("abgefh"))
    assert "".join(row.key for row in rows) == "abcdgefh"
    assert [(row.key, row.number, row.before) for row in rows if row.kind == "removed"] == [
        ("c", "", "1.2"),
        ("d", "", "1.3"),
    ]
    assert "".join(row.key for row in compare(OLD, edition("efgh"))) == "abcdefgh"


def test_moving_one_clause_moves_one():
    assert told(compare(OLD, edition("acdbefgh"))) == {"b": "moved"}
    assert told(compare(OLD, edition("adbcefgh"))) == {"d": "moved"}


def test_a_clause_in_another_section_was_moved_though_the_order_is_the_same():
    assert told(compare(edition("abcdefgh"), edition("abcedfgh"))) == {"d": "moved"}


def test_a_section_moved_with_its_clauses_is_one_clause_moved():
    assert list(told(compare(OLD, edition("efghabcd"))).values()) == ["moved"]
    assert told(compare(OLD, edition("Zabcdefgh"))) == {"Z": "added"}


def test_a_moved_clause_that_was_changed_too_shows_its_words():
    [row] = changed(compare(OLD, edition("acdbefgh", b="Срок – 30 мая 2021 года.")))
    assert (row.kind, row.number, row.before, row.reworded) == ("moved", "1.3", "1.1", True)
    assert "[-28][+30]" in written(row)


def test_a_reference_that_followed_a_renumbering_is_no_change():
    stored = {"g": "Как сказано в пункте [#bbbbbbbbbbbb]."}
    old = edition("abcdefgh", g="Как сказано в пункте 1.1.")
    new = edition("anbcdefgh", n="Новый.", g="Как сказано в пункте 1.2.")
    assert told(compare(old, new)) == {"n": "added", "g": "changed"}
    rows = compare(old, new, stored=(stored, stored))
    assert told(rows) == {"n": "added"}
    assert next(written(row) for row in rows if row.key == "g") == "Как сказано в пункте 1.2."
    other = {"g": "Как сказано выше в пункте [#bbbbbbbbbbbb]."}
    assert told(compare(old, new, stored=(stored, other)))["g"] == "changed"


def test_clauses_without_a_key_are_added():
    new = [replace(line, key="") for line in OLD[:2]]
    assert summary(compare(OLD, new)) == {"same": 0, "changed": 0, "added": 2, "removed": 8, "moved": 0}


ORDERS = st.lists(st.sampled_from("abcdefghXyz"), unique=True).map("".join)
READINGS = st.dictionaries(st.sampled_from("bcdfgh"), st.text("аб .\n", max_size=12))


@given(ORDERS, ORDERS, READINGS)
def test_both_editions_can_be_read_back(one, other, texts):
    old, new = edition(one), edition(other, **texts)
    rows = compare(old, new)
    assert [row.key for row in rows if row.kind != "removed"] == list(other)
    assert {row.key for row in rows if row.kind != "added"} == set(one)
    for kind, lines in (("+", old), ("-", new)):
        read = {row.key: "".join(piece.text for piece in row.text if piece.kind != kind) for row in rows}
        assert all(read[line.key] == line.text for line in lines)


# --- without keys


def bare(lines: list[Line], **changes: str) -> list[Line]:
    return [replace(line, key="", **changes) for line in lines]


def test_an_unchanged_text_gets_all_its_keys_back():
    assert match(OLD, bare(OLD)) == OLD
    assert match(OLD, bare(OLD, number="")) == [replace(line, number="") for line in OLD]


def test_a_changed_clause_is_known_by_its_number_and_by_its_words():
    new = edition(
        "anbcdefgh", n="Новый пункт о порядке.", b="Срок – 30 июня 2021 года.", f="Совет собирается два раза в год."
    )
    assert "".join(line.key or "?" for line in match(OLD, bare(new))) == "a?bcdefgh"


def test_the_same_number_goes_before_the_same_words_elsewhere():
    old = [Line("a", "1", 1, "", "Совет собирается в марте."), Line("b", "2", 1, "", "Совет собирается в апреле.")]
    new = [Line("", "1", 1, "", "Совет собирается в мае."), Line("", "2", 1, "", "Совет собирается в июне.")]
    assert [line.key for line in match(old, new)] == ["a", "b"]
    assert [line.key for line in match(old, [new[1]])] == ["b"]


def test_each_key_is_used_once_and_keys_given_stay():
    twice = [Line("a", "1", 1, "", "Исключён."), Line("b", "2", 1, "", "Исключён.")]
    assert [line.key for line in match(twice, bare([*twice, *twice]))] == ["a", "b", "", ""]
    assert [line.key for line in match(twice, [twice[1], *bare(twice)])] == ["b", "a", ""]


@given(ORDERS, ORDERS, READINGS)
def test_matching_changes_nothing_but_keys(one, other, texts):
    old, new = edition(one), bare(edition(other, **texts))
    found = match(old, new)
    assert bare(found) == new
    keys = [line.key for line in found if line.key]
    assert len(keys) == len(set(keys))
    assert set(keys) <= set(one)


# --- on paper and on the page

NEW = edition(
    "anbceghf",
    n="Новый пункт.",
    b="Срок – 30 мая 2021 года.",
    c="Стороны обязуются:\n– лично принимать участие в заседаниях;\n– представлять сведения.",
    f="Совет собирается раз в месяц.",
)


def paper(rows: list[Row]):
    return redline_document("СРАВНЕНИЕ\nСоглашение", "редакция 1", "редакция 2", rows, day=DAY, marks="Образец")


def test_the_document_says_what_became_of_each_clause():
    document = paper(compare(OLD, NEW))
    assert (document.title, document.date, document.marks) == ("СРАВНЕНИЕ Соглашение", DAY, "Образец")
    assert text_of(document).split("\n") == [
        "СРАВНЕНИЕ",
        "Соглашение",
        "Сравнение: редакция 1 и редакция 2",
        "Исключённые слова зачёркнуты и стоят в [квадратных скобках], "
        "добавленные подчёркнуты и стоят в {фигурных скобках}.",
        "Изменено 2 положения, добавлено 1 положение, исключено 1 положение, перемещено 1 положение.",
        "Добавлен пункт 1.1",
        "{Новый пункт.}",
        "Пункт 1.2 (был 1.1) изменён",
        "Срок – [28]{30} мая 2021 года.",
        "Пункт 1.3 (был 1.2) изменён",
        "Стороны обязуются:",
        "– {лично} принимать участие в заседаниях;",
        "– представлять сведения.",
        "Исключён пункт 1.3",
        "[Взносы не уплачиваются.]",
        "Пункт 2.3 (был 2.1) перемещён и изменён",
        "Совет собирается раз в [квартал]{месяц}.",
    ]


def test_a_section_is_called_a_section():
    words = text_of(
        paper(
            compare(
                OLD, [replace(OLD[0], heading="Цели"), *edition("abcdeS")[1:4], OLD[4], Line("S", "3", 1, "Сроки", "")]
            )
        )
    )
    assert "Раздел 1 изменён\n[Предмет]{Цели}" in words
    assert "Добавлен раздел 3\n{Сроки}" in words


def test_nothing_changed_is_said_in_words():
    assert text_of(paper(compare(OLD, OLD))).endswith("\nРазличий в тексте нет.")


@pytest.mark.parametrize("read", [to_txt, lambda d: docx_text(to_docx(d)), lambda d: pypdf_text(to_pdf(d))])
def test_the_document_is_the_same_in_every_format(read):
    document = replace(paper(compare(OLD, NEW)), marks="")
    assert letters(read(document)) == letters(text_of(document))


def test_paragraphs_are_blocks_of_their_own():
    [row] = changed(compare(OLD, edition("abcdefgh", c="")))
    blocks = [block for block in paper([row]).blocks if isinstance(block, Changed)]
    assert [block.pieces for block in blocks] == [(("-", line),) for line in TEXTS["c"].split("\n")]
    assert {block.anchor for block in blocks} == {"c"}


def test_the_page_says_it_in_words():
    html = render_to_string("agreements/_redline.html", {"rows": compare(OLD, NEW)})
    assert html.count("<li>") == html.count("<h3>") == 9
    assert html.count('<span class="chip">') == 6
    assert '<del><span class="visually-hidden">' in html
    assert "</span>28</del><ins>" in html
    assert "style=" not in html


def test_the_page_escapes_and_keeps_lines():
    nasty = [Line("a", "1", 1, "<b>", "<script>\nв две строки")]
    html = render_to_string("agreements/_redline.html", {"rows": compare([], nasty)})
    assert "<script" not in html
    assert "&lt;script&gt;<br>в две строки</ins>" in html
    assert "<ul" not in render_to_string("agreements/_redline.html", {"rows": []})
