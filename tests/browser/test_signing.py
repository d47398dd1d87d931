"""Minutes No. 2 in the browser: from planning to signatures of secretary and chair, the sheet, the QR, the check."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import qrcode
from playwright.sync_api import Page, expect

from tests import signing
from tests.browser.test_council import plan
from tests.browser.test_desk import heard, saved
from tests.documents.samples import poppler_text

DAY = "17.05.2021"
SQUARE, RIGHT, BOTTOM = 0.62, 210 - 10, 297 - 20  # mm: the QR code as typst/document.typ draws it on A4
DPI = 300


@pytest.fixture(autouse=True)
def key() -> None:
    """The key the server marks copies with."""
    signing.portal_key()


def test_minutes_2_from_drawing_up_to_signed(sign_in, new_page, portal, look, tmp_path):
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(signing.SCAN)
    secretary = sign_in("Жарких")
    elect(secretary)
    for college in ("Томский экономико-промышленный колледж", "Томская торгово-промышленная палата"):
        join(secretary, college, look, paper)
    meeting = record(secretary)
    put_to_sign(secretary, look)
    sign(secretary, look)
    chair = sign_in("Костарев", width=360)
    address = sign_on_the_phone(chair, look)
    expect(chair.locator("h1")).to_contain_text("подписан")
    secretary.goto(f"{meeting}protocol/")
    expect(secretary.locator("h1")).to_contain_text("Подписан")
    visitor = new_page(tolerate=("404",))
    checked(visitor, chair, address, look, tmp_path)
    file = tmp_path / "evidence.zip"
    portal.run("manage.py", "export_evidence", "1", "-o", str(file))
    portal.run("manage.py", "verify_document", str(file))
    portal.run("manage.py", "verify_document", "--stored")
    expect_file(visitor, file, "комплект для проверки, каждый файл в нём")


def elect(page: Page) -> None:
    page.goto("/composition/record/mandate/")
    page.locator("#id_office").select_option("chair")
    page.locator("#id_person").fill("Костарев Максим Михайлович")
    page.locator("#id_started").fill("09.04.2021")
    page.locator("#id_ground").fill("Протокол № 1, решение 1")
    page.get_by_role("button", name="Записать").click()
    page.wait_for_url("**/composition/")


def join(page: Page, name: str, look, paper: Path) -> None:
    """The sheet is made, printed, signed by hand; the secretary enters the scan."""
    page.goto("/composition/")
    page.get_by_role("link", name=re.compile(f"«{name}»")).first.click()
    page.get_by_role("link", name="Сделать лист присоединения").click()
    for box in page.get_by_role("checkbox").all():
        if re.search("Жарких|Костарев", box.locator("xpath=..").inner_text()):
            box.check()
    page.get_by_label("Как проверена личность").fill("лично, по паспорту")
    look(page, "accession")
    page.get_by_role("button", name="Сделать лист").click()
    expect(page.locator("h1")).to_contain_text("Лист присоединения")
    look(page, "accession-sheet")
    code = page.locator("a[href^='/check/']").first.inner_text()
    page.get_by_role("link", name="Внести подпись на бумаге").click()
    page.get_by_label("Код проверки, напечатанный на бумаге").fill("AAAA-AAAA-AAAA")
    page.get_by_label("Кто подписал").fill("Примеров Пётр Петрович")
    page.get_by_label("Где хранится подлинник").fill("у секретаря")
    page.locator("#id_scan").set_input_files(paper)
    page.get_by_label("Код проверки, напечатанный на бумаге").fill(code)
    look(page, "sign-paper")
    page.get_by_role("button", name="Записать").click()
    expect(page.locator("h1")).to_contain_text("действует")


def record(page: Page) -> str:
    meeting = plan(page, "О Соглашении (Матвеев Д.М.)")
    page.get_by_role("button", name="Начать заседание").click()
    page.wait_for_url("**/conduct/")
    heard(page).fill("Доложено.")
    page.get_by_role("textbox", name="Решили").fill("Принять к сведению.")
    saved(page)
    page.get_by_role("button", name="Завершить заседание").click()
    page.wait_for_url("**/protocol/")
    while page.locator("input[name=reason]").count():
        page.locator("input[name=reason]").first.fill("Так и было")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    return meeting


def put_to_sign(page: Page, look) -> None:
    page.get_by_role("link", name="Передать на подпись").click()
    page.get_by_label("Председательствующий").fill("Костарев Максим Михайлович")
    look(page, "put-to-sign")
    page.get_by_role("button", name="Зафиксировать и передать на подпись").click()
    expect(page.locator("h1")).to_contain_text("На подписи")
    look(page, "protocol-to-sign")


def demo_code(page: Page) -> str:
    """In the demo letters go nowhere, so the page itself says the code."""
    return re.search(r"код здесь: (\d{6})", page.locator("main").inner_text())[1]


def sign(page: Page, look) -> None:
    page.get_by_role("link", name="Прочитать и подписать").click()
    page.get_by_role("link", name="Прочитано, дальше").click()
    page.get_by_role("button", name="Дальше").click()
    code = demo_code(page)
    page.get_by_label("Шесть цифр").fill(code)
    page.get_by_role("button", name="Подписать").click()
    expect(page.get_by_text("Подписано. ID подписи:")).to_be_visible()
    look(page, "sealed")


def sign_on_the_phone(page: Page, look) -> str:
    """From the home page in four taps and a code; a wrong code first."""
    page.get_by_role("link", name="Подписать").click()
    look(page, "sign-1")
    page.get_by_role("link", name=re.compile("Читать целиком")).click()
    expect(page.locator(".paper")).to_contain_text("Принять к сведению.")
    look(page, "sign-read")
    page.get_by_role("link", name="Назад к подписанию").last.click()
    page.get_by_role("link", name="Прочитано, дальше").click()
    expect(page.locator(".words")).to_contain_text("Подписываю: Протокол № 1")
    look(page, "sign-2")
    page.get_by_role("button", name="Дальше").click()
    code = demo_code(page)
    look(page, "sign-3")
    page.get_by_label("Шесть цифр").fill(code)
    page.get_by_role("button", name="Подписать").click()
    expect(page.get_by_text("Подписано. ID подписи:")).to_be_visible()
    return page.locator("a[href^='/check/']").first.get_attribute("href")


def checked(visitor: Page, reader: Page, address: str, look, folder: Path) -> None:
    """The copy's sheet, its QR code and the check page say the same."""
    visitor.goto(address)
    expect(visitor.locator("h1")).to_have_text("Документ не изменён с момента подписания")
    look(visitor, "checked")
    shown = visitor.locator("main").inner_text()
    files = {}
    for name in ("original", "copy"):
        with reader.expect_download() as download:
            reader.locator(f"a[href$='{name}.pdf']").first.click()
        files[name] = folder / f"{name}.pdf"
        download.value.save_as(files[name])
    assert files["copy"].read_bytes().startswith(files["original"].read_bytes())
    text = poppler_text(files["copy"].read_bytes(), "-layout")
    assert text.count("Документ подписан простой электронной подписью") == 2
    code = re.search(r"Код проверки\s+([0-9A-Z-]{14})", text)[1]
    assert code in shown
    assert code in address
    for name in ("Жарких Елена Вячеславовна", "Костарев Максим Михайлович"):
        assert name in text
        assert name in shown
    site = re.search(r"Проверка документа:\s+(\S+)", text)[1]
    for page in (1, sheets(files["copy"])):
        assert_qr(files["copy"], page, site)
    expect_file(visitor, files["original"], "подлинник, до последнего байта")
    expect_file(visitor, files["copy"], "копия с листом подписей, до последнего байта")
    look(visitor, "checked-file")
    visitor.goto("/check/")
    look(visitor, "check")
    visitor.get_by_label("Код проверки").fill(code.lower())
    visitor.get_by_role("button", name="Проверить", exact=True).click()
    expect(visitor.locator("h1")).to_have_text("Документ не изменён с момента подписания")
    visitor.goto("/check/AAAA-AAAA-AAAA/")
    expect(visitor.locator("h1")).to_have_text("Документа с таким кодом нет")


