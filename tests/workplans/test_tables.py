"""Tables of plans from spreadsheets and the clipboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workplans.tables import FIELDS, MORE, Columns, PlanRow, guess, pasted, rows

HEAD = ["№ п/п", "Наименование мероприятия", "Срок исполнения", "Ответственный исполнитель", "Ожидаемый результат"]
HEAD += ["Отметка о выполнении"]
PLAN = [
    ["УТВЕРЖДАЮ", "", "", "", "", ""],
    ["План работы на 2021 год", "", "", "", "", ""],
    ["", "", "", "", "", ""],
    HEAD,
    ["1", "2", "3", "4", "5", "6"],
    ["Раздел I. Развитие кадрового потенциала", "", "", "", "", ""],
    ["1.1", "Провести стажировку\nпедагогов", "апрель–май", "ТЭПК", "Отчёт", ""],
    ["", "", "октябрь", "Томская ТПП", "Справка", ""],
    ["1.2", "Заседание совета", "до 15.05.2021", "Матвеев Д.М.", "Протокол", "выполнено"],
    HEAD,
    ["", "Работа с предприятиями", "", "", "", ""],
    ["2.1", "Экскурсии", "ежемесячно", "Колледжи", " 12 экскурсий ", ""],
    ["", "", "", "", "", ""],
    ["Председатель совета", "", "", "М.М. Костарев", "", ""],
    ["* по согласованию", "", "", "", "", ""],
]


def fields(*names):
    return tuple(names)


def shape(found):
    return [(row.kind, row.place, row.continued) for row in found]


def test_the_common_form():
    columns = guess(PLAN)
    assert columns == Columns(3, FIELDS)
    found, left = rows(PLAN, columns)
    assert shape(found) == [
        ("section", 6, False),
        ("activity", 7, False),
        ("activity", 8, True),
        ("activity", 9, False),
        ("section", 11, False),
        ("activity", 12, False),
    ]
    assert found[0].cells == {"title": "Раздел I. Развитие кадрового потенциала"}
    assert found[1].cells["title"] == "Провести стажировку\nпедагогов"
    assert found[2].cells == {"period": "октябрь", "responsible": "Томская ТПП", "result": "Справка"}
    assert found[5].cells["result"] == " 12 экскурсий "
    assert left == [
        "УТВЕРЖДАЮ",
        "План работы на 2021 год",
        "1 | 2 | 3 | 4 | 5 | 6",
        " | ".join(HEAD),
        "Председатель совета | М.М. Костарев",
        "* по согласованию",
    ]


@pytest.mark.parametrize(
    ("heading", "named"),
    [
        (["№", "Мероприятие", "Сроки"], ("number", "title", "period")),
        (["№ п\\п", "Мероприятия", "Сроки проведения", "Ответственные"], FIELDS[:4]),
        (["Содержание работы", "Дата", "Исполнители"], ("title", "period", "responsible")),
        (
            ["№", "Мероприятие", "Место проведения", "Источник финансирования", "Ответственные за исполнение"],
            ("number", "title", "place", "funding", "responsible"),
        ),
        (["Направление", "Мероприятие", "Срок"], ("", "title", "period")),
        (["№", "Мероприятие", "Отметка о выполнении", "Примечание"], ("number", "title", "mark", "")),
        (["№", "Мероприятие", "Примечание", "Отметка о выполнении"], ("number", "title", "", "mark")),
        (["№", "Мероприятие", "Участники", "Срок выполнения"], ("number", "title", "", "period")),
        (["№", "Ожидаемый результат мероприятия", "Наименование", "Срок"], ("number", "result", "title", "period")),
        (["", "Мероприятие", "Срок", "Ответственный"], FIELDS[:4]),
        (["№", "Что делаем", "Срок", "Ответственный"], FIELDS[:4]),
        (["МЕРОПРИЯТИЕ", "СРОК"], ("title", "period")),
    ],
)
def test_columns_by_the_words_of_the_heading(heading, named):
    row = [{"№": "1", "": "1"}.get(text, f"Текст {len(text)}") for text in heading]
    assert guess([["План"], heading, row, row]) == Columns(1, named)


@pytest.mark.parametrize(
    ("lines", "head", "named"),
    [
        (
            [["№", "Мероприятие", "Срок", "", "Ответственный"], ["", "", "начало", "окончание", ""]],
            1,
            ("number", "title", "period", "", "responsible"),
        ),
        (
            [["", "", "Реализация", ""], ["№", "Мероприятие", "Срок", "Ответственный"]],
            1,
            FIELDS[:4],
        ),
        (
            [["№", "Наименование", "Срок", "Ответственный"], ["п/п", "мероприятия", "исполнения", "исполнитель"]],
            1,
            FIELDS[:4],
        ),
    ],
)
def test_a_heading_of_two_lines(lines, head, named):
    data = [["1.", "Экскурсия", "май", "июнь", "ТЭПК"][: len(lines[0])]] * 2
    assert guess([*lines, *data]) == Columns(head, named)


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ([["1.", "Экскурсия на завод", "май", "Матвеев Д.М.", "Отчёт о ней", ""]], (*FIELDS[:5], "")),
        ([["Экскурсия на завод «Полюс»", "май"], ["Ярмарка вакансий в колледже", "до 01.06"]], ("title", "period")),
        (
            [["май", "Экскурсия", "ТЭПК, колледж"], ["июнь", "Ярмарка вакансий", "ОГБПОУ «А»"]],
            ("period", "title", "responsible"),
        ),
        (
            [["Совещание директоров колледжей", "I квартал", "ТЭПК (по согласованию)"]],
            ("title", "period", "responsible"),
        ),
        ([["Экскурсия"], ["Ярмарка"]], ("title",)),
        ([["1.", "Экскурсия"], ["2.", "Ярмарка"]], ("number", "title")),
        ([["", ""]], ("", "")),
        ([], ()),
    ],
)
def test_columns_by_content_where_there_is_no_heading(cells, named):
    assert guess(cells) == Columns(-1, named)


FOUR = Columns(-1, FIELDS[:4])


@pytest.mark.parametrize(
    "row",
    [
        ["1. Развитие кадрового потенциала.", "", "", ""],
        ["Раздел II. Практика", "", "", ""],
        ["", "III. Практика", "", ""],
        ["", "1. Практика", "", ""],
        ["", "ПРАКТИКА И СТАЖИРОВКИ", "", ""],
        ["", "Практика", "", ""],
        ["II", "Практика", "", ""],
        ["2", "РАЗВИТИЕ ПРАКТИКИ", "", ""],
        ["2.", "Практика", "", ""],
    ],
)
def test_sections(row):
    found, left = rows([["1", "Экскурсия", "май", "ТЭПК"], row, ["2.1", "Ярмарка", "июнь", "ТЭПК"]], FOUR)
    assert [one.kind for one in found] == ["activity", "section", "activity"]
    assert list(found[1].cells.values()) == [text for text in row if text]
    assert left == []


@pytest.mark.parametrize(
    ("row", "continued"),
    [
        (["2", "Практика", "", ""], False),
        (["", "Провести экскурсии на предприятия, подготовить отчёт.", "", ""], False),
        (["", "и подготовить отчёт", "", ""], True),
        (["", "", "июнь", ""], True),
        (["", "", "", "Томская ТПП"], True),
        (["", "Ярмарка", "июнь", ""], False),
        (["2", "", "июнь", ""], False),
        (["1.", "", "", ""], False),
    ],
)
def test_what_is_no_section(row, continued):
    found, _left = rows([["1", "Экскурсия", "май", "ТЭПК"], row, ["3", "Ярмарка", "июнь", "ТЭПК"]], FOUR)
    assert (found[1].kind, found[1].continued) == ("activity", continued)


def test_a_merged_row_is_a_section_whatever_its_words():
    cells = [["1", "Экскурсия", "май", "ТЭПК"], ["", "", "длинные слова.", ""], ["2", "Ярмарка", "июнь", "ТЭПК"]]
    found, _left = rows(cells, FOUR, [(1, 0, 1, 3)])
    assert found[1] == PlanRow("section", {"title": "длинные слова."}, 2)


def test_a_numbered_row_below_a_title_merged_with_it_is_continued():
    cells = [["1", "Экскурсия", "май", "ТЭПК"], ["2", "", "июнь", "ТЭПК"]]
    assert not rows(cells, FOUR)[0][1].continued
    assert rows(cells, FOUR, [[0, 1, 1, 1]])[0][1].continued


def test_nothing_is_continued_below_a_section():
    found, _left = rows([["Раздел I", "", "", ""], ["", "", "май", "ТЭПК"]], FOUR)
    assert shape(found) == [("section", 1, False), ("activity", 2, False)]


def test_columns_left_out_are_named_with_their_texts():
    cells = [["№", "Мероприятие", "Участники"], ["1", "Экскурсия", "студенты"], ["2", "Ярмарка", "все", "лишнее"]]
    found, left = rows(cells, Columns(0, ("number", "title", "")))
    assert [row.cells["title"] for row in found] == ["Экскурсия", "Ярмарка"]
    assert left == ["Участники: студенты; все", "лишнее"]


def test_two_columns_of_one_field_stand_on_lines_of_their_own():
    found, _left = rows([["Экскурсия", "ТЭПК", "ТТПП"]], Columns(-1, ("title", "responsible", "responsible")))
    assert found[0].cells["responsible"] == "ТЭПК\nТТПП"


def test_titles_above_a_table_without_a_heading_are_left():
    cells = [["План работы совета", "", "", ""], ["", "", "", ""], ["1", "Экскурсия", "май", "ТЭПК"]]
    found, left = rows(cells, FOUR)
    assert shape(found) == [("activity", 3, False)]
    assert left == ["План работы совета"]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", []),
        ("1\tЭкскурсия\tмай\r\n2\tЯрмарка\tиюнь\r\n", [["1", "Экскурсия", "май"], ["2", "Ярмарка", "июнь"]]),
        ('1\t"Экскурсия\nна ""Полюс"""\tмай', [["1", 'Экскурсия\nна "Полюс"', "май"]]),
        ('1\t"Полюс"\tмай', [["1", '"Полюс"', "май"]]),
        ('1\t"НПО "Полюс"\tмай', [["1", '"НПО "Полюс"', "май"]]),
        ('1\t"без конца\n2\tвторая', [["1", '"без конца'], ["2", "вторая"]]),
        ("\tЭкскурсия\t\n\n\tЯрмарка\t", [["", "Экскурсия", ""], [""], ["", "Ярмарка", ""]]),
        ("Экскурсия\nЯрмарка", [["Экскурсия"], ["Ярмарка"]]),
        ('"Экскурсия\nна завод"\nЯрмарка', [["Экскурсия\nна завод"], ["Ярмарка"]]),
        ("1. Экскурсия\n2) Ярмарка\n", [["1.", "Экскурсия"], ["2)", "Ярмарка"]]),
        ("1. Практика\n1.1 Экскурсия\nна завод", [["1.", "Практика"], ["1.1", "Экскурсия"], ["", "на завод"]]),
        ("– экскурсия\n– ярмарка", [["–", "экскурсия"], ["–", "ярмарка"]]),
    ],
)
def test_the_clipboard(text, cells):
    assert pasted(text) == cells


