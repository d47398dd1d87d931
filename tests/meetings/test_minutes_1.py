"""Minutes No. 1: recorded through the actions they come out as the seed has them."""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import docx
import pytest

from cluster_portal import demo
from meetings import actions
from meetings.doubts import doubts, open_doubts
from meetings.export import export
from meetings.models import Assignment, Meeting
from meetings.record import Record
from members.models import Mandate, WorkingGroup
from tests.seed_text import seed_words, words

DATA = Path(__file__).parent.parent / "data"


def test_text_is_the_seed_word_for_word(minutes_1):
    assert words(export(minutes_1, "txt").decode()) == seed_words()


def test_docx_text_is_the_seed_word_for_word(minutes_1):
    paragraphs = docx.Document(BytesIO(export(minutes_1, "docx"))).paragraphs
    assert words("\n".join(p.text for p in paragraphs)) == seed_words()


def test_pdf_text_is_the_seed_word_for_word(minutes_1, tmp_path):
    file = tmp_path / "1.pdf"
    file.write_bytes(export(minutes_1, "pdf"))
    printed = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    without_page_numbers = re.sub(r"(?m)^\f?\d+$", "", printed)
    assert words(without_page_numbers) == seed_words()


def score(expected: Path, actual: bytes, tmp_path: Path) -> str:
    file = tmp_path / "actual.json"
    file.write_bytes(actual)
    command = [sys.executable, DATA / "score_minutes.py", expected, file, "--details"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_json_scores_full_marks_and_warns_of_exactly_the_same(minutes_1, tmp_path):
    data = export(minutes_1, "json")
    expected = DATA / "minutes" / "seed.json"
    assert "total 1.000" in score(expected, data, tmp_path)
    wanted = {warning["code"] for warning in json.loads(expected.read_text())["warnings"]}
    assert {warning["code"] for warning in json.loads(data)["warnings"]} == wanted


@pytest.mark.parametrize("name", ["01", "06", "10"])
def test_examples_come_back_as_they_were(cluster, name, tmp_path):
    file = DATA / "minutes" / f"{name}.json"
    meeting = actions.record_minutes(cluster=cluster, data=json.loads(file.read_text()), by=None)
    total = re.search(r"total ([\d.]+)", score(file, export(meeting, "json"), tmp_path))
    assert float(total[1]) >= 0.99


def test_what_follows_from_the_three_decisions(minutes_1):
    chair = Mandate.objects.get(office=Mandate.Office.CHAIR)
    assert (chair.person.name, f"{chair.started}", f"{chair.until}") == (
        "Костарев Максим Михайлович",
        "2021-04-09",
        "2026-04-09",
    )
    groups = WorkingGroup.objects.order_by("pk")
    assert [group.product for group in groups] == ["agreement", "plan"]
    assert {group.leader.name for group in groups} == {"Матвеев Дмитрий Михайлович"}
    by_decision = [d.assignments.count() for d in minutes_1.decisions.order_by("order")]
    assert by_decision == [0, 2, 2]
    assert {a.lead.name for a in Assignment.objects.all()} == {"Матвеев Дмитрий Михайлович"}


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("DECISION_NO_DEADLINE", lambda m, by: _save(m.decisions.earliest("order"), by, deadline_text="01.06.2021")),
        ("DECISION_NO_RESPONSIBLE", lambda m, by: _save(m.decisions.earliest("order"), by, responsible="Жарких Е.В.")),
        ("DEADLINE_ORDER", lambda m, by: _save(m.decisions.latest("order"), by, deadline_text="29.05.2021")),
        ("UNNAMED_ATTENDEE", lambda m, by: _save(m.attendances.get(name=""), by, name="Учебный Пример Примерович")),
        ("NO_QUORUM_STATEMENT", lambda m, by: _save(m, by, quorum_raw="14 из 19, кворум имеется.")),
    ],
)
def test_mending_a_cause_removes_its_code(minutes_1, secretary, code, mend):
    assert code in {doubt.code for doubt in doubts(Record(minutes_1))}
    minutes_1.refresh_from_db()
    mend(minutes_1, secretary)
    assert code not in {doubt.code for doubt in doubts(Record(Meeting.objects.get(pk=minutes_1.pk)))}


def _save(row, by, **values):
    actions.save_row(row=row, version=row.version, values=values, by=by)


def test_signed_on_paper_only_when_every_doubt_has_its_reason(minutes_1, secretary):
    from cluster_portal.workflow import Refused

    with pytest.raises(Refused) as refused:
        actions.sign_on_paper(meeting=minutes_1, signed_on=demo.DAY, original_kept="у секретаря", by=secretary)
    assert refused.value.code == "doubts"
    demo.sign_minutes_1(minutes_1, by=secretary)
    assert minutes_1.minutes_state == Meeting.MinutesState.ON_PAPER
    assert open_doubts(Record(minutes_1)) == []


def test_both_orders_of_parts_hold_the_same_decisions(minutes_1, secretary):
    minutes_1.refresh_from_db()
    _save(minutes_1, secretary, order="by_item")
    text = export(Meeting.objects.get(pk=minutes_1.pk), "txt").decode()
    assert text.count("РЕШИЛИ:") == 3
    assert "1.1. Утвердить сроком на 5 лет" in text
