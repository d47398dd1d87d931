"""Three Word documents of three habits become recorded meetings, in fewer than 40 keys and clicks each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.test_desk import heard
from tests.meetings import word_habits

DATA = Path(__file__).resolve().parent.parent / "data" / "minutes"
MOST_CONFIRMATIONS = 40


@pytest.mark.parametrize(("name", "habit"), [("01", "headings"), ("06", "table"), ("seed", "by_hand")])
def test_a_word_draft_becomes_a_recorded_meeting(secretary_page, axe, tmp_path, name, habit):
    page, hands = secretary_page, Hands(secretary_page)
    told = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    word = tmp_path / "draft.docx"
    word.write_bytes(getattr(word_habits, habit)((DATA / f"{name}.txt").read_text(encoding="utf-8")))
    plan(page, hands)
    hands.click(page.get_by_role("link", name="Внести черновик"))
    page.get_by_label("Или файл DOCX").set_input_files(word)
    hands.click(page.get_by_role("button", name="Прочитать черновик"))
    page.get_by_role("heading", name="Черновик по частям").wait_for()
    axe(page)
    hands.click(page.get_by_role("button", name="Внести в протокол"))
    page.wait_for_url("**/conduct/")
    expect(page.locator(".agenda li a")).to_have_count(len(told["agenda"]))
    hands.click(page.get_by_role("button", name="Завершить заседание"))
    page.wait_for_url("**/protocol/")
    paper = " ".join(page.locator(".paper").inner_text().split())
    for row in [*told["agenda"], *told["decisions"]]:
        assert " ".join((row.get("title") or row["text"]).split()).rstrip(".") in paper
    for row in told["attendees"]:
        if row["name"]:
            assert row["name"] in paper, row["name"]
    print(f"\n{name}: {hands.count} keys and clicks")
    assert hands.count < MOST_CONFIRMATIONS


def plan(page, hands):
    page.goto("/meetings/new/")
    hands.click(page.get_by_label("Дата"))
    hands.type("09.04.2021")
    hands.click(page.get_by_role("button", name="Сохранить заседание"))
    hands.click(page.get_by_role("button", name="Начать заседание"))
    page.wait_for_url("**/conduct/")


def test_what_was_misread_is_corrected_before_it_is_taken(secretary_page):
    page = secretary_page
    plan(page, Hands(page))
    page.get_by_role("link", name="Внести черновик").click()
    page.get_by_label("Текст черновика").fill(
        "Повестка:\n1. О плане (Матвеев Д.М.)\n\nСлушали:\nДоложено.\nЗаметка на полях"
    )
    page.get_by_role("button", name="Прочитать черновик").click()
    page.get_by_label("Текст части 3").fill("Доложено о ходе работы.")
    page.get_by_role("button", name="Внести в протокол").click()
    expect(heard(page)).to_have_value("Доложено о ходе работы.")
    page.get_by_role("button", name="Отменить последнее").click()
    expect(heard(page)).to_have_value("")


def test_a_file_that_is_no_word_document_is_said_at_its_field(sign_in, tmp_path):
    page = sign_in("Жарких", tolerate=("400 (Bad Request)",))
    plan(page, Hands(page))
    page.get_by_role("link", name="Внести черновик").click()
    wrong = tmp_path / "draft.docx"
    wrong.write_bytes(b"MZ\x90\x00 no word")
    page.get_by_label("Или файл DOCX").set_input_files(wrong)
    page.get_by_role("button", name="Прочитать черновик").click()
    expect(page.get_by_role("alert").first).to_contain_text("По содержимому это ни один из видов: DOCX")
