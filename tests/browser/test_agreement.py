"""The agreement in the browser by three people: from a Word draft to force by three routes and a late accession."""

from __future__ import annotations

import datetime
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cluster_portal.documents.sealed.example import example_sig
from tests import signing
from tests.agreements.drafts import agreement_docx
from tests.browser.test_desk import saved
from tests.browser.test_signing import demo_code
from tests.documents.samples import poppler_text

DAY = datetime.date(2021, 5, 17)
FORCE = "Соглашение вступает в силу между подписавшими его Сторонами со дня подписания тремя Сторонами."
# Minutes No. 1 make the working group and its assignment; two colleges join simple signatures.
BEFORE = """
import django; django.setup()
from cluster_portal import demo
from cluster_portal.demo.minutes_2 import join
from members.models import Mandate
secretary = Mandate.objects.get(office="secretary").person.user
demo.record_minutes_1(by=secretary)
join(("Матвеев Дмитрий Михайлович",), secretary)
join(("Бенсон Глеб Феликсович",), secretary)
"""


@pytest.fixture
def council(portal):
    """The council after its first meeting."""
    signing.portal_key()
    portal.run("-c", BEFORE)
    return portal


def test_from_a_word_draft_to_force_and_a_late_accession(council, sign_in, new_page, look, tmp_path):
    leader = sign_in("Матвеев")
    draft_from_word(leader, look, tmp_path)
    head = sign_in("Бенсон", width=360)
    remark_on_the_phone(head, look)
    second_edition(leader, look)
    secretary = sign_in("Жарких", tolerate=("400",))  # two forms are refused on purpose
    put_to_signature(secretary, look)
    sign_by_code(head, look)
    expect(head.get_by_text("Подписано. ID подписи:")).to_be_visible()
    on_paper(secretary, look, tmp_path)
    secretary.goto("/agreement/editions/2/")
    expect(secretary.locator("h1")).to_contain_text("На подписании")
    by_file(secretary, look, tmp_path)
    secretary.goto("/agreement/editions/2/")
    expect(secretary.locator("h1")).to_contain_text("Действует")
    look(secretary, "agreement-in-force")
    way(secretary, look)
    accede(secretary, look, tmp_path)
    documents(secretary, tmp_path)
    published(secretary, new_page(), look)
    council.run("manage.py", "verify_document", "--stored")


# --- the leader


def draft_from_word(page: Page, look, folder: Path) -> None:
    """Begin, bring the draft, look through the changes, write with the keyboard alone, put it up for discussion."""
    word = folder / "draft.docx"
    word.write_bytes(agreement_docx())
    page.goto("/agreement/")
    look(page, "agreement-empty")
    page.get_by_role("link", name="Начать работу над соглашением").first.click()
    look(page, "agreement-begin")
    page.get_by_label("Поручение Совета").select_option(index=1)
    page.get_by_role("button", name="Начать").click()
    page.wait_for_url("**/draft/")
    page.get_by_role("link", name="Внести черновик").first.click()
    page.locator("#id_file").set_input_files(word)
    page.get_by_role("button", name="Прочитать").click()
    page.wait_for_url("**/incoming/**")
    expect(page.locator("#left")).to_contain_text("телеграммами")
    look(page, "agreement-incoming")
    page.get_by_role("button", name="Перенести выбранные изменения").click()
    page.wait_for_url("**/draft/")
    look(page, "agreement-draft")
    last = page.get_by_label("Текст 6.2", exact=True)
    last.focus()
    page.keyboard.press("Control+Enter")
    added = page.get_by_label("Текст 6.3", exact=True)
    expect(added).to_be_focused()
    page.keyboard.type(f"{FORCE} Направления указаны в пункте [2.1].")
    saved(page)
    expect(page.locator("[id^=refs-]", has_text="[2.1] →").last).to_be_visible()
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(page.get_by_label("Текст 6.2", exact=True)).to_have_value(re.compile("вступает в силу"))
    expect(page.get_by_label("Текст 6.2", exact=True)).to_be_focused()
    page.reload()
    expect(page.get_by_label("Текст 6.2", exact=True)).to_have_value(re.compile(r"в пункте \[2\.1\]"))
    page.get_by_role("link", name="Вынести на обсуждение").click()
    page.locator("#id_until").fill("30.05.2021")
    page.get_by_role("button", name="Вынести на обсуждение").click()
    expect(page.locator("h1")).to_contain_text("На обсуждении")
    look(page, "agreement-discussed")


def second_edition(page: Page, look) -> None:
    """Answer the remark, make edition 2, change one clause, say that it is ready."""
    page.goto("/")
    page.get_by_role("link", name="Ответить").first.click()
    page.get_by_role("link", name="Ответить").first.click()
    page.get_by_label("Принято частично").check()
    page.locator("#id_text").fill("Срок внесён в новую редакцию.")
    look(page, "agreement-answer")
    page.get_by_role("button", name="Ответить").click()
    expect(page.locator(".remark")).to_contain_text("Принято частично")
    page.get_by_role("button", name="Подготовить следующую редакцию").click()
    page.wait_for_url("**/draft/")
    clause = page.get_by_label("Текст 1.2", exact=True)
    clause.fill("Соглашение не создаёт юридического лица и действует пять лет.")
    saved(page)
    page.goto("/agreement/editions/2/")
    expect(page.locator(".remark.ok", has_text="Изменено с редакции 1")).to_be_visible()
    expect(page.locator("ins", has_text="действует пять лет")).to_be_visible()
    page.get_by_role("button", name="Готова к подписанию").click()
    look(page, "agreement-edition-2")
    page.get_by_role("link", name="сравнить").click()
    expect(page.locator(".redline")).to_contain_text("1.2")
    look(page, "agreement-redline")


