"""«Вести заседание» under bad conditions: the connection cut, somebody else in the same field, a member who looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def desk(secretary_page: Page) -> Page:
    """A meeting in session with one item."""
    return open_desk(secretary_page)


def open_desk(page: Page) -> Page:
    page.goto("/meetings/new/")
    page.get_by_label("Дата").fill("09.04.2021")
    page.get_by_label("Повестка").fill("О Соглашении (Матвеев Д.М.)")
    page.get_by_role("button", name="Сохранить заседание").click()
    page.get_by_role("button", name="Начать заседание").click()
    page.wait_for_url("**/conduct/")
    return page


def heard(page: Page):
    return page.get_by_role("textbox", name="Слушали")


def saved(page: Page) -> None:
    page.locator("#save:not(.off)", has_text="Сохранено в").wait_for()


def test_what_is_typed_is_there_after_a_reload(desk):
    heard(desk).fill("Доложено о ходе работы.")
    saved(desk)
    desk.reload()
    expect(heard(desk)).to_have_value("Доложено о ходе работы.")


def test_a_cut_connection_is_said_and_made_good(sign_in):
    page = open_desk(sign_in("Жарких", tolerate=("ERR_INTERNET_DISCONNECTED",)))
    page.context.set_offline(True)
    heard(page).fill("Набрано без связи")
    expect(page.locator("#save.off")).to_contain_text("нет связи")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(heard(page)).to_have_value("Набрано без связи")


def test_two_people_in_one_field_see_both_texts(sign_in):
    mine = open_desk(sign_in("Жарких", tolerate=("409 (Conflict)",)))
    other = sign_in("Жарких")
    other.goto(mine.url)
    heard(other).fill("Текст второго окна")
    saved(other)
    heard(mine).fill("Текст первого окна")
    notice = mine.locator(".stale")
    expect(notice).to_contain_text("Текст второго окна")
    expect(heard(mine)).to_have_value("Текст первого окна")
    mine.get_by_role("button", name="Взять сохранённое").click()
    expect(heard(mine)).to_have_value("Текст второго окна")
    heard(mine).fill("Сведено")
    saved(mine)
    other.reload()
    expect(heard(other)).to_have_value("Сведено")


def test_text_no_document_can_hold_is_said_at_its_field(sign_in):
    page = open_desk(sign_in("Жарких", tolerate=("400 (Bad Request)",)))
    heard(page).fill("обратный \u202e порядок")
    expect(page.locator(".problem .invalid-feedback").first).to_contain_text("U+202E")
    expect(page.locator("#save.off")).to_be_visible()


def test_keys_lead_through_the_screen(desk):
    desk.keyboard.press("F2")
    desk.locator("[data-plist] li.cursor").wait_for()
    desk.keyboard.press("3")
    desk.locator("#people-counts", has_text="отсутствует 1").wait_for()
    desk.keyboard.press("F2")
    desk.keyboard.press("F1")
    expect(desk.get_by_role("dialog")).to_be_visible()


def test_a_member_reads_the_meeting_and_may_not_conduct_it(desk, sign_in, axe):
    member = sign_in("Бенсон", width=360, tolerate=("403 (Forbidden)",))
    member.goto(desk.url)
    expect(member.get_by_text("Заседания ведёт секретарь Совета.")).to_be_visible()
    member.goto(desk.url.replace("conduct/", ""))
    expect(member.get_by_role("heading", name="О Соглашении")).to_be_visible()
    axe(member)


def test_the_head_and_the_order_of_parts(desk, axe):
    desk.get_by_text("Шапка, порядок частей, подписи").click()
    desk.get_by_label("Начало").fill("14:00")
    desk.get_by_label("Решения печатаются").select_option("by_item")
    desk.get_by_label("Строки подписи").fill("Председатель – М.М. Костарев\nСекретарь – Е.В. Жарких")
    desk.get_by_role("textbox", name="Решили").fill("Принять к сведению.")
    desk.get_by_text("Что ставится на контроль").click()
    saved(desk)
    axe(desk)
    desk.get_by_role("link", name="Протокол").click()
    paper = desk.locator(".paper")
    expect(paper).to_contain_text("Начало заседания: 14:00")
    expect(paper).to_contain_text("РЕШИЛИ:")
    expect(paper).to_contain_text("1.1. Принять к сведению.")
    expect(paper.locator(".sign").first).to_contain_text("М.М. Костарев")
    assert desk.get_by_text("Нет подписи председательствующего").count() == 0


def test_whoever_presides_is_named(desk):
    line = desk.locator(".plist li", has_text="Костарев")
    line.locator("[data-edit]").click()
    line.get_by_label("На этом заседании").select_option("chair")
    saved(desk)
    line.get_by_role("radio", name="очно").click()
    desk.get_by_role("link", name="Протокол").click()
    expect(desk.locator(".paper")).to_contain_text("Председательствующий: Костарев Максим Михайлович, президент")


def test_saves_go_one_after_another_and_the_last_answer_is_the_newest(desk):
    """The answer about what was heard is slow; the decision typed meanwhile waits, and what follows from it stays."""
    desk.get_by_role("button", name="Выборы председателя").click()
    desk.locator("[data-candidate]:focus").wait_for()
    desk.keyboard.insert_text("Костарев М.М.")
    desk.keyboard.press("Enter")
    desk.locator(".candidates li", has_text="Костарев").wait_for()
    desk.locator(".vote").get_by_role("radio", name="единогласно").click()
    saved(desk)
    held, sent = [], []
    desk.route("**/speech/*/save/", lambda route: held.append((route, route.fetch())))
    desk.on("request", lambda request: sent.append(request.url) if request.url.endswith("/save/") else None)
    heard(desk).fill("Доложено.")
    desk.get_by_role("textbox", name="Решили").fill("Избрать председателем Костарева М.М.")
    while not held:
        desk.wait_for_timeout(20)
    desk.keyboard.press("Tab")
    desk.wait_for_function("busy.size === 2")
    assert len(sent) == 1
    for route, answer in held:
        route.fulfill(response=answer)
    expect(desk.get_by_role("button", name="Оформить полномочия")).to_be_visible()
    saved(desk)
    assert len(sent) == 2
    expect(desk.get_by_role("button", name="Оформить полномочия")).to_be_visible()
