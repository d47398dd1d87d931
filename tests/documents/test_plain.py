import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.documents.blocks import Document, ListItem, Paragraph, text_of
from cluster_portal.documents.plain import LIMIT, blocks_of, check_text, clean_text


def test_a_blank_line_ends_a_paragraph_and_other_line_ends_are_spaces():
    assert blocks_of("Первая строка\r\nи вторая.\n\n \nДругой абзац.") == [
        Paragraph("Первая строка и вторая."),
        Paragraph("Другой абзац."),
    ]


def test_a_line_with_a_colon_at_its_end_is_a_lead_in():
    assert blocks_of("Усилия направлены на:\nкачество;\nсотрудничество.") == [
        Paragraph("Усилия направлены на:", lead=True),
        Paragraph("качество; сотрудничество."),
    ]


@pytest.mark.parametrize("marker", ["–", "—", "-", "•", "1.", "12)", "2.1.", "3.10.2)"])
def test_a_marker_and_a_space_begin_an_item(marker):
    assert blocks_of(f"Текст\n{marker} пункт\nпродолжен\n{marker}\tещё") == [
        Paragraph("Текст"),
        ListItem(marker, "пункт продолжен"),
        ListItem(marker, "ещё"),
    ]


@pytest.mark.parametrize(
    "line",
    ["–без пробела", "2021. Год", "26.10.2020 № 465", "1", "–", "- ", "№ 1. Пункт", "1.Пункт", "*звезда"],
)
def test_what_only_looks_like_a_marker_is_text(line):
    assert blocks_of(line) == [Paragraph(line.strip())]


def test_a_blank_line_ends_an_item():
    assert blocks_of("1. Пункт\n\nАбзац") == [ListItem("1.", "Пункт"), Paragraph("Абзац")]


def test_every_block_carries_the_anchor():
    assert [block.anchor for block in blocks_of("Текст:\n– пункт\n\nещё", anchor="speech-1")] == ["speech-1"] * 3


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_empty_text_makes_no_blocks(text):
    assert blocks_of(text) == []


LINES = st.lists(st.text("абвAB1.:;–-•)# $<>*\t ", max_size=12), max_size=8)


@given(LINES)
def test_nothing_is_lost(lines):
    text = "\n".join(lines)
    assert text_of(Document("", tuple(blocks_of(text)))).split() == text.split()


@given(LINES)
def test_every_block_is_one_line_and_says_something(lines):
    for block in blocks_of("\n".join(lines)):
        assert block.text
        assert block.text == block.text.strip()
        assert "\n" not in block.text


def test_line_ends_become_one_kind_and_byte_order_marks_go():
    assert clean_text("\ufeffа\r\nб\rв\u2028г\u2029д\nе") == "а\nб\nв\nг\nд\nе"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Обычный\n\tтекст",
        "😀 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "<script>alert(1)</script> # $ @ \\ * _",
        "漢字 é ₽ \u00ad \u00a0",
        "а\r\nб",
    ],
)
def test_any_printable_text_is_legal(text):
    check_text(text)
    assert clean_text(text).replace("\n", "") == text.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\x01",
        "\x0b",
        "\x0c",
        "\r",
        "\x1b",
        "\x7f",
        "\x85",
        "\ud800",
        "\udfff",
        "\u202e",
        "\ufdd0",
        "\uffff",
        "\U0010ffff",
    ],
)
def test_an_unprintable_character_is_refused_by_name_and_line(character):
    with pytest.raises(ValidationError) as refused:
        check_text(f"один\nдва\nтри{character}")
    assert refused.value.code == "unprintable"
    assert refused.value.params == {"line": 3, "character": f"U+{ord(character):04X}"}


def test_too_long_a_text_is_refused_with_both_figures():
    check_text("я" * LIMIT)
    with pytest.raises(ValidationError) as refused:
        check_text("я" * 11, limit=10)
    assert refused.value.code == "too_long"
    assert refused.value.params == {"count": 11, "limit": 10}