# --- the head, on a phone


def remark_on_the_phone(page: Page, look) -> None:
    page.goto("/")
    page.get_by_role("link", name="Открыть").first.click()
    look(page, "agreement-read-phone")
    page.get_by_role("link", name="Замечание к пункту 1.2").click()
    page.locator("#id_wording").fill("Соглашение действует пять лет.")
    page.locator("#id_text").fill("Нужен срок.")
    look(page, "agreement-remark")
    page.get_by_role("button", name="Дать замечание").click()
    expect(page.locator(".remark")).to_contain_text("Нужен срок.")


def sign_by_code(page: Page, look) -> None:
    page.goto("/")
    page.get_by_role("link", name="Подписать").first.click()
    expect(page.locator("main")).to_contain_text("Соглашение о взаимодействии")
    look(page, "agreement-sign-1")
    page.get_by_role("link", name="Прочитано, дальше").click()
    expect(page.locator(".words")).to_contain_text("от имени ОГБПОУ «Северский промышленный колледж»")
    look(page, "agreement-sign-2")
    page.get_by_role("button", name="Дальше").click()
    page.get_by_label("Шесть цифр").fill(demo_code(page))
    page.get_by_role("button", name="Подписать").click()


# --- the secretary


def put_to_signature(page: Page, look) -> None:
    page.goto("/")
    page.get_by_role("link", name="Передать на подпись").first.click()
    page.locator("#id_until").fill("28.05.2021")
    page.get_by_label("когда подпишет указанное число участников").check()
    page.locator("#id_condition_count").fill("3")
    first = page.locator("input[name^=out-]").nth(6)
    first.check()
    page.get_by_role("button", name="Зафиксировать текст и передать на подпись").click()
    expect(page.locator("#errors")).to_be_visible()
    look(page, "agreement-put-errors")
    page.locator("input[name^=why-]").nth(6).fill("ликвидируется")
    if page.locator("#id_reason").count():
        page.locator("#id_reason").fill("Обсуждение завершено досрочно")
    page.get_by_role("button", name="Зафиксировать текст и передать на подпись").click()
    expect(page.locator("h1")).to_contain_text("Участники")
    expect(page.locator("main")).to_contain_text("Подписали 0 из 18, нужно 3")
    look(page, "agreement-parties")
    page.get_by_role("button", name="Напомнить неподписавшим").click()
    expect(page.locator(".said")).to_be_visible()


def row_of(page: Page, name: str):
    page.goto("/agreement/editions/2/parties/")
    return page.locator("tr", has_text=name)


def on_paper(page: Page, look, folder: Path) -> None:
    """The printed code is matched; a wrong one is refused and nothing typed is lost."""
    scan = folder / "scan.pdf"
    scan.write_bytes(signing.SCAN)
    row_of(page, "Кожевниковский техникум").get_by_role("link", name="подписано на бумаге").click()
    page.get_by_label("Код проверки, напечатанный на бумаге").fill("AAAA-AAAA-AAAA")
    page.get_by_label("Где хранится подлинник").fill("у секретаря")
    page.locator("#id_scan").set_input_files(scan)
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.get_by_label("Где хранится подлинник")).to_have_value("у секретаря")
    page.get_by_label("Код проверки, напечатанный на бумаге").fill(code_of(page))
    page.locator("#id_scan").set_input_files(scan)
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("main")).to_contain_text("Криков Андрей Николаевич")
    look(page, "agreement-sealed")


def code_of(page: Page) -> str:
    """The check code of edition 2, as its page says it."""
    other = page.context.new_page()
    other.goto("/agreement/editions/2/")
    other.get_by_role("link", name="Подписи и файлы").click()
    code = other.locator("a[href^='/check/']").first.inner_text()
    other.close()
    return code


def by_file(page: Page, look, folder: Path) -> None:
    """A detached signature made outside, over the downloaded original."""
    page.goto("/agreement/editions/2/")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    original = Path(download.value.path()).read_bytes()
    sig = folder / "soglashenie.sig"
    owner = "Примеров Пётр Петрович"
    with ThreadPoolExecutor(1) as aside:  # the browser's loop runs in this thread
        made = aside.submit(example_sig, original, owner=owner, organisation="АО «ЭлеСи»", title="директор", day=DAY)
    sig.write_bytes(made.result())
    row_of(page, "АО «ЭлеСи»").get_by_role("link", name=".sig").click()
    page.locator("#id_cms").set_input_files(sig)
    look(page, "agreement-qualified")
    page.get_by_role("button", name="Проверить и приложить").click()
    expect(page.locator("main")).to_contain_text(owner)


