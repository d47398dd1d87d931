"""Drafts of minutes typed elsewhere: what is read out of them, and that nothing is lost."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from cluster_portal.documents.reading import docx_text
from meetings.draft import SPACED, read_draft, words_of
from tests.meetings import word_habits

DATA = Path(__file__).resolve().parent.parent / "data" / "minutes"
NAMES = ("01", "04", "06", "10", "seed")
# Words that announce a part and become its kind.
LABELS = re.compile(
    r"(?i)^(?:слушали|выступили|отметили|решили|решение|постановили|голосовали|голосование|результаты|срок|исполнения|"
    r"ответственн\w+|отв|исполнител\w+|докладчики?|докладыва\w+|доклад|начало|окончание|заседани[ея]|место|проведения|"
    r"кворум|председател\w+|секретарь|протокол|в[её]л[аи]?|по|\w+[ое]му|вопросу|[ivx]+|\d+)$"
)


def text_of(name: str) -> str:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8")


def told(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def of_kind(parts, *kinds):
    return [bare(part.text) for part in parts if part.kind in kinds]


@pytest.mark.parametrize("name", NAMES)
def test_the_agenda_is_read(name):
    assert of_kind(read_draft(text_of(name)), "item") == [bare(row["title"]) for row in told(name)["agenda"]]


@pytest.mark.parametrize("name", ["01", "04", "06", "seed"])
def test_every_decision_is_read(name):
    parts = [part for part in read_draft(text_of(name)) if part.kind == "decision"]
    assert [bare(part.text) for part in parts] == [bare(row["text"]) for row in told(name)["decisions"]]


@pytest.mark.parametrize("name", ["01", "06", "seed"])
def test_deadlines_and_responsible_people_are_split_off(name):
    parts = [part for part in read_draft(text_of(name)) if part.kind == "decision"]
    rows = told(name)["decisions"]
    assert [part.deadline for part in parts] == [row["deadline_raw"] or "" for row in rows]
    assert [part.responsible for part in parts] == [", ".join(p["raw"] for p in row["responsible"]) for row in rows]
    assert [str(part.item) for part in parts] == [row["agenda_no"] for row in rows]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_said_is_read(name):
    said = " ".join(of_kind(read_draft(text_of(name)), "heard", "spoke", "noted", "vote"))
    for row in told(name)["discussion"]:
        assert bare(row["text"])[:50] in said


@pytest.mark.parametrize("name", NAMES)
def test_people_are_read_with_their_mode(name):
    people = [part for part in read_draft(text_of(name)) if part.kind in {"person", "chair", "secretary", "title"}]
    for row in told(name)["attendees"]:
        if row["name"]:
            assert any(row["name"].split()[0] in part.text for part in people), row["name"]


def test_modes_of_the_seed():
    people = [part for part in read_draft(text_of("seed")) if part.kind == "person"]
    assert [part.mode for part in people] == ["in_person"] * 14 + ["online"] * 3


def check_nothing_lost(text: str) -> None:
    parts = read_draft(text)
    covered = {place for part in parts for place in range(*part.source)}
    words = set(words_of(parts))
    for place, line in enumerate(text.splitlines()):
        if SPACED.search(line):  # «П Р О Т О К О Л» is closed up to one word
            continue
        said = re.findall(r"[^\W_]+", line)
        assert [w for w in said if w not in words and not LABELS.match(w)] == [], (place, line)
        if len(said) > 3:
            assert place in covered, (place, line)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_the_examples_is_lost(name):
    check_nothing_lost(text_of(name))


LINES = st.sampled_from([line for name in NAMES for line in text_of(name).splitlines()])


@given(st.lists(LINES | st.text(max_size=60), max_size=40))
def test_no_word_of_any_mixture_is_lost(lines):
    check_nothing_lost("\n".join(lines))


@pytest.mark.parametrize(("name", "habit"), [("01", "headings"), ("06", "table"), ("seed", "by_hand")])
def test_word_documents_of_three_habits_read_like_the_text(name, habit):
    made = getattr(word_habits, habit)(text_of(name))
    parts, plain = read_draft(docx_text(io.BytesIO(made))), read_draft(text_of(name))
    for kind in ("item", "decision"):
        assert of_kind(parts, kind) == of_kind(plain, kind)
    assert len(of_kind(parts, "person")) == len(of_kind(plain, "person"))


def test_automatic_numbers_are_told():
    made, document = io.BytesIO(), docx.Document()
    for text in ("О плане", "О составе"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("пункт", style="List Bullet")
    document.save(made)
    assert docx_text(made).splitlines() == ["1. О плане", "2. О составе", "– пункт"]


def test_a_file_that_is_no_docx_is_said_in_words():
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="повреждён"):
        docx_text(SimpleUploadedFile("a.docx", b"PK\x03\x04 nothing"))


def test_a_huge_line_is_read_at_all():
    assert read_draft("Слушали:\n" + " " * 100_000 + "слово" + " " * 90_000)
