"""The way of a meeting through the hands of secretary and members, the composition edited, all in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_desk import heard, open_desk, saved

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    made = tmp_path / "scan.pdf"
    made.write_bytes(PDF)
    return made


def plan(page: Page, *agenda: str) -> str:
    """A meeting of the demo's day, planned; its address."""
    page.goto("/meetings/new/")
    page.get_by_label("Дата").fill("17.05.2021")
    page.get_by_label("Начало").fill("14:00")
    page.get_by_label("Повестка").fill("\n".join(agenda))
    page.get_by_role("button", name="Сохранить заседание").click()
    page.wait_for_url("**/meetings/*/")
    return page.url


def test_a_meeting_from_invitation_to_publication(sign_in, new_page, axe, shot, paper):
    secretary = sign_in("Жарких")
    meeting = plan(secretary, "О Соглашении (Матвеев Д.М.)")
    secretary.get_by_role("link", name="Разослать извещения").click()
    secretary.get_by_label("Исх. № извещения").fill("17")
    axe(secretary)
    secretary.get_by_role("button", name="Разослать извещения").click()
    member = answer_on_the_phone(sign_in, axe, shot)
    take_the_proposal(secretary, meeting, axe, shot)
    conduct(secretary)
    comment_and_answer(secretary, member, meeting, axe)
    sign_and_publish(secretary, new_page, meeting, axe, paper)
    report_and_accept(secretary, member, axe, shot, paper)


def answer_on_the_phone(sign_in, axe, shot) -> Page:
    """One click from the home page; an item proposed."""
    member = sign_in("Матвеев", width=360)
    axe(member)
    member.get_by_role("button", name="Буду онлайн").click()
    expect(member.get_by_role("button", name="Буду онлайн")).to_have_attribute("aria-pressed", "true")
    shot(member, "home-invited")
    member.get_by_role("link", name="Заседание № 1").first.click()
    member.get_by_role("link", name="Предложить вопрос").click()
    member.get_by_label("Что рассмотреть").fill("О практике студентов")
    member.get_by_role("button", name="Предложить").click()
    expect(member.get_by_text("О практике студентов")).to_be_visible()
    axe(member)
    return member


def take_the_proposal(secretary: Page, meeting: str, axe, shot) -> None:
    secretary.goto(meeting)
    expect(secretary.locator("#answers")).to_contain_text("Ответили 1 из 19 организаций")
    axe(secretary)
    shot(secretary, "meeting-convened")
    secretary.get_by_role("button", name="В повестку").click()
    secretary.goto(meeting)
    expect(secretary.get_by_role("heading", name="2. О практике студентов")).to_be_visible()
    for name in ("Извещение", "Лист регистрации", "Порядок ведения"):
        with secretary.expect_download() as download:
            secretary.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.endswith(".pdf")
    secretary.get_by_role("button", name="Начать заседание").click()
    secretary.wait_for_url("**/conduct/")


def conduct(page: Page) -> None:
    """People as they answered; presence, a dissent, the order by drag and by keys; a decision."""
    page.get_by_role("button", name="Отметить по ответам").click()
    page.locator("#people-counts", has_text="онлайн 1").wait_for()
    heard(page).fill("Доложено.")
    page.get_by_role("textbox", name="Решили").fill("Матвееву представить Соглашение.")
    page.get_by_label("Срок").fill("28.05.2021")
    page.get_by_label("Ответственный").fill("Матвеев Д.М.")
    saved(page)
    page.get_by_text("Присутствие на вопросе, особые мнения, документы").click()
    extras = page.locator(".extras-body")
    extras.get_by_label("Как").select_option("recused")
    extras.get_by_label("Причина").fill("конфликт интересов")
    extras.get_by_role("button", name="Отметить").click()
    expect(extras).to_contain_text("конфликт интересов")
    extras.get_by_label("Чьё").fill("Бенсон Г.Ф.")
    extras.get_by_label("Мнение").fill("Срок мал.")
    extras.get_by_role("button", name="Приобщить мнение").click()
    expect(extras).to_contain_text("Срок мал.")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1440, "height": 900})
    rows = page.locator("[data-item-row]")
    rows.nth(1).drag_to(rows.nth(0))
    expect(rows.nth(0)).to_contain_text("О практике студентов")
    page.get_by_role("button", name="ниже").click()
    expect(rows.nth(0)).to_contain_text("О Соглашении")
    heard(page).focus()
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(rows.nth(0)).to_contain_text("О практике студентов")
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(rows.nth(0)).to_contain_text("О Соглашении")
    page.get_by_role("button", name="Добавить «Разное»").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Отменить последнее").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Завершить заседание").click()
    page.wait_for_url("**/protocol/")
    sheet = page.locator(".paper")
    expect(sheet).to_contain_text("Не участвуют в голосовании: Матвеев Дмитрий Михайлович (конфликт интересов)")
    expect(sheet).to_contain_text("Особое мнение (Бенсон Г.Ф.): Срок мал.")