def expect_file(page: Page, file: Path, words: str) -> None:
    page.goto("/check/")
    page.get_by_label("PDF или комплект для проверки").set_input_files(file)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_text(words)).to_be_visible()


def sheets(file: Path) -> int:
    told = subprocess.run(["pdfinfo", str(file)], capture_output=True, check=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told)[1])


def assert_qr(file: Path, page: int, address: str) -> None:
    """Every square of the QR code on the rendered page is that of the address."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    made.add_data(address)
    rows = made.get_matrix()
    command = ["pdftoppm", "-gray", "-r", str(DPI), "-f", str(page), "-l", str(page), str(file)]
    image = subprocess.run(command, capture_output=True, check=True).stdout
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image)
    width, pixels = int(head[1]), image[head.end() :]
    size = len(rows) * SQUARE

    def dark(x: int, y: int) -> bool:
        across, down = RIGHT - size + (x + 0.5) * SQUARE, BOTTOM - size + (y + 0.5) * SQUARE
        return pixels[round(down / 25.4 * DPI) * width + round(across / 25.4 * DPI)] < 128

    assert [[dark(x, y) for x in range(len(rows))] for y in range(len(rows))] == rows


TO_SIGN = """
import django; django.setup()
from django.utils import translation; translation.activate("ru")
from members.rules import the_cluster
from tests import actors, signing
secretary = actors.secretary()
signing.join(actors.SECRETARY, by=secretary)
signing.to_sign(the_cluster(), secretary, secretary=actors.SECRETARY)
"""


def test_a_passkey_signs_and_a_refusal_is_told(sign_in, portal, look):
    """A passkey of the device (here Chromium's virtual one) instead of a code."""
    portal.run("-c", TO_SIGN)
    page = sign_in("Жарких", width=360)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("#id_name").fill("Телефон")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/")
    page.get_by_role("link", name="Подписать").click()
    place = page.url
    page.get_by_role("link", name="Отказаться с причиной").click()
    page.get_by_label("Причина").fill("Сначала исправьте срок")
    page.get_by_role("button", name="Отказаться").click()
    expect(page.locator("main")).to_contain_text("Сначала исправьте срок")
    page.goto(place)
    page.get_by_role("link", name="Прочитано, дальше").click()
    expect(page.locator("form.steps")).to_contain_text("подтверждение ключом доступа")
    page.get_by_role("button", name="Дальше").click()
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url("**/confirm/")
    look(page, "sign-3-passkey")
    page.get_by_role("button", name="Подписать").click()
    expect(page.get_by_text("Подписано. ID подписи:")).to_be_visible()
