from django.template.loader import render_to_string

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
    text_of,
)
from cluster_portal.documents.paper import groups

from .samples import minutes_1


def page(*blocks, marks=None) -> str:
    return render_to_string("documents/paper.html", {"groups": groups(Document("", blocks), marks)})


def test_every_block_has_its_element():
    html = page(
        Title(("ПРОТОКОЛ №1", "Совета")),
        Line("г. Томск"),
        Heading("Решили:"),
        ListItem("1.", "Первое."),
        ListItem("2.", "Второе."),
        Paragraph("Текст."),
        Paragraph("Без отступа.", indent=False),
        Space(),
        Signature("Секретарь", "Е.В. Жарких"),
    )
    for element in (
        "<h2>ПРОТОКОЛ №1<br>Совета</h2>",
        '<p class="l">г. Томск</p>',
        "<h3>Решили:</h3>",
        "<ol><li>1. Первое.</li><li>2. Второе.</li></ol>",
        "<p>Текст.</p>",
        '<p class="l">Без отступа.</p>',
        '<p class="sign"><span>Секретарь</span><span>Е.В. Жарких</span></p>',
    ):
        assert element in html


def test_a_redline_is_deleted_and_inserted_words_in_brackets():
    html = page(Changed("2.", (("=", "Срок – "), ("-", "28"), ("+", "30"), ("=", " мая"))))
    assert "<p>2. Срок – [<del>28</del>]{<ins>30</ins>} мая</p>" in html
    assert '<p><span class="at" data-n="1" id="at-1">[<del>а</del>]</span></p>' in page(
        Changed("", (("-", "а"),), anchor="a"), marks={"a": 1}
    )


def test_a_table_is_a_table():
    html = page(Table(("№", "Текст"), (("1", "первая\nвторая"),), anchor="a"), marks={"a": 1})
    assert '<th scope="col"><span class="at" data-n="1" id="at-1">№</span></th><th scope="col">Текст</th>' in html
    assert "<tbody><tr><td>1</td><td>первая<br>вторая</td></tr></tbody>" in html


def test_lists_parted_by_another_block_are_two_lists():
    html = page(ListItem("1.", "а"), Heading("Онлайн:"), ListItem("1.", "б"))
    assert html.count("<ol>") == 2


def test_a_doubt_marks_the_first_block_of_its_anchor_once():
    html = page(
        ListItem("12.", "Представитель", anchor="attendance-12"),
        Paragraph("Первый.", anchor="speech-1"),
        Paragraph("Второй.", anchor="speech-1"),
        Signature("Секретарь", "Е.В. Жарких", anchor="signature"),
        Paragraph("Без сомнений.", anchor="speech-2"),
        marks={"attendance-12": 3, "speech-1": 4, "signature": 7, "elsewhere": 9},
    )
    assert '<li>12. <span class="at" data-n="3" id="at-3">Представитель</span></li>' in html
    assert '<p><span class="at" data-n="4" id="at-4">Первый.</span></p>' in html
    assert '<span><span class="at" data-n="7" id="at-7">Секретарь</span></span>' in html
    assert "<p>Второй.</p>" in html
    assert html.count('class="at"') == 3


def test_blocks_without_an_anchor_are_never_marked():
    assert 'class="at"' not in page(Paragraph("Текст."), marks={"": 1})


def test_everything_is_escaped():
    nasty = "<script>alert('x')</script> & \""
    html = page(
        Title((nasty, nasty)),
        Line(nasty),
        Heading(nasty),
        ListItem(nasty, nasty, anchor="a"),
        Paragraph(nasty),
        Signature(nasty, nasty),
        Changed(nasty, (("=", nasty), ("-", nasty), ("+", nasty))),
        Table((nasty, nasty), ((nasty, nasty),)),
        marks={"a": 1},
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 17


def test_the_marks_given_are_not_used_up():
    marks = {"a": 1}
    document = Document("", (Paragraph("Текст.", anchor="a"),))
    assert groups(document, marks) == groups(document, marks)


def test_minutes_1_are_whole_on_the_page():
    document = minutes_1()
    shown = [item.text for group in groups(document) for item in group.items]
    assert "\n".join(shown) == text_of(document)