def test_a_pasted_list_is_activities_under_its_sections():
    cells = pasted("1. Практика\n1.1. Экскурсия\nна завод\n1.2. Ярмарка\n2. Стажировки\n2.1. Обмен")
    found, left = rows(cells, guess(cells))
    assert [(row.kind, row.cells["title"], row.continued) for row in found] == [
        ("section", "Практика", False),
        ("activity", "Экскурсия", False),
        ("activity", "на завод", True),
        ("activity", "Ярмарка", False),
        ("section", "Стажировки", False),
        ("activity", "Обмен", False),
    ]
    assert left == []


def test_a_mere_list_loses_no_item_to_signatures():
    cells = pasted("Экскурсия\n\nСогласовано с советом\nДиректор отчитывается")
    found, left = rows(cells, guess(cells))
    assert [row.cells["title"] for row in found] == ["Экскурсия", "Согласовано с советом", "Директор отчитывается"]
    assert left == []


def test_five_thousand_rows_come_over():
    cells = [
        HEAD,
        *(["", f"Раздел {n}", "", "", "", ""] if n % 100 == 0 else [str(n), "А", "май"] for n in range(5000)),
    ]
    found, left = rows(cells, guess(cells), [(n + 1, 1, n + 1, 5) for n in range(0, 5000, 100)])
    assert len(found) == 5000
    assert sum(row.kind == "section" for row in found) == 50
    assert left == []


