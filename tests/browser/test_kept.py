"""Nothing typed is lost: the server killed, the connection cut, the page reloaded, two secretaries at once."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.test_desk import heard, open_desk, saved

DOWN = ("ERR_", "htmx:", "Failed to fetch", "409 (Conflict)")
SECOND_SECRETARY = """
import datetime, django
django.setup()
from members import actions
from members.models import Person
from members.rules import the_cluster
actions.grant_mandate(cluster=the_cluster(), office="secretary", person=Person.objects.get(name__startswith="Бенсон"),
                      started=datetime.date(2021, 4, 9), ground="Передача дел (Учебный пример)", by=None)
"""


def part_of(body: str, name: str) -> str:
    """A field of a multipart body."""
    return body.split(f'name="{name}"\r\n\r\n', 1)[1].split("\r\n------", 1)[0].replace("\r\n", "\n")


class Confirmed:
    """The longest text the server has said yes to."""

    def __init__(self, page: Page) -> None:
        self.text = ""
        page.on("response", self.note)

    def note(self, response: Response) -> None:
        if "/speech/" in response.url and response.ok:
            text = part_of(response.request.post_data or "", "text")
            self.text = max(self.text, text, key=len)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_server_costs_not_one_character(portal, sign_in, seed):
    chance = random.Random(seed)  # noqa: S311 – repeatable, not secret
    page = open_desk(sign_in("Жарких", tolerate=DOWN))
    confirmed, typed = Confirmed(page), ""
    for burst in range(3):
        heard(page).focus()
        page.keyboard.press("Control+End")
        deadly = chance.randrange(5, 60)
        for place in range(60):
            letter = chance.choice("абвгд еёжз, ийкл. мнопр «стуф» хцчшщ–ъыьэюя")
            page.keyboard.insert_text(letter)
            typed += letter
            page.wait_for_timeout(chance.randrange(5, 60))
            if place == deadly:
                portal.kill()
        portal.start()
        page.reload()
        assert len(confirmed.text) <= len(typed)
        back = page.get_by_role("button", name="Вернуть", exact=True)
        if back.count():
            back.click()
        saved(page)
        expect(heard(page)).to_have_value(typed)
        assert typed.startswith(confirmed.text), burst
    page.reload()
    expect(heard(page)).to_have_value(typed)


def test_a_closed_lid_keeps_what_was_typed_without_a_connection(sign_in):
    page = open_desk(sign_in("Жарких", tolerate=DOWN))
    page.context.set_offline(True)
    heard(page).fill("Набрано в поезде")
    expect(page.locator("#save.off")).to_be_visible()
    page.goto("about:blank")  # the lid closes, the page is gone
    page.context.set_offline(False)
    page.go_back()
    expect(page.locator(".kept")).to_contain_text("Набрано в поезде")
    page.get_by_role("button", name="Вернуть", exact=True).click()
    saved(page)
    page.reload()
    expect(heard(page)).to_have_value("Набрано в поезде")
    assert page.locator(".kept").count() == 0


def test_what_is_kept_can_be_thrown_away(sign_in):
    page = open_desk(sign_in("Жарких", tolerate=DOWN))
    page.context.set_offline(True)
    heard(page).fill("Лишнее")
    expect(page.locator("#save.off")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.go_back()
    page.get_by_role("button", name="Отбросить").click()
    page.reload()
    expect(heard(page)).to_have_value("")
    assert page.locator(".kept").count() == 0


def test_an_answer_that_got_lost_is_no_conflict(sign_in):
    """The save arrived, its answer did not; more is typed; the retry is this browser's own and succeeds."""
    page = open_desk(sign_in("Жарких", tolerate=DOWN))

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/speech/*/save/", lose, times=1)
    heard(page).fill("Первая половина")
    expect(page.locator("#save.off")).to_be_visible()
    heard(page).fill("Первая половина и вторая")
    saved(page)
    assert page.locator(".stale").count() == 0
    page.reload()
    expect(heard(page)).to_have_value("Первая половина и вторая")


def test_a_page_that_was_asked_for_before_the_save_arrived_offers_what_was_saved(sign_in):
    """Reloaded while a save is under way: the page is rendered without it, then the answer comes, then the page."""
    page = open_desk(sign_in("Жарких", tolerate=DOWN))
    saves, pages = [], []
    page.route("**/speech/*/save/", lambda route: saves.append((route, None)))
    page.route("**/conduct/", lambda route: pages.append((route, route.fetch())))
    heard(page).fill("Дошло после страницы")
    until(page, saves)
    page.evaluate("setTimeout(() => location.reload())")
    until(page, pages)
    with page.expect_response("**/speech/*/save/"):
        saves[0][0].fulfill(response=saves[0][0].fetch())
    pages[0][0].fulfill(response=pages[0][1])
    page.unroute_all()
    expect(page.locator(".kept")).to_contain_text("Дошло после страницы")
    page.get_by_role("button", name="Вернуть", exact=True).click()
    expect(heard(page)).to_have_value("Дошло после страницы")
    saved(page)
    assert page.locator(".stale").count() == 0


def until(page, found):
    while not found:
        page.wait_for_timeout(20)


def test_two_secretaries_see_each_other_and_overwrite_nothing(portal, sign_in):
    portal.run("-c", SECOND_SECRETARY)
    mine = open_desk(sign_in("Жарких", tolerate=DOWN))
    other = sign_in("Бенсон", tolerate=DOWN)
    other.goto(mine.url)
    expect(mine.locator("#others")).to_contain_text("Бенсон Глеб Феликсович тоже в этом вопросе")
    expect(other.locator("#others")).to_contain_text("Жарких")
    heard(other).fill("Записал Бенсон")
    saved(other)
    expect(mine.locator("#others")).to_contain_text("Бенсон Глеб Феликсович: запись в")
    heard(mine).fill("Записала Жарких")
    expect(mine.locator(".stale")).to_contain_text("Записал Бенсон")
    heard(mine).fill("Записал Бенсон. Записала Жарких")
    mine.get_by_role("button", name="Сохранить то, что в поле").click()
    saved(mine)
    other.reload()
    expect(heard(other)).to_have_value("Записал Бенсон. Записала Жарких")
    decided = other.get_by_role("textbox", name="Решили")
    decided.fill("Одобрить.")
    heard(mine).fill("Записал Бенсон. Записала Жарких. Ещё")
    saved(other)
    saved(mine)
    assert mine.locator(".stale").count() + other.locator(".stale").count() == 0
