import dataclasses

import pytest

from cluster_portal.documents.blocks import (
    Changed,
    Document,
    Heading,
    Line,
    ListItem,
    Paragraph,
    Signature,
    Space,
    Table,
    Title,
    kept_with_next,
    text_of,
)
from cluster_portal.documents.txt import to_txt

from .samples import minutes_1, words


def test_text_of_says_every_word_of_the_blocks_and_nothing_else():
    blocks = (
        Title(("ПРОТОКОЛ №1", "Совета")),
        Line("г. Томск"),
        Heading("Решили:"),
        ListItem("1.", "Создать группу."),
        ListItem("", "без номера"),
        Space(),
        Paragraph("Текст."),
        Signature("Секретарь", "Е.В. Жарких"),
    )
    assert text_of(Document("Протокол", blocks, marks="Демонстрация")).splitlines() == [
        "ПРОТОКОЛ №1",
        "Совета",
        "г. Томск",
        "Решили:",
        "1. Создать группу.",
        "без номера",
        "Текст.",
        "Секретарь Е.В. Жарких",
    ]


def test_what_changed_is_told_without_colour():
    pieces = (("=", "Срок – "), ("-", "28 "), ("+", "30 "), ("=", "мая"), ("+", " 2021 года"), ("-", " "))
    assert text_of(Document("", (Changed("2.", pieces),))) == "2. Срок – [28] {30} мая {2021 года} "
    assert text_of(Document("", (Changed("", (("-", "всё"),)),))) == "[всё]"


def test_a_table_is_a_line_a_row():
    table = Table(("№", "Текст"), (("1", "первая\nвторая"), ("2", "")))
    assert text_of(Document("", (table,))).split("\n") == ["№\tТекст", "1\tпервая вторая", "2\t"]
    assert to_txt(Document("", (table,))) == "№ | Текст\n1 | первая вторая\n2 | \n"


@pytest.mark.parametrize("wrong", [((), ()), (("а",), (("б", "в"),)), (("а", "б"), (), (1,))])
def test_a_table_whose_rows_are_not_those_of_its_head_is_none(wrong):
    with pytest.raises(ValueError, match="cell for each column"):
        Table(*wrong)


def test_blocks_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Line("г. Томск").text = "г. Северск"


def test_headings_leads_and_what_precedes_a_signature_stay_with_the_next_block():
    blocks = (
        Heading("Слушали:"),
        Paragraph("направленных на:", lead=True),
        Paragraph("качество;"),
        ListItem("1.", "Утвердить."),
        Signature("Председатель", "М.М. Костарев"),
        Signature("Секретарь", "Е.В. Жарких"),
    )
    assert kept_with_next(Document("", blocks)) == [True, True, False, True, True, False]


def test_a_heading_at_the_very_end_has_nothing_to_stay_with():
    assert kept_with_next(Document("", (Heading("Решили:"),))) == [False]


def test_txt_has_a_line_a_block_and_empty_lines_between_parts():
    blocks = (
        Title(("ПРОТОКОЛ №1", "Совета")),
        Line("09 апреля 2021 г."),
        Line("г. Томск"),
        Heading("Присутствовали:"),
        ListItem("1.", "Первый;"),
        ListItem("2.", "второй."),
        Heading("Слушали:"),
        Heading("1. Вопрос", level=2),
        Paragraph("Задачи:", lead=True),
        Paragraph("первая;"),
        Paragraph("вторая."),
        Signature("Секретарь", "Е.В. Жарких"),
    )
    assert to_txt(Document("", blocks)) == (
        "ПРОТОКОЛ №1\nСовета\n\n09 апреля 2021 г.\nг. Томск\n\n"
        "Присутствовали:\n1. Первый;\n2. второй.\n\n"
        "Слушали:\n\n1. Вопрос\nЗадачи:\nпервая;\n\nвторая.\n\n"
        f"Секретарь{' ' * 60}Е.В. Жарких\n"
    )


def test_txt_leaves_room_for_the_hand_after_a_long_office():
    role = "Председатель Координационного совета Промышленного образовательно-отраслевого кластера"
    assert to_txt(Document("", (Signature(role, "М.М. Костарев"),))) == f"{role}{' ' * 8}М.М. Костарев\n"


def test_txt_of_minutes_1_has_the_words_of_the_document_and_no_marks():
    document = minutes_1(marks="Демонстрация")
    assert words(to_txt(document)) == words(text_of(document))
    assert "Демонстрация" not in to_txt(document)