TEXTS = "||| |1|1.1|2.|2|3|I|май|Раздел I|Экскурсия|и отчёт|Директор|А\nБ|№|Мероприятие|Срок|Ответственный|План"
WORDS = st.sampled_from([*TEXTS.split("|"), "УТВЕРЖДАЮ", "Иванов И.И.", "примечание", "ДВА СЛОВА"])
TABLES = st.lists(st.lists(WORDS | st.text(max_size=5), max_size=6), max_size=12)
SOME_COLUMNS = st.builds(
    Columns, st.integers(-1, 14), st.lists(st.sampled_from([*FIELDS, *MORE, ""]), max_size=7).map(tuple)
)
MERGES = st.lists(st.tuples(*[st.integers(0, 12)] * 4), max_size=4)


@given(TABLES, SOME_COLUMNS, MERGES, st.booleans())
def test_no_cell_is_lost(cells, columns, merges, guessed):
    columns = guess(cells) if guessed else columns
    found, left = rows(cells, columns, merges)
    by_place = {row.place: row for row in found}
    assert [row.place for row in found] == sorted(by_place)
    for at, line in enumerate(cells):
        texts = [*by_place[at + 1].cells.values(), *left] if at + 1 in by_place else left
        for cell in line:
            assert not cell.strip() or at == min(columns.head_row, len(cells) - 1) or any(cell in t for t in texts)


@given(TABLES)
def test_a_guess_gives_every_column_one_field_at_most_once(cells):
    columns = guess(cells)
    named = [field for field in columns.fields if field]
    assert len(columns.fields) == max(map(len, cells), default=0)
    assert len(named) == len(set(named))
    assert -1 <= columns.head_row < max(len(cells), 1)


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\t\r", codec="utf-8")), min_size=2), min_size=1))
def test_cells_come_back_from_the_clipboard(cells):
    def quoted(cell):
        return '"' + cell.replace('"', '""') + '"' if "\n" in cell or '"' in cell else cell

    back = pasted("\n".join("\t".join(map(quoted, row)) for row in cells))
    while cells and not any(map(str.strip, cells[-1])):
        cells.pop()
    assert back == cells


@given(st.text(max_size=100))
def test_no_paste_breaks_it(text):
    cells = pasted(text)
    rows(cells, guess(cells))
