"""Every page of the portal in a real browser: axe finds nothing, nothing is wider than the screen, no other host."""

from __future__ import annotations

import pytest

SECRETARY = ["/", "/meetings/", "/meetings/new/", "/composition/", "/journal/", "/inbox/", "/me/", "/gallery/"]
ROOMS = [
    "/decisions/",
    "/decisions/all/",
    "/meetings/old/",
    "/meetings/published/",
    "/composition/rules/",
    "/composition/rules/new/",
    "/composition/first-steps/",
    "/composition/handover/",
    "/composition/accounts/",
    "/composition/organizations/new/",
    "/composition/record/inspection/",
    "/me/data/",
]
COMPOSITION = ["/composition/organizations/1/", "/composition/people/1/", "/composition/?on=09.04.2021"]
ACCOUNT = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/logout/",
    "/accounts/password/set/",
    "/accounts/reauthenticate/code/",
]
PUBLIC = ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/inactive/"]


def name_of(address: str) -> str:
    return address.strip("/").replace("/", "-").replace("?", "-") or "home"


def test_pages_of_the_secretary(secretary_page, axe, shot):
    for address in [*SECRETARY, *ROOMS, *COMPOSITION, *ACCOUNT]:
        secretary_page.goto(address)
        axe(secretary_page)
        shot(secretary_page, name_of(address))


def test_pages_of_a_visitor(new_page, axe, shot):
    page = new_page()
    for address in PUBLIC:
        page.goto(address)
        axe(page)
        shot(page, name_of(address))


def test_the_version_for_the_visually_impaired(secretary_page, axe):
    secretary_page.goto("/meetings/new/")
    secretary_page.get_by_role("button", name="Версия для слабовидящих").click()
    assert secretary_page.locator("html").get_attribute("data-vision") == "on"
    axe(secretary_page)
    secretary_page.get_by_role("button", name="Обычная версия").click()
    assert secretary_page.locator("html").get_attribute("data-vision") is None


def test_the_portal_speaks_english_too(secretary_page):
    secretary_page.get_by_role("button", name="English").click()
    secretary_page.get_by_role("link", name="Meetings").first.click()
    assert secretary_page.locator("h1").inner_text() == "Meetings"


@pytest.mark.parametrize("width", [1440, 360])
def test_a_form_with_errors_keeps_what_was_typed(sign_in, axe, shot, width):
    page = sign_in("Жарких", width=width, tolerate=("400 (Bad Request)",))
    page.goto("/meetings/new/")
    page.get_by_label("Номер").fill("1")
    page.get_by_label("Дата").fill("31.02.2021")
    page.get_by_label("Начало").fill("25:00")
    page.get_by_label("Повестка").fill("1. О ходе подписания (Матвеев Д.М.)")
    page.get_by_role("button", name="Сохранить заседание").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Дата").input_value() == "31.02.2021"
    assert page.get_by_label("Повестка").input_value() == "1. О ходе подписания (Матвеев Д.М.)"
    axe(page)
    shot(page, f"errors-{width}")
