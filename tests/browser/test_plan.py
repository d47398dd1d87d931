"""The work plan in the browser: pasted from a spreadsheet, before the council, approved on a phone, carried out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests import signing
from tests.browser.test_desk import saved
from tests.browser.test_kept import DOWN
from tests.browser.test_signing import demo_code

# The council after its first meeting: the group that drafts the plan, seven directions, a chair who signs by a code.
BEFORE = """
import django; django.setup()
from django.utils import translation; translation.activate("ru")
from cluster_portal import demo
from members.rules import the_cluster
from tests import actors
from tests.workplans import making
people = (actors.secretary(), actors.chair_to_be(), actors.head(), actors.other_head())
council = actors.Actors(the_cluster(), *people, *[None] * 5)
demo.record_minutes_1(by=council.secretary)
making.enter_directions(council)
making.join(council)
"""
HEAD = ("№", "Мероприятие", "Срок", "Ответственные", "Ожидаемые результаты", "Отметка о выполнении")
SECTIONS = (
    "Развитие в Томской области системы среднего профессионального образования и профессионального обучения",
    "Модернизация ПО, входящих в кластер, посредством развития их материально-технической базы",
    "Повышение качества обучения на основе интеграции образования и производства",
    "Подготовка выпускников ПО, входящих в кластер, под конкретное рабочее место",
    "Мониторинг рынка труда Томской области",
)
PERIODS = ("апрель–сентябрь 2021", "II квартал", "до 01.06.2021", "в течение года")
WHO = ("Матвеев Д.М.", "Бенсон Г.Ф.; АО «ЭлеСи» (по согласованию)", "Костарев М.М.", "Змеева Е.Е.")


def spreadsheet() -> list[tuple[str, ...]]:
    """Twenty activities in five sections as a spreadsheet has them: six columns and a row of headings."""
    rows: list[tuple[str, ...]] = [HEAD]
    for number, heading in enumerate(SECTIONS, 1):
        rows.append((f"{number}.", heading, "", "", "", ""))
        for place in range(1, 5):
            title = f"Мероприятие {number}.{place} кластера"
            result = "Отчёт\nи сводка" if place == 1 else f"Не менее {place} программ"
            rows.append((f"{number}.{place}", title, PERIODS[place - 1], WHO[place - 1], result, ""))
    return rows


def as_copied(rows: list[tuple[str, ...]]) -> str:
    """What a spreadsheet puts on the clipboard: cells of several lines in quotes."""
    return "\r\n".join("\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in rows)


@pytest.fixture
def council(portal) -> Callable[[str], None]:
    """Makes the council after its first meeting, and what a test begins with."""
    signing.portal_key()

    def begin(more: str = "") -> None:
        portal.run("-c", BEFORE + more)

    return begin


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def rows(page: Page) -> Locator:
    return page.locator("tr[data-row]")


def cell(page: Page, row: int, name: str) -> Locator:
    return rows(page).nth(row).locator(f"[name={name}]")


def begin_plan(page: Page, year: str = "2021") -> None:
    page.goto("/plan/new/")
    page.locator("#id_year").fill(year)
    page.locator("#id_group").select_option(index=1)
    page.get_by_role("button", name="Начать").click()
    page.wait_for_url("**/draft/")


# --- drafting


def test_twenty_activities_are_pasted_and_two_directions_mended(council, sign_in, look):
    council()
    page = sign_in("Матвеев")
    page.goto("/plan/")
    look(page, "plan-none")
    page.get_by_role("link", name="Начать").first.click()
    look(page, "plan-begin")
    page.locator("#id_assignment").select_option(index=1)
    page.locator("#id_group").select_option(index=1)
    page.get_by_role("button", name="Начать").click()
    page.wait_for_url("**/draft/")
    look(page, "plan-empty")
    paste(page, as_copied(spreadsheet()))
    expect(rows(page)).to_have_count(20)
    expect(cell(page, 0, "title")).to_be_focused()
    expect(cell(page, 0, "result")).to_have_value("Отчёт\nи сводка")
    expect(page.locator("#state-part")).to_contain_text("2 направления без мероприятий")
    look(page, "plan-pasted")
    one_by_an_activity(page)
    one_by_a_reason(page, look)
    page.get_by_role("link", name="Внести на рассмотрение Совета").click()
    look(page, "plan-submit")
    page.get_by_role("button", name="Внести на рассмотрение Совета").click()
    expect(page.locator("h1")).to_contain_text("На рассмотрении")
    look(page, "plan-considered")


def one_by_an_activity(page: Page) -> None:
    """A section of the direction, an activity in it, written cell by cell with Tab."""
    page.get_by_role("link", name="Добавить раздел").click()
    page.locator("#id_direction").select_option(index=6)
    page.get_by_role("button", name="Добавить", exact=True).click()
    page.wait_for_url("**/draft/")
    page.get_by_role("button", name="добавить мероприятие").last.click()
    expect(cell(page, 20, "title")).to_be_focused()
    for words in ("Дни открытых дверей", "апрель 2021", "Змеева Е.Е.", "Не менее 200 школьников"):
        page.keyboard.insert_text(words)
        page.keyboard.press("Tab")
    saved(page)
    expect(rows(page).nth(20).locator("[id^=who-]")).to_contain_text("Змеева Елена Евдокимовна")
    expect(page.locator("#state-part")).to_contain_text("1 направление без мероприятий")


def one_by_a_reason(page: Page, look) -> None:
    page.locator("#state-part").get_by_role("link", name="Охват направлений").click()
    look(page, "plan-coverage")
    page.get_by_role("link", name="написать пояснение").click()
    page.locator("#id_reason").fill("Закон о концессиях меняется, вернёмся осенью")
    look(page, "plan-reason")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Закон о концессиях")
    page.get_by_role("link", name=re.compile("редакция 1")).click()
    page.get_by_role("link", name="Писать план").click()


def test_the_table_is_written_with_the_keyboard_alone(council, sign_in):
    """Sections from directions, activities added, filled, moved, copied, taken out and put back; a click never."""
    council()
    page = sign_in("Матвеев")
    begin_plan(page)
    press(page, page.get_by_role("button", name="протокол Совета"))
    expect(page.locator("textarea[name=heading]")).to_have_count(7)
    press(page, page.get_by_role("button", name="добавить мероприятие").first)
    expect(cell(page, 0, "title")).to_be_focused()
    fill(page, "Первое", "март", "Матвеев Д.М.")
    page.keyboard.press("Control+Enter")
    expect(rows(page)).to_have_count(2)
    expect(cell(page, 1, "title")).to_be_focused()
    fill(page, "Второе", "июнь", "Бенсон Г.Ф.")
    expect(cell(page, 1, "result")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, 0, "result")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, 1, "result")).to_be_focused()
    page.keyboard.insert_text("Отчёт")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("и сводка")
    for _step in range(3):
        page.keyboard.press("Alt+ArrowLeft")
    expect(cell(page, 1, "title")).to_be_focused()
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(cell(page, 0, "title")).to_have_value("Второе")
    expect(cell(page, 0, "title")).to_be_focused()
    expect(cell(page, 0, "result")).to_have_value("Отчёт\nи сводка")
    press(page, rows(page).nth(0).get_by_role("button", name="ниже"))
    expect(cell(page, 1, "title")).to_have_value("Второе")
    expect(rows(page).nth(1).get_by_role("button", name="ниже")).to_be_focused()
    press(page, rows(page).nth(1).get_by_role("button", name="копировать"))
    expect(cell(page, 2, "title")).to_be_focused()
    expect(cell(page, 2, "title")).to_have_value("Второе")
    press(page, rows(page).nth(2).get_by_role("button", name="убрать"))
    expect(rows(page)).to_have_count(2)
    press(page, page.get_by_text("Убрано 1 мероприятие"))
    press(page, page.get_by_role("button", name="вернуть", exact=True))
    expect(rows(page)).to_have_count(3)
    page.keyboard.press("F1")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    expect(rows(page).locator("[name=title]")).to_have_count(3)
    expect(cell(page, 1, "result")).to_have_value("Отчёт\nи сводка")


def press(page: Page, target: Locator) -> None:
    """Tab until it has the focus, then Enter."""
    for _step in range(120):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(target)


def fill(page: Page, *words: str) -> None:
    for text in words:
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")


def test_a_killed_server_costs_nothing_typed_or_pasted(council, portal, sign_in):
    council("making.drafted(council, activities=4)")
    page = sign_in("Матвеев", tolerate=DOWN)
    page.goto("/plan/revisions/1/draft/")
    cell(page, 0, "title").fill("Дошло до сервера")
    saved(page)
    portal.kill()
    cell(page, 0, "title").fill("Набрано без сервера")
    cell(page, 1, "responsible_words").fill("Бенсон Г.Ф.")
    expect(page.locator("#save.off")).to_be_visible()
    cell(page, 2, "result").focus()
    paste(page, "Первый\tрезультат\tтаблицы\nВторой\tрезультат\tтаблицы")
    page.keyboard.press("Alt+Shift+ArrowUp")  # cannot be done now, and changes nothing
    expect(cell(page, 2, "result")).to_have_value(re.compile("Второй\tрезультат"))
    portal.start()
    saved(page)
    page.reload()
    expect(cell(page, 0, "title")).to_have_value("Набрано без сервера")
    expect(cell(page, 1, "responsible_words")).to_have_value("Бенсон Г.Ф.")
    expect(cell(page, 2, "result")).to_have_value(re.compile("Второй\tрезультат"))
    portal.kill()
    cell(page, 3, "title").fill("Закрытая крышка")
    page.goto("about:blank")
    portal.start()
    page.go_back()
    expect(page.locator(".kept")).to_contain_text("Закрытая крышка")
    page.get_by_role("button", name="Вернуть", exact=True).click()
    saved(page)
    page.reload()
    expect(cell(page, 3, "title")).to_have_value("Закрытая крышка")


def test_what_is_typed_while_the_table_changes_stays(council, sign_in):
    """The answer about a new row is slow; meanwhile another cell is written, and the button was pressed twice."""
    council("making.drafted(council, activities=4)")
    page = sign_in("Матвеев")
    page.goto("/plan/revisions/1/draft/")
    held = []
    page.route("**/rows/add/", lambda route: held.append((route, route.fetch())))
    page.get_by_role("button", name="добавить мероприятие").first.dblclick()
    while not held:
        page.wait_for_timeout(20)
    cell(page, 0, "period_words").fill("сентябрь")
    cell(page, 0, "mark_words").fill("набрано, пока ждали")
    for route, answer in held:
        route.fulfill(response=answer)
    expect(rows(page)).to_have_count(5)
    expect(cell(page, 0, "mark_words")).to_have_value("набрано, пока ждали")
    saved(page)
    page.reload()
    expect(rows(page)).to_have_count(5)
    expect(cell(page, 0, "period_words")).to_have_value("сентябрь")
    expect(cell(page, 0, "mark_words")).to_have_value("набрано, пока ждали")


def test_a_spreadsheet_comes_back_with_every_cell(council, sign_in, look, tmp_path):
    council()
    page = sign_in("Матвеев")
    begin_plan(page)
    page.get_by_role("link", name="Внести из Excel").click()
    table = [(f"{row[0]} {row[1]}", *[""] * 5) if row[0].endswith(".") else row for row in spreadsheet()]
    page.locator("#id_file").set_input_files(written(tmp_path / "plan.xlsx", table))
    page.get_by_role("button", name="Прочитать").click()
    page.wait_for_url("**/sheets/**")
    look(page, "plan-sheet")
    page.get_by_role("button", name="Перенести в план").click()
    page.wait_for_url("**/draft/")
    expect(rows(page)).to_have_count(20)
    page.goto("/plan/revisions/1/?view=table")
    look(page, "plan-table")
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    back = tmp_path / "back.xlsx"
    download.value.save_as(back)
    assert cells(back) == table


def written(file: Path, table: list[tuple[str, ...]]) -> Path:
    """The common form: headings of sections lie in rows merged over all columns."""
    book = openpyxl.Workbook()
    for number, row in enumerate(table, 1):
        book.active.append(row)
        if not any(row[1:]):
            book.active.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(HEAD))
    book.save(file)
    return file


def cells(file: Path) -> list[tuple[str, ...]]:
    """Every row of the table in the common form, from its headings on."""
    found = [tuple(str(value or "") for value in row) for row in openpyxl.load_workbook(file).active.values]
    begin = next(n for n, row in enumerate(found) if row[0] == "№")
    return [row[: len(HEAD)] for row in found[begin:]]


# --- before the council


def test_a_member_comments_the_chair_returns_the_leader_mends(council, sign_in, look):
    council("making.considered(council)")
    member_comments(sign_in("Бенсон", width=360), look)
    chair_returns(sign_in("Костарев", width=360), look)
    leader_mends(sign_in("Матвеев"), look)


def test_the_chair_approves_on_a_phone(council, sign_in, look):
    council("making.commented(making.considered(council), by=council.other_head)")
    chair = sign_in("Костарев", width=360)
    chair.goto("/")
    chair.get_by_role("link", name="Утвердить").first.click()
    expect(chair.locator("main")).to_contain_text("Срок мал.")
    look(chair, "plan-approve")
    chair.get_by_role("button", name="Подписать утверждение").click()
    sign_by_code(chair, look, "plan-sign")
    chair.goto("/plan/revisions/1/")
    expect(chair.locator("h1")).to_contain_text("Утверждён")
    look(chair, "plan-approved")
    chair.get_by_role("link", name="Подписи и файлы").click()
    look(chair, "plan-signatures")


def member_comments(page: Page, look) -> None:
    page.goto("/")
    page.get_by_role("link", name="Открыть").click()
    page.get_by_role("link", name="Сетевые программы").click()
    look(page, "plan-activity-before")
    page.get_by_role("link", name="Замечание").click()
    page.locator("#id_text").fill("Срок мал для двух колледжей")
    look(page, "plan-comment")
    page.get_by_role("button", name="Замечание").click()
    expect(page.locator("#remarks")).to_contain_text("Срок мал для двух колледжей")


def chair_returns(page: Page, look) -> None:
    page.goto("/plan/revisions/1/approve/")
    page.get_by_role("link", name="Вернуть на доработку").click()
    page.locator("#id_reason").fill("Уточните сроки")
    page.get_by_label("Замечание к мероприятию 5.1", exact=True).fill("Опрос закончить до 01.05.2021")
    look(page, "plan-return")
    page.get_by_role("button", name="Вернуть на доработку").click()
    expect(page.locator("h1")).to_contain_text("Возвращён")
    expect(page.locator("#remarks")).to_contain_text("Опрос закончить")


def leader_mends(page: Page, look) -> None:
    page.goto("/plan/revisions/1/")
    look(page, "plan-returned")
    page.locator("#remarks").get_by_role("link", name="Ответить").first.click()
    page.locator("#id_text").fill("Срок исправлен")
    page.get_by_role("button", name="Ответить").click()
    page.goto("/plan/revisions/1/draft/")
    survey = page.locator("tr[data-row]", has=page.locator("textarea", has_text="Опрос работодателей"))
    survey.locator("[name=period_words]").fill("до 01.05.2021")
    saved(page)
    expect(survey.locator("[id^=when-]")).to_contain_text("01.05.2021")
    page.get_by_role("link", name="Внести на рассмотрение Совета").click()
    page.get_by_role("button", name="Внести на рассмотрение Совета").click()
    expect(page.locator("h1")).to_contain_text("На рассмотрении")


def sign_by_code(page: Page, look, name: str) -> None:
    """Read, confirmed with the words of intent, signed with the code of a letter."""
    page.get_by_role("link", name=re.compile("Читать целиком")).click()
    look(page, f"{name}-read")
    page.get_by_role("link", name="Назад к подписанию").last.click()
    page.get_by_role("link", name="Прочитано, дальше").click()
    page.get_by_role("button", name="Дальше").click()
    code = demo_code(page)
    look(page, name)
    page.get_by_label("Шесть цифр").fill(code)
    page.get_by_role("button", name="Подписать").click()
    expect(page.get_by_text("Подписано. ID подписи:")).to_be_visible()


# --- carried out


def test_one_is_reported_with_evidence_one_carried_over(council, sign_in, look, tmp_path):
    council("making.approved(council)")
    report(sign_in("Бенсон", width=360), look, tmp_path)
    carry(sign_in("Матвеев"), look)


def test_a_new_revision_is_made_and_approved(council, sign_in, look):
    council("making.approved(council)")
    leader = sign_in("Матвеев")
    revise(leader, look)
    chair = sign_in("Костарев", width=360)
    chair.goto("/plan/revisions/2/approve/")
    expect(chair.locator(".redline")).to_contain_text("ноябрь")
    look(chair, "plan-approve-2")
    chair.get_by_role("button", name="Подписать утверждение").click()
    sign_by_code(chair, look, "plan-sign-2")
    leader.goto("/plan/revisions/1/")
    expect(leader.locator("h1")).to_contain_text("Заменён")
    leader.goto("/plan/revisions/2/")
    expect(leader.locator("h1")).to_contain_text("Утверждён")
    look(leader, "plan-year")


def report(page: Page, look, folder: Path) -> None:
    paper = folder / "programme.pdf"
    paper.write_bytes(signing.SCAN)
    page.goto("/plan/revisions/1/")
    page.get_by_role("link", name="Сетевые программы").click()
    page.get_by_role("link", name="Отчитаться").click()
    page.get_by_label("выполнено", exact=True).check()
    page.locator("#id_text").fill("Согласованы две программы")
    page.locator("#id_done_on").fill("14.05.2021")
    page.locator("#id_evidence").set_input_files(paper)
    look(page, "plan-report")
    page.get_by_role("button", name="Отчитаться").click()
    expect(page.locator("h1")).to_contain_text("Выполнено")
    expect(page.get_by_role("link", name="programme.pdf")).to_be_visible()
    look(page, "plan-activity")


def carry(page: Page, look) -> None:
    page.goto("/plan/revisions/1/")
    page.get_by_role("link", name="Типовой договор").click()
    page.get_by_role("link", name="Перенести на следующий год").click()
    page.locator("#id_reason").fill("Ждём закон")
    look(page, "plan-carry")
    page.get_by_role("button", name="Перенести").click()
    expect(page.locator("h1")).to_contain_text("Перенесено")
    page.goto("/plan/1/reports/")
    look(page, "plan-reports")
    page.goto("/plan/revisions/1/pictures/")
    look(page, "plan-pictures")


def revise(page: Page, look) -> None:
    page.goto("/plan/revisions/1/")
    page.get_by_role("button", name="Подготовить новую редакцию").click()
    page.wait_for_url("**/draft/")
    shared = page.locator("tr[data-row]", has=page.locator("textarea", has_text="Общая мастерская"))
    shared.locator("[name=period_words]").fill("октябрь–ноябрь 2021")
    saved(page)
    expect(page.locator("#state-part")).to_contain_text("Обратите внимание")
    page.locator("#state-part summary").click()
    expect(page.locator("#state-part")).to_contain_text("причину")
    shared.get_by_role("link", name="подробности").click()
    page.get_by_role("link", name="Уточнить сведения").click()
    page.locator("#id_moved_reason").fill("Поставка оборудования")
    look(page, "plan-details")
    page.get_by_role("button", name="Сохранить").click()
    page.goto("/plan/revisions/2/changes/")
    expect(page.locator(".redline")).to_contain_text("Поставка оборудования")
    look(page, "plan-changes")
    page.goto("/plan/revisions/2/submit/")
    page.get_by_role("button", name="Внести на рассмотрение Совета").click()
    expect(page.locator("h1")).to_contain_text("На рассмотрении")


def test_the_year_ends_with_a_report_and_the_next_plan(council, sign_in, new_page, look):
    council("making.reported(making.approved(council), by=council.secretary)")
    leader = sign_in("Матвеев")
    leader.goto("/plan/1/annual/")
    leader.get_by_role("button", name="Начать отчёт").click()
    leader.get_by_role("textbox", name="Итоги года").fill("Опрошены 12 предприятий.")
    saved(leader)
    leader.reload()
    expect(leader.get_by_role("textbox", name="Итоги года")).to_have_value("Опрошены 12 предприятий.")
    look(leader, "plan-annual")
    leader.get_by_role("button", name="Представить председателю").click()
    chair = sign_in("Костарев", width=360)
    chair.goto("/plan/1/annual/")
    look(chair, "plan-annual-chair")
    chair.get_by_role("link", name="Подписать утверждение").click()
    sign_by_code(chair, look, "plan-annual-sign")
    leader.goto("/plan/1/annual/")
    expect(leader.locator("h1")).to_contain_text("Утверждён")
    leader.goto("/plan/1/next-year/")
    leader.locator("#why").fill("Не успели в 2021 году")
    look(leader, "plan-next-year")
    leader.get_by_role("button", name="Начать работу над планом").click()
    leader.wait_for_url("**/draft/")
    expect(leader.locator("main")).to_contain_text("2022")
    assert rows(leader).count() == 6
    look(leader, "plan-next-draft")
    secretary = sign_in("Жарких")
    secretary.goto("/plan/1/")
    secretary.get_by_role("button", name="Опубликовать").click()
    visitor = new_page()
    visitor.goto("/plan/published/")
    visitor.get_by_role("link", name="План работы на 2021 год").click()
    look(visitor, "plan-published")


def test_targets_and_a_document_are_kept_on_a_phone(council, sign_in, look, tmp_path):
    council(
        "row = making.activity(making.drafted(council), 'Общая мастерская')\n"
        "making.actions.set_indicator("
        "activity=row, name='Программ', unit='единиц', target=5, rule='sum', by=council.head)"
    )
    page = sign_in("Матвеев", width=360, tolerate=("400",))
    page.goto("/plan/activities/2/")
    page.get_by_role("link", name="план по кварталам").click()
    look(page, "plan-targets")
    second = page.get_by_label("2 квартал").last
    second.fill("много")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_contain_text("много")
    expect(second).to_have_value("много")
    second.fill("2,5")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("link", name="план по кварталам").click()
    expect(page.get_by_label("2 квартал").last).to_have_value("2,5")
    page.goto("/plan/activities/2/documents/new/")
    paper = tmp_path / "estimate.pdf"
    paper.write_bytes(signing.SCAN)
    page.locator("#id_file").set_input_files(paper)
    look(page, "plan-document")
    page.get_by_role("button", name="Приложить").click()
    expect(page.get_by_role("link", name="estimate.pdf")).to_be_visible()
    look(page, "plan-documents")


def test_while_the_chair_is_away_the_deputy_approves(council, sign_in, look):
    council("making.considered(council)")
    secretary = sign_in("Жарких")
    secretary.goto("/composition/")
    secretary.get_by_role("link", name="Записать полномочия").click()
    secretary.locator("#id_office").select_option("deputy")
    secretary.locator("#id_person").fill("Бенсон Глеб Феликсович")
    secretary.locator("#id_ground").fill("Протокол № 2")
    secretary.get_by_role("button", name="Записать").click()
    secretary.get_by_role("link", name="Председатель отсутствует").click()
    look(secretary, "absence")
    secretary.locator("#id_ended").fill("28.05.2021")
    secretary.locator("#id_ground").fill("Приказ об отпуске № 41-к")
    secretary.get_by_role("button", name="Записать").dblclick()
    expect(secretary.locator("main")).to_contain_text("Приказ об отпуске № 41-к")
    look(secretary, "composition-absence")
    deputy, chair = sign_in("Бенсон", width=360), sign_in("Костарев", width=360)
    deputy.goto("/")
    expect(deputy.get_by_role("link", name="Просмотреть и утвердить")).to_be_visible()
    chair.goto("/")
    expect(chair.get_by_role("link", name="Просмотреть и утвердить")).to_have_count(0)
    chair.goto("/composition/")
    chair.get_by_role("link", name="записать возвращение").click()
    chair.locator("#id_ended").fill("16.05.2021")
    look(chair, "absence-return")
    chair.get_by_role("button", name="Записать").click()
    chair.goto("/")
    expect(chair.get_by_role("link", name="Просмотреть и утвердить")).to_be_visible()
    deputy.reload()
    expect(deputy.get_by_role("link", name="Просмотреть и утвердить")).to_have_count(0)


def test_two_people_correcting_the_details_see_both(council, sign_in, look):
    council("making.drafted(council)")
    mine, other = sign_in("Матвеев", tolerate=("409 (Conflict)",)), sign_in("Жарких")
    for page in (mine, other):
        page.goto("/plan/revisions/1/")
        page.get_by_role("link", name="Сетевые программы").click()
        page.get_by_role("link", name="Уточнить сведения").click()
    other.locator("#id_place").fill("г. Томск")
    other.get_by_role("button", name="Сохранить").click()
    mine.locator("#id_place").fill("г. Северск")
    mine.get_by_role("button", name="Сохранить").click()
    expect(mine.locator("main")).to_contain_text("Место – г. Томск")
    expect(mine.locator("#id_place")).to_have_value("г. Северск")
    look(mine, "details-conflict")
    mine.get_by_role("button", name="Сохранить").click()
    expect(mine.locator("main")).to_contain_text("г. Северск")