def comment_and_answer(secretary: Page, member: Page, meeting: str, axe) -> None:
    secretary.get_by_role("link", name="Направить на ознакомление").click()
    secretary.get_by_label("Замечания до").fill("20.05.2021")
    secretary.get_by_role("button", name="Направить").click()
    member.goto(f"{meeting}protocol/")
    axe(member)
    member.get_by_role("link", name="Замечание к протоколу").click()
    member.get_by_label("Замечание").fill("Опечатка в сроке")
    member.get_by_role("button", name="Отправить").click()
    expect(member.locator("#comments")).to_contain_text("Опечатка в сроке")
    secretary.goto(f"{meeting}protocol/")
    expect(secretary.locator("#doubts")).to_contain_text("Замечание осталось без ответа")
    secretary.locator("#comments").get_by_role("link", name="Ответить").click()
    secretary.get_by_label("Принято").check()
    secretary.get_by_role("button", name="Ответить").click()
    expect(secretary.locator("#comments")).to_contain_text("принято")


def sign_and_publish(secretary: Page, new_page, meeting: str, axe, paper) -> None:
    while secretary.locator("input[name=reason]").count():
        secretary.locator("input[name=reason]").first.fill("Так и было")
        with secretary.expect_navigation():
            secretary.keyboard.press("Enter")
    secretary.get_by_role("link", name="Подписан на бумаге").click()
    secretary.get_by_label("Где хранится подлинник").fill("у секретаря")
    secretary.get_by_label("Электронный образ подлинника").set_input_files(paper)
    axe(secretary)
    secretary.get_by_role("button", name="Записать").click()
    secretary.wait_for_url("**/protocol/")
    secretary.get_by_role("button", name="Опубликовать").click()
    secretary.get_by_role("link", name="Открытая страница").wait_for()
    visitor = new_page()
    visitor.goto("/meetings/published/")
    visitor.get_by_role("link", name="Протокол № 1").click()
    expect(visitor.locator(".paper")).to_contain_text("Матвееву представить Соглашение.")
    axe(visitor)
    secretary.get_by_role("link", name="Исправить новой редакцией").click()
    secretary.get_by_label("Причина").fill("опечатка")
    secretary.get_by_role("button", name="Начать новую редакцию").click()
    expect(secretary.locator(".paper")).to_contain_text("Исправленная редакция № 2")
    visitor.goto("/meetings/published/")
    expect(visitor.get_by_text("Совет ещё не публиковал протоколов.")).to_be_visible()


def report_and_accept(secretary: Page, member: Page, axe, shot, paper) -> None:
    member.goto("/")
    member.get_by_role("link", name="Отчитаться").click()
    member.get_by_role("link", name="Отчитаться").click()
    member.get_by_label("Что сделано").fill("Соглашение представлено.")
    member.get_by_label("Подтверждающий документ").set_input_files(paper)
    axe(member)
    member.get_by_role("button", name="Отправить отчёт").click()
    expect(member.get_by_text("Отчёт отправлен.")).to_be_visible()
    shot(member, "assignment")
    secretary.goto("/decisions/?tab=reported")
    axe(secretary)
    shot(secretary, "decisions")
    secretary.get_by_role("link", name="Матвееву представить Соглашение.").click()
    secretary.get_by_role("button", name="Принять исполнение").click()
    expect(secretary.locator("h1")).to_contain_text("Исполнено")
    axe(secretary)