def way(page: Page, look) -> None:
    page.goto("/agreement/1/way/")
    for words in ("протокола № 1", "Рабочая группа", "Обсуждение редакции 1", "Подписи", "Редакция 2 вступила в силу"):
        expect(page.locator(".way")).to_contain_text(words)
    look(page, "agreement-way")
    page.get_by_role("link", name=re.compile("протокола № 1")).click()
    expect(page.locator("h1")).to_contain_text("Отчёт на проверке")


def accede(page: Page, look, folder: Path) -> None:
    """A member that joins later accedes to the same text."""
    page.goto("/composition/organizations/new/")
    page.locator("#id_name").fill("ООО «Учебный пример»")
    page.locator("#id_category").select_option("business")
    page.locator("#id_joined").fill("17.05.2021")
    page.locator("#id_ground").fill("Заявление № 1")
    page.get_by_role("button").filter(has_text=re.compile("Внести|Добавить|Записать")).first.click()
    page.goto("/agreement/editions/2/accede/")
    page.locator("#id_organization").fill("ООО «Учебный пример»")
    look(page, "agreement-accede")
    page.get_by_role("button", name="Сделать лист").click()
    expect(page.locator("h1")).to_contain_text("Лист присоединения")
    code = page.locator("a[href^='/check/']").first.inner_text()
    page.get_by_role("link", name="Внести подпись на бумаге").click()
    page.get_by_label("Код проверки, напечатанный на бумаге").fill(code)
    page.get_by_label("Кто подписал").fill("Примеров Пётр Петрович")
    page.get_by_label("Должность").fill("директор")
    page.get_by_label("Где хранится подлинник").fill("у секретаря")
    page.locator("#id_scan").set_input_files(folder / "scan.pdf")
    page.get_by_role("button", name="Записать").click()
    page.goto("/agreement/1/register/")
    expect(page.locator("table")).to_contain_text("ООО «Учебный пример»")
    expect(page.locator("table")).to_contain_text("Присоединилась")
    look(page, "agreement-register")
    page.goto("/agreement/1/register/?on=01.04.2021")
    expect(page.locator("main")).to_contain_text("На эту дату")


def documents(page: Page, folder: Path) -> None:
    """Every document of the way is opened and says what the pages say."""
    wanted = {
        "/agreement/editions/2/text.pdf": [FORCE, "действует пять лет"],
        "/agreement/editions/1/disagreements.pdf": ["ПРОТОКОЛ РАЗНОГЛАСИЙ", "Нужен срок.", "Принято частично"],
        "/agreement/editions/2/signatures.pdf": ["Бенсон Глеб", "Криков Андрей", "Примеров"],
        "/agreement/1/register.pdf": ["ООО «Учебный пример»", "17.05.2021"],
        "/agreement/editions/2/redline.pdf": ["действует пять лет", "Пункт 1.2"],
    }
    for address, words in wanted.items():
        response = page.request.get(address)
        assert response.status == 200, address
        text = " ".join(poppler_text(response.body()).split())
        for word in words:
            assert word in text, (address, word, text[:2000])
        assert page.request.get(address.replace(".pdf", ".docx")).status == 200


def published(page: Page, visitor: Page, look) -> None:
    page.goto("/agreement/1/register/")
    page.get_by_role("button", name="Опубликовать").click()
    visitor.goto("/agreement/published/")
    visitor.get_by_role("link", name=re.compile("Соглашение о взаимодействии")).click()
    expect(visitor.locator("article")).to_contain_text(FORCE)
    expect(visitor.locator("main")).not_to_contain_text("@")
    look(visitor, "agreement-published")


def test_two_drafters_in_one_clause_and_a_killed_server_lose_nothing(council, sign_in):
    """The second to save sees both texts; what was typed while the server was down comes back."""
    tolerate = ("409", "ERR_CONNECTION_REFUSED", "Failed to fetch", "ERR_")
    one = sign_in("Матвеев", tolerate=tolerate)
    one.goto("/agreement/new/")
    one.get_by_role("button", name="Начать").click()
    one.wait_for_url("**/draft/")
    one.get_by_role("button", name="Добавить раздел").click()
    heading = one.locator("input[name=heading]")
    heading.fill("Предмет")
    saved(one)
    other = sign_in("Жарких", tolerate=tolerate)
    other.goto("/agreement/editions/1/draft/")
    other.locator("input[name=heading]").fill("Предмет Соглашения")
    saved(other)
    heading.fill("Предмет и цели")
    expect(one.locator(".stale")).to_contain_text("Предмет Соглашения")
    one.get_by_role("button", name="Сохранить то, что в поле").click()
    saved(one)
    other.reload()
    expect(other.locator("input[name=heading]")).to_have_value("Предмет и цели")
    council.kill()
    other.locator("input[name=heading]").fill("Предмет, цели и задачи")
    expect(other.locator("#save.off")).to_be_visible()
    council.start()
    saved(other)
    other.reload()
    expect(other.locator("input[name=heading]")).to_have_value("Предмет, цели и задачи")
