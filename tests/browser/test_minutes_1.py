"""The secretary records the whole of minutes No. 1 in the browser, beginning with organisations and people alone."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import docx
from playwright.sync_api import expect

from cluster_portal.demo import minutes_1
from tests.browser.hands import Hands
from tests.seed_text import seed_words, words

MOST_KEYS = 150
BEFORE_GUESTS = 10  # people marked before the two who are not in the Council's list


def test_the_secretary_records_minutes_1(secretary_page, axe, shot):
    page = secretary_page
    hands, data = Hands(page), minutes_1()
    plan(page, hands, data)
    mark_people(page, hands, data)
    spell(page, hands, data)
    first_item(page, hands, data)
    axe(page)
    later_item(page, hands, data, 1)
    saved(page)
    shot(page, "desk")
    later_item(page, hands, data, 2)
    saved(page)
    hands.click(page.get_by_role("button", name="Завершить заседание"))
    page.wait_for_url("**/protocol/")
    axe(page)
    shot(page, "protocol")
    compare(page)
    print(f"\nkeys and clicks beyond the text: {hands.count}")
    assert hands.count <= MOST_KEYS


def plan(page, hands, data):
    hands.click(page.get_by_role("link", name="Заседания").first)
    hands.click(page.get_by_role("link", name="Запланировать заседание"))
    hands.click(page.get_by_label("Дата"))
    hands.type("09.04.2021")
    hands.click(page.get_by_label("Повестка заседания"))
    hands.type("\n".join(f"{title} ({reporter})" for title, reporter in data["agenda"]))
    hands.click(page.get_by_role("button", name="Сохранить заседание"))
    hands.click(page.get_by_role("button", name="Начать заседание"))
    page.wait_for_url("**/conduct/")


def mark_people(page, hands, data):
    """F2, then one key a person; the two guests are typed between, as they stand in the minutes."""
    hands.press("F2")
    hands.press(*["1"] * BEFORE_GUESTS)
    hands.press("+")
    for _mode, name in data["present"][BEFORE_GUESTS : BEFORE_GUESTS + 2]:
        hands.type(name)
        hands.press("Enter")
        page.locator(".plist li", has_text="не названо" if name.startswith("Пред") else name[:6]).wait_for()
    hands.press("F2")
    keys = {"in_person": "1", "online": "2"}
    hands.press(*[keys[mode] for mode, _name in data["present"][BEFORE_GUESTS + 2 :]])
    page.locator("#people-counts", has_text="очно 14, онлайн 3").wait_for()


def spell(page, hands, data):
    """Three organisations are spelled otherwise in the attendance list than in the composition."""
    for name, spelling in data["spellings"].items():
        line = page.locator(".plist li", has_text=name.split()[0])
        hands.click(line.locator("[data-edit]"))
        hands.click(line.get_by_label("Организация, как в протоколе"))
        hands.replace(spelling)
        hands.press("Escape")
        line.locator(".edit form.saves").wait_for(state="detached")


def first_item(page, hands, data):
    hands.click(page.get_by_role("textbox", name="Слушали"))
    hands.type(data["before_composition"])
    hands.click(page.get_by_role("button", name="Вставить состав на 09.04.2021"))
    heard = page.get_by_role("textbox", name="Слушали")
    expect(page.locator("textarea:focus")).to_have_value(re.compile("Парабельский филиал"))
    hands.press("Control+End")
    hands.type("\n\n" + data["after_composition"])
    assert heard.input_value().count("Состав Кластера:") == 1
    elect(page, hands, data)
    hands.click(page.get_by_role("textbox", name="Решили"))
    hands.type(data["decisions"][0]["text"])
    hands.press("Tab")
    hands.click(page.get_by_role("button", name="Оформить полномочия"))
    page.get_by_text("Полномочия оформлены: Костарев Максим Михайлович").wait_for()


def elect(page, hands, data):
    hands.click(page.get_by_role("button", name="Выборы председателя"))
    page.locator("[data-candidate]:focus").wait_for()
    hands.type("Костарев М.М.")
    hands.press("Enter")
    page.locator(".candidates li", has_text="Костарев").wait_for()
    hands.click(page.locator(".vote").get_by_role("radio", name="единогласно"))
    hands.click(page.get_by_role("textbox", name="Выдвижение, как в протоколе"))
    hands.replace(data["nomination"])


def later_item(page, hands, data, place):
    saved(page)
    hands.press("Alt+ArrowDown")
    expect(page.locator("#item-title textarea")).to_have_value(data["agenda"][place][0])
    page.locator(".part textarea:focus").wait_for()
    hands.type(data["heard"][place])
    told = data["decisions"][place]
    hands.click(page.get_by_role("textbox", name="Решили"))
    hands.type(told["text"])
    hands.press("Tab")
    hands.type(told["deadline"])
    hands.press("Tab")
    hands.type(told["responsible"])
    hands.press("Tab")
    hands.click(page.get_by_role("button", name="Создать рабочую группу"))
    page.get_by_text("Рабочая группа создана").wait_for()


def saved(page):
    page.locator("#save:not(.off)", has_text="Сохранено в").wait_for()


def compare(page):
    """The three files say what the original says, word for word and in order."""
    for name, read in (("Текст", read_txt), ("DOCX", read_docx), ("PDF", read_pdf)):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        assert words(read(Path(download.value.path()))) == seed_words(), name


def read_txt(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def read_docx(path: Path) -> str:
    return "\n".join(p.text for p in docx.Document(BytesIO(path.read_bytes())).paragraphs)


def read_pdf(path: Path) -> str:
    """Without what stands above the text: page numbers and the demo's mark."""
    printed = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"(?m)^\f?(?:\d+|Демонстрация|Демонстрация \d+|\d+ Демонстрация)$", "", printed)