def test_like_last_time(secretary_page):
    page = open_desk(secretary_page)
    page.keyboard.press("F2")
    page.keyboard.press("1")
    page.keyboard.press("2")
    page.locator("#people-counts", has_text="очно 1, онлайн 1").wait_for()
    page.get_by_role("textbox", name="Решили").fill("Представить справку.")
    page.get_by_label("Ответственный").fill("Матвеев Д.М.")
    saved(page)
    page.get_by_role("button", name="Завершить заседание").click()
    page.wait_for_url("**/protocol/")
    plan(page, "О плане")
    page.get_by_role("button", name="Начать заседание").click()
    page.get_by_role("button", name="Как в прошлый раз").click()
    page.locator("#people-counts", has_text="очно 1, онлайн 1").wait_for()
    expect(page.locator("[data-item-row]").nth(0)).to_contain_text("Об исполнении решений")
    expect(heard(page)).to_have_value("– Представить справку. (Матвеев Дмитрий Михайлович, протокол № 1)")


def test_an_old_meeting_moved_and_cancelled_ones(secretary_page, axe, paper):
    page = secretary_page
    page.goto("/meetings/old/")
    page.get_by_label("Номер").fill("7")
    page.locator("#id_date").fill("20.11.2020")
    page.get_by_label("Дата подписания").fill("23.11.2020")
    page.get_by_label("Где хранится подлинник").fill("архив")
    page.get_by_label("Электронный образ подлинника").set_input_files(paper)
    page.get_by_role("button", name="Внести").click()
    expect(page.locator("h1")).to_contain_text("Подписан на бумаге")
    plan(page, "О плане")
    page.get_by_role("link", name="Перенести на другую дату").click()
    page.get_by_label("Новая дата").fill("20.05.2021")
    page.get_by_label("Причина").fill("Занят зал")
    axe(page)
    page.get_by_role("button", name="Перенести").click()
    expect(page.locator("h1")).to_contain_text("Перенесено")
    expect(page.get_by_text("Занят зал").first).to_be_visible()
    page.get_by_role("link", name="Отменить заседание").click()
    page.get_by_label("Причина").fill("Не нужно")
    page.get_by_role("button", name="Отменить заседание").click()
    expect(page.locator("h1")).to_contain_text("Отменено")


def test_the_composition_is_edited(secretary_page, axe, shot):
    page = secretary_page
    page.goto("/composition/")
    page.get_by_role("link", name="ОГБПОУ «Северский промышленный колледж»").click()
    shot(page, "organization")
    page.get_by_role("link", name="Сменился руководитель").click()
    page.get_by_label("Новый руководитель").fill("Новиков Новик Новикович")
    page.locator("#id_since").fill("10.05.2021")
    axe(page)
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("link", name="Новиков Новик Новикович")).to_be_visible()
    page.get_by_text("Записать изменение").click()
    axe(page)
    page.get_by_role("link", name="Переименована").click()
    page.get_by_label("Новое официальное наименование").fill("ОГАПОУ «Северский колледж»")
    page.locator("#id_since").fill("11.05.2021")
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("h1")).to_contain_text("ОГАПОУ «Северский колледж»")
    page.goto("/composition/?on=10.05.2021")
    expect(page.get_by_role("link", name="ОГБПОУ «Северский промышленный колледж»")).to_be_visible()
    page.goto("/composition/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Совет: PDF").click()
    assert download.value.suggested_filename.startswith("sostav-soveta")


def test_what_an_unknown_name_answers_keeps_what_was_typed(sign_in, axe):
    page = sign_in("Жарких", tolerate=("400 (Bad Request)",))
    page.goto("/composition/record/mandate/")
    page.get_by_label("Фамилия, имя, отчество").fill("Никто Никтович")
    page.get_by_label("Основание").fill("Протокол № 3")
    page.get_by_role("button", name="Записать").click()
    expect(page.get_by_role("alert").first).to_contain_text("Портал не знает человека")
    expect(page.get_by_label("Основание")).to_have_value("Протокол № 3")
    axe(page)
