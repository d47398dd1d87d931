"""Drafts typed elsewhere: which clauses are read out of them, what is doubted, and that nothing is lost."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter

import docx
import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agreements.importing import Draft, Found, from_docx, from_text, linked
from agreements.texts import DEEPEST, STORED

from .drafts import DELETED, INSERTED, TITLE, add_numbering, agreement_docx, number, saved


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def rows(draft: Draft) -> list[tuple[int, str, str, str]]:
    return [(clause.level, clause.printed, clause.heading, clause.text) for clause in draft.clauses]


def shape(draft: Draft) -> list[tuple[int, str]]:
    return [(clause.level, clause.printed) for clause in draft.clauses]


DRAFT = """ПРОЕКТ

СОГЛАШЕНИЕ
о взаимодействии участников
учебного кластера

г. Томск                 «__» ______ 2021 г.

Организация «Учебный пример 1», далее – Сторона 1, и
Организация «Учебный пример 2» заключили настоящее Соглашение о нижеследующем:

1. ПРЕДМЕТ СОГЛАШЕНИЯ
1.1. Стороны взаимодействуют по направлениям:
– практика;
– стажировки.
Направления дополняются ежегодно.
1.2 Соглашение безвозмездно.
1.2.1. Расходы каждая Сторона несёт сама.
2. Порядок взаимодействия
2.1) План мероприятий:
а) предлагается Сторонами;
б) утверждается советом.
3. Срок действия
Соглашение действует пять лет.
4. Стороны договорились, что споры решаются переговорами.
"""


def test_a_typed_draft_becomes_clauses():
    draft = from_text(DRAFT)
    assert draft.title == "СОГЛАШЕНИЕ о взаимодействии участников учебного кластера"
    assert draft.preamble.startswith("ПРОЕКТ\n\nг. Томск ")
    assert draft.preamble.endswith("заключили настоящее Соглашение о нижеследующем:")
    assert rows(draft) == [
        (1, "1", "ПРЕДМЕТ СОГЛАШЕНИЯ", ""),
        (
            2,
            "1.1",
            "",
            "Стороны взаимодействуют по направлениям:\n– практика;\n– стажировки.\n\nНаправления дополняются ежегодно.",
        ),
        (2, "1.2", "", "Соглашение безвозмездно."),
        (3, "1.2.1", "", "Расходы каждая Сторона несёт сама."),
        (1, "2", "Порядок взаимодействия", ""),
        (2, "2.1", "", "План мероприятий:\nа) предлагается Сторонами;\nб) утверждается советом."),
        (1, "3", "Срок действия", "Соглашение действует пять лет."),
        (1, "4", "", "Стороны договорились, что споры решаются переговорами."),
    ]
    assert (draft.left, draft.doubts) == ([], [])


@pytest.mark.parametrize(
    ("line", "printed", "heading"),
    [
        ("1. Предмет Соглашения", "1", "Предмет Соглашения"),
        ("1 Предмет", "1", "Предмет"),
        ("1.Предмет", "1", "Предмет"),
        ("1. Предмет Соглашения.", "1", "Предмет Соглашения."),
        ("Статья 1. Предмет", "Статья 1", "Предмет"),
        ("СТАТЬЯ 1", "СТАТЬЯ 1", ""),
        ("Раздел I. Общие положения", "Раздел I", "Общие положения"),
        ("I. ОБЩИЕ ПОЛОЖЕНИЯ", "I", "ОБЩИЕ ПОЛОЖЕНИЯ"),
        ("ОБЩИЕ ПОЛОЖЕНИЯ", "", "ОБЩИЕ ПОЛОЖЕНИЯ"),
    ],
)
def test_what_opens_a_section(line, printed, heading):
    draft = from_text(f"{line}\n1.1. Текст пункта.\n1.2. Ещё пункт.")
    assert rows(draft)[0] == (1, printed, heading, "")
    assert shape(draft)[1:] == [(2, "1.1"), (2, "1.2")]
    assert draft.doubts == []


@pytest.mark.parametrize(
    "line",
    [
        "12.05.2021 стороны встретились.",
        "2021 год объявлен годом примеров.",
        "2.5 млн рублей выделено.",
        "15 мая состоялось совещание.",
        "634050 Томск",
        "Статья 3 Федерального закона применяется.",
        "17",
        "2) предмет;",
        "2. развивать примеры;",
        "- 2.5 Пример",
    ],
)
def test_what_opens_nothing(line):
    draft = from_text(f"1.1. Текст.\n\n{line}")
    assert shape(draft) == [(2, "1.1")]
    assert draft.clauses[0].text.endswith(line)


def test_clauses_counted_below_articles_are_second_level():
    draft = from_text(
        "Статья 1. Предмет\n1. Первый пункт.\n2. Второй пункт.\n2.1. Подпункт.\nСтатья 2\nСрок\n1. Пункт опять первый."
    )
    assert shape(draft) == [(1, "Статья 1"), (2, "1"), (2, "2"), (3, "2.1"), (1, "Статья 2"), (2, "1")]
    assert draft.clauses[4].heading == "Срок"
    assert draft.doubts == []


def test_clauses_counted_through_all_sections_are_no_doubt():
    draft = from_text("Раздел I. Предмет\n1. Первый пункт.\nРаздел II. Срок\n2. Второй пункт.\n3. Третий пункт.")
    assert draft.doubts == []


def test_a_list_with_numbers_belongs_to_its_clause():
    draft = from_text("2.1. Стороны:\n1. Предлагают.\n2. Обсуждают.\n3. Решают.\n2.2. Иное.\n3. Срок\n3.1. Пять лет.")
    assert shape(draft) == [(2, "2.1"), (2, "2.2"), (1, "3"), (2, "3.1")]
    assert draft.clauses[0].text == "Стороны:\n1. Предлагают.\n2. Обсуждают.\n3. Решают."


def test_deeper_numbers_become_lines_and_a_doubt():
    draft = from_text("1. Предмет\n1.1. Текст.\n1.1.1. Подпункт:\n1.1.1.1. Глубже.")
    assert draft.clauses[-1].text == "Подпункт:\n1.1.1.1. Глубже."
    assert draft.doubts == ["1.1.1.1 is deeper than three levels: it became a line of 1.1.1."]


def test_a_section_with_nothing_below_stays_and_is_doubted():
    draft = from_text("1. Предмет\n2. Срок\n2.1. Пять лет.\n3. Прочее")
    assert shape(draft) == [(1, "1"), (1, "2"), (2, "2.1"), (1, "3")]
    assert draft.doubts == ["1 Предмет has nothing below it.", "3 Прочее has nothing below it."]


@pytest.mark.parametrize(
    ("numbers", "doubts"),
    [
        ("1.1 1.2 1.4", ["After 1.2 comes 1.4: a number is missing or out of order."]),
        ("1.1 1.2 1.2", ["The number 1.2 comes more than once."]),
        ("1.2 1.3", ["The numbers begin with 1.2."]),
        (
            "1.1 1.3 1.2",
            [
                "After 1.1 comes 1.3: a number is missing or out of order.",
                "After 1.3 comes 1.2: a number is missing or out of order.",
            ],
        ),
        ("1.1 1.1.1 1.1.2 1.2 2.1", ["After 1.2 comes 2.1: a number is missing or out of order."]),
    ],
)
def test_wrong_numbers_are_doubted_and_keep_their_order(numbers, doubts):
    draft = from_text("\n".join(f"{printed}. Текст пункта." for printed in numbers.split()))
    assert [clause.printed for clause in draft.clauses] == numbers.split()
    assert draft.doubts == doubts


def test_wrong_numbers_of_articles_are_doubted():
    draft = from_text("Статья 1. Предмет\nТекст один.\nСтатья 3. Срок\nТекст два.")
    assert draft.doubts == ["After Статья 1 comes Статья 3: a number is missing or out of order."]


@pytest.mark.parametrize(
    "heading", ["2. Реквизиты и подписи Сторон", "АДРЕСА, РЕКВИЗИТЫ И ПОДПИСИ СТОРОН", "Подписи сторон:"]
)
def test_signatures_are_text_of_the_last_section(heading):
    signed = ["1. Организация «Учебный пример 1»", "ИНН 0000000000", "________ А.А. Выдуманный"]
    draft = from_text("\n".join(["1. Предмет", "1.1. Текст.", heading, *signed]))
    assert (draft.clauses[-1].level, draft.clauses[-1].text) == (1, "\n\n".join(signed))
    assert [said for said in draft.doubts if said.startswith("Signatures")] == draft.doubts
    assert len(draft.doubts) == 1


def test_lines_to_sign_on_stay_in_the_last_clause():
    draft = from_text("1. Предмет\n1.1. Текст.\n_______ А.А. Выдуманный\nМ.П.")
    assert draft.clauses[-1].text == "Текст.\n\n_______ А.А. Выдуманный\n\nМ.П."
    assert draft.doubts == ["Signatures or details of the parties stand in 1.1 as text: the portal prints its own."]


def test_an_appendix_is_a_section_and_a_doubt():
    draft = from_text(
        "1. Предмет\n1.1. Текст.\nПриложение № 1\n1. Первый пункт приложения.\n2. Второй пункт приложения."
    )
    assert shape(draft)[2:] == [(1, ""), (2, "1"), (2, "2")]
    assert draft.doubts == ["An appendix begins with the line «Приложение № 1»: decide whether it belongs to the text."]


def test_a_text_without_numbers_is_a_preamble_and_a_doubt():
    draft = from_text("СОГЛАШЕНИЕ\nВсё сказано словами.")
    assert (draft.title, draft.preamble, draft.clauses) == ("СОГЛАШЕНИЕ", "Всё сказано словами.", [])
    assert draft.doubts == ["No numbered clause was found; the whole text is in the preamble."]


def test_a_section_in_capitals_right_below_the_title_is_none_of_it():
    draft = from_text("СОГЛАШЕНИЕ\nО ПРИМЕРАХ\nОБЩИЕ ПОЛОЖЕНИЯ\n1.1. Текст.")
    assert draft.title == "СОГЛАШЕНИЕ О ПРИМЕРАХ"
    assert rows(draft) == [(1, "", "ОБЩИЕ ПОЛОЖЕНИЯ", ""), (2, "1.1", "", "Текст.")]


@pytest.mark.parametrize("nothing", ["", " \n\t\n"])
def test_nothing_gives_nothing(nothing):
    assert from_text(nothing) == Draft("", "", [], [], [])


# Word files


def test_a_word_draft_becomes_clauses():
    draft = from_docx(io.BytesIO(agreement_docx()))
    assert draft.title == TITLE
    assert draft.preamble.startswith("г. Томск")
    assert [clause.printed for clause in draft.clauses if clause.level == 1] == list("1234567")
    assert Counter(clause.level for clause in draft.clauses) == {1: 7, 2: 16, 3: 2}
    by_number = {clause.number: clause for clause in draft.clauses}
    assert "направлениям:\n– практика и стажировки обучающихся;\n– повышение" in by_number["2.1"].text
    assert by_number["3.3"].text.endswith("\n\nОтчёт | до 1 декабря | секретарь")
    assert by_number["4.1"].text.endswith(f"двух раз в год.{INSERTED}")
    assert [(entry.kind, entry.text) for entry in draft.left] == [
        ("Table, taken in as lines of text", "Что делается Срок Кто отвечает"),
        ("Tracked insertion, taken in", INSERTED),
        ("Tracked deletion, left out", DELETED.strip()),
        ("Picture, left out; it stood near this text", "Реквизиты и подписи Сторон"),
    ]
    assert [said.partition(" ")[0] for said in draft.doubts] == ["Signatures"]


def test_heading_styles_without_numbers_are_sections():
    document = docx.Document()
    document.add_paragraph("Соглашение о примерах", style="Heading 1")
    for heading in ("Предмет", "Срок действия"):
        document.add_paragraph(heading, style="Heading 2")
        document.add_paragraph("1. Первый пункт.")
        document.add_paragraph("2. Второй пункт.")
    draft = from_docx(io.BytesIO(saved(document)))
    assert draft.title == "Соглашение о примерах"
    assert shape(draft) == [(1, ""), (2, "1"), (2, "2")] * 2
    assert draft.doubts == []


def test_lines_of_one_paragraph_stay_one_paragraph():
    document = docx.Document()
    add_numbering(document, "%1.", "%1.%2.")
    number(document.add_paragraph("Предмет\nСоглашения", style="Heading 1"), 0)
    number(document.add_paragraph("Стороны\nдоговорились.\n1.2. Второй пункт."), 1)
    draft = from_docx(io.BytesIO(saved(document)))
    assert rows(draft) == [
        (1, "1", "Предмет Соглашения", ""),
        (2, "1.1", "", "Стороны\nдоговорились."),
        (2, "1.2", "", "Второй пункт."),
    ]


def test_rows_of_a_table_open_no_clauses():
    document = docx.Document()
    document.add_paragraph("1.1. Перечень")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "1.", "Проектор"
    draft = from_docx(io.BytesIO(saved(document)))
    assert rows(draft) == [(2, "1.1", "", "Перечень\n\n1. | Проектор")]


def test_the_table_of_contents_is_left_out_and_listed():
    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("1. Предмет\t2", style="toc 1")
    document.add_paragraph("1. Предмет", style="Heading 1")
    document.add_paragraph("1.1. Текст.")
    draft = from_docx(io.BytesIO(saved(document)))
    assert shape(draft) == [(1, "1"), (2, "1.1")]
    assert [(entry.kind, entry.text) for entry in draft.left] == [("Table of contents, left out", "1. Предмет\t2")]


# Nothing is lost


def letters(text: str) -> str:
    """All that is printed, but the dots and brackets that end a number."""
    return re.sub(r"[\s.):]+", "", text)


def check_nothing_lost(text: str) -> None:
    """The clauses are the end of the text letter by letter; title and preamble have all letters of its beginning."""
    draft = from_text(text)
    told = "".join(letters(clause.printed + clause.heading + clause.text) for clause in draft.clauses)
    whole = letters(text)
    assert whole.endswith(told)
    head = whole[: len(whole) - len(told)]
    assert Counter(head) == Counter(letters(draft.title + draft.preamble))
    assert all(1 <= clause.level <= DEEPEST for clause in draft.clauses)


NUMBERS = st.lists(st.integers(0, 30), min_size=1, max_size=5).map(lambda parts: ".".join(map(str, parts)))
OPENINGS = st.sampled_from(
    [
        "Статья {}",
        "Раздел {}.",
        "Раздел IV.",
        "{}",
        "{}.",
        "{})",
        "а)",
        "({})",
        "–",
        "•",
        "X.",
        "Приложение {}",
        "п. {}",
        "",
    ]
)
ENDINGS = st.sampled_from(["", ".", ";", ":", " ____________", " СТОРОН", "Соглашение", "реквизиты", " п. 1.1"])
LINES = st.builds(
    lambda opening, n, space, text, end: opening.format(n) + space + text + end,
    OPENINGS,
    NUMBERS,
    st.sampled_from([" ", "", "\t", "\xa0", "  "]),
    st.sampled_from(["Предмет", "ПРЕДМЕТ", "стороны обязуются", "Стороны договорились"]) | st.text(max_size=12),
    ENDINGS,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES | st.sampled_from(DRAFT.splitlines()), max_size=25).map("\n".join))
@example(DRAFT)
@example("1.\n1.\nСтатья 1\nСтатья 2\nа\nб")
@example("Соглашение\x0bо\x1cпримерах\u2028Статья IX: текст")
def test_no_letter_is_lost(text):
    check_nothing_lost(text)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_letter_of_any_text_is_lost(text):
    check_nothing_lost(text)


# References


def keys(clauses: list[Found]) -> list[str]:
    return [f"{at:012x}" for at in range(len(clauses))]


def referring(text: str) -> tuple[str, list[str]]:
    """A text as 9.9 of a draft that has 1, 1.1, 1.2, 2, 2.1, 3 and 4; references are shown as «[2.1]»."""
    clauses = [Found(n.count(".") + 1, n, "", "Текст.") for n in ("1", "1.1", "1.2", "2", "2.1", "3", "4")]
    clauses.append(Found(2, "9.9", "", text))
    stored, doubts = linked(clauses, keys(clauses))
    assert stored[:-1] == ["Текст."] * 7
    of = {f"#{key}": clause.printed for key, clause in zip(keys(clauses), clauses, strict=True)}
    return re.sub(r"#[0-9a-f]{12}", lambda match: of.get(match[0], match[0]), stored[-1]), doubts


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("в соответствии с п. 2.1.", "в соответствии с п. [2.1]."),
        ("см. пп. 1.1, 1.2 и 2.1", "см. пп. [1.1], [1.2] и [2.1]"),
        ("п.2.1, п.п. 1.1", "п.[2.1], п.п. [1.1]"),
        ("Пункт 2.1; пункта 2.1; пунктом 2.1", "Пункт [2.1]; пункта [2.1]; пунктом [2.1]"),
        ("пунктами 1.1 и 1.2", "пунктами [1.1] и [1.2]"),
        ("пункты 1.1–1.2", "пункты [1.1]–[1.2]"),
        ("подпункт 2.1", "подпункт [2.1]"),
        ("раздел 3, разделом 3, в разделе 3", "раздел [3], разделом [3], в разделе [3]"),
        ("разделами 3 и 4", "разделами [3] и [4]"),
        ("статьи 3 настоящего Соглашения", "статьи [3] настоящего Соглашения"),
        ("пункта 1.2 раздела 1", "пункта [1.2] раздела [1]"),
        ("согласно п. 2.1 решение принимается", "согласно п. [2.1] решение принимается"),
        ("п. 2.1, 3 экземпляра", "п. [2.1], 3 экземпляра"),
        ("пунктом\n2.1", "пунктом\n[2.1]"),
        ("как в [2.1]", "как в [2.1]"),
    ],
)
def test_references_follow_their_clause(text, stored):
    assert referring(text) == (stored, [])


@pytest.mark.parametrize(
    "text",
    [
        "статьи 3 Федерального закона",
        "ст. 3 закона Томской области",
        "статьёй 450 Гражданского кодекса",
        "ст. 450 ГК РФ",
        "п. 3 ч. 1 ст. 93 Федерального закона № 44-ФЗ",
        "пунктом 2.1 Положения",
        "пунктами 2.1 и 7.7 указанного Положения",
        "раздел 3 Устава",
        "п. 2 распоряжения Администрации Томской области",
        "п. 4 приказа",
        "п. 1 Приложения № 1",
        "12.1 рубля, стр. 3, отпуск. 2.1",
        "п. 12.05.2021",
    ],
)
def test_references_to_other_documents_stay(text):
    assert referring(text) == (text, [])


def test_an_item_inside_a_clause_is_not_its_section():
    assert referring("подпункт 1 пункта 2.1") == ("подпункт 1 пункта [2.1]", [])


@pytest.mark.parametrize("text", ["по п. 7.7 платят", "статья 779 применяется", "см. [7.7]", "[#ffffffffffff]"])
def test_a_reference_that_leads_nowhere_stays_and_is_doubted(text):
    stored, doubts = referring(text)
    assert stored == text
    assert doubts == [doubts[0]]
    assert re.fullmatch(r"9\.9 refers to \S+, which the draft does not have; the text stays as it was\.", doubts[0])


def test_a_number_the_draft_has_twice_is_not_linked_and_is_doubted():
    clauses = [Found(2, "1.1", "", "Раз."), Found(2, "1.1", "", "Два."), Found(2, "1.2", "", "см. п. 1.1")]
    stored, doubts = linked(clauses, keys(clauses))
    assert stored[-1] == "см. п. 1.1"
    assert doubts == ["1.2 refers to 1.1, which the draft has more than once; the text stays as it was."]


def test_articles_and_their_clauses_are_found_by_word():
    draft = from_text(
        "Статья 1. Предмет\n1. Первый пункт.\nСтатья 2. Срок\n1. По пункту 1 и статье 1 сроков нет.\n"
        "Раздел III. Иное\nТекст.\nСм. раздел 3."
    )
    stored, doubts = linked(draft.clauses, keys(draft.clauses))
    assert stored[3] == "По пункту [#000000000003] и статье [#000000000000] сроков нет."
    assert stored[4] == "Текст.\n\nСм. раздел [#000000000004]."
    assert doubts == []


def test_the_references_of_the_word_draft():
    draft = from_docx(io.BytesIO(agreement_docx()))
    stored, doubts = linked(draft.clauses, keys(draft.clauses))
    of = {clause.number: at for at, clause in enumerate(draft.clauses)}
    assert f"в соответствии с п. [#{of['2.1']:012x}] настоящего" in stored[of["2.2"]]
    assert f"по пунктам [#{of['2.1']:012x}] и [#{of['2.2']:012x}]:" in stored[of["2.3"]]
    assert f"по разделу [#{of['6']:012x}]." in stored[of["4.2"]]
    assert stored[of["3.4"]] == draft.clauses[of["3.4"]].text
    assert doubts == ["5.3 refers to 9.9, which the draft does not have; the text stays as it was."]


@settings(deadline=None)
@given(st.lists(LINES, max_size=20).map("\n".join))
def test_linking_changes_nothing_but_numbers(text):
    clauses = from_text(text).clauses
    stored, _doubts = linked(clauses, keys(clauses))
    for clause, now in zip(clauses, stored, strict=True):
        back = STORED.sub(lambda match: clauses[int(match[1], 16)].number, now)
        assert re.sub(r"[\[\]]", "", back) == re.sub(r"[\[\]]", "", clause.text)


# Size: what is counted is work, not time


def steps(call) -> int:
    """How many lines of Python a call runs through."""
    count = 0

    def trace(_frame, event, _arg):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def many(count: int) -> str:
    return "\n".join(
        f"{n}. Раздел\n{n}.1. Текст пункта по п. {n}.1.\n– список;\n{n}.1. Снова." for n in range(1, count + 1)
    )


def test_twice_the_clauses_are_twice_the_work():
    def work(count: int) -> int:
        clauses = from_text(many(count)).clauses
        return steps(lambda: from_text(many(count))) + steps(lambda: linked(clauses, keys(clauses)))

    assert work(100) < 2.2 * work(50)


@pytest.mark.parametrize(
    "line",
    [
        "а" * 200_000,
        "1." * 100_000,
        " " * 200_000 + "1",
        "п. " * 60_000,
        "п. 1," * 40_000,
        "_" * 200_000,
        "1.1 " * 50_000,
    ],
)
def test_a_huge_line_is_read_at_all(line):
    text = f"1.1. {line}\n{line}"
    check_nothing_lost(text)
    clauses = from_text(text).clauses
    assert len(linked(clauses, keys(clauses))[0]) == len(clauses)
