"""The plan from spreadsheets and back: files brought, columns matched, rows taken over or pasted, the same file out."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from cluster_portal.documents.xlsx import read_xlsx
from tests import factories
from tests.workplans import making
from tests.workplans.making import fields, post, refusal
from workplans import actions
from workplans.exchange import plan_workbook
from workplans.models import Activity
from workplans.papers import HEAD
from workplans.record import Record

FORM = (
    HEAD,
    ("Раздел I. Кадры", "", "", "", "", ""),
    ("1.1", "Стажировки", "апрель–май 2021", "Матвеев Д.М.", "Отчёт", "выполнено"),
    ("1.2", "Экскурсии", "ежеквартально", "Бенсон Г.Ф.; АО «ЭлеСи» (по согласованию)", "12 экскурсий\nпо школам", ""),
    ("Раздел II. Мастерские", "", "", "", "", ""),
    ("2.1", "Заявка", "до 01.10.2021", "Костарев М.М.", "Заявка подана", "перенесено"),
)
FIELDS = ["number", "title", "period", "responsible", "result", "mark"]


@pytest.fixture
def draft(council):
    return making.begun(council)


@pytest.fixture
def leader(client, council):
    """The browser of Матвеев, who leads the group."""
    client.force_login(council.head)
    return client


def book(*sheets, merged=(), epoch=None):
    """An XLSX file of sheets given as (title, rows); areas of the first are merged."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    if epoch:
        made.epoch = epoch
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    for area in merged:
        made.worksheets[0].merge_cells(area)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def bring(client, revision, data, name="план.xlsx"):
    return client.post(reverse("workplans:bring", args=[revision.pk]), {"file": SimpleUploadedFile(name, data)})


def brought(revision, rows=FORM, title="План", **more):
    """A table kept until its columns are matched."""
    cells = [list(row) for row in rows]
    return actions.bring(revision=revision, name="план.xlsx", title=title, cells=cells, by=None, **more)


def lines(revision):
    """Section and cells of every activity in the order they print."""
    record = Record(making.fresh(revision))
    return [
        (part.section.heading if part.section else "", row.number_words, row.title, row.period_words)
        for part in record.parts
        for row in part.activities
    ]


# --- files


def test_a_table_is_brought_and_nothing_changes_until_its_columns_are_matched(leader, draft):
    answer = bring(leader, draft, book(("План", FORM), merged=["A2:F2", "A5:F5"]))
    sheet = draft.sheets.get()
    assert (answer.status_code, answer.url) == (302, sheet.get_absolute_url())
    assert [tuple(line) for line in sheet.cells] == [tuple(line) for line in FORM]
    assert not draft.activities.exists()
    page = leader.get(answer.url)
    assert (page.context["activities"], page.context["sections"]) == (3, 2)
    assert [field for _n, field in page.context["columns"]] == FIELDS


def test_every_sheet_with_words_is_kept_and_offered(leader, draft):
    sheets = [("План", FORM), ("Пустой", []), ("Заметки", [("Мероприятие", "Срок"), ("Ярмарка", "май")])]
    answer = bring(leader, draft, book(*sheets))
    assert sorted(draft.sheets.values_list("title", flat=True)) == ["Заметки", "План"]
    page = leader.get(answer.url)
    shown = {page.context["sheet"].title, *(one.title for one in page.context["others"])}
    assert shown == {"План", "Заметки"}, "a sheet of the file cannot be reached"


def test_a_formula_and_what_stands_behind_the_table_are_told(leader, draft):
    rows = [*FORM, ("2.2", "Ярмарка", "май", "Матвеев Д.М.", "=1+1", ""), ("", "Председатель", "", "М.М. Костарев")]
    answer = bring(leader, draft, book(("План", rows)))
    page = leader.get(answer.url)
    left = page.context["left"]
    assert any("=1+1" in told for told in left), left
    assert "Председатель | М.М. Костарев" in left
    assert "Председатель | М.М. Костарев" in page.content.decode()


def test_merged_cells_make_sections_and_rows_that_go_on(leader, draft):
    rows = [*FORM[:3], ("", "", "октябрь", "Бенсон Г.Ф.", "Справка", ""), *FORM[4:]]
    bring(leader, draft, book(("План", rows), merged=["A2:F2", "B3:B4", "A3:A4", "A5:F5"]))
    match(leader, draft.sheets.get(), FIELDS, take="1")
    assert making.titles(draft) == ["Стажировки", "Заявка"]
    row = making.activity(draft, "Стажировки")
    assert (row.period_words, row.result) == ("апрель–май 2021\nоктябрь", "Отчёт\nСправка")
    assert [one.heading for one in Record(draft).sections] == ["Раздел I. Кадры", "Раздел II. Мастерские"]


def test_dates_are_counted_from_1904_where_the_file_says_so(leader, draft):
    rows = [HEAD, ("1", "Ярмарка", datetime.date(2021, 5, 28), "Матвеев Д.М.", "Отчёт", "")]
    for epoch in (None, CALENDAR_MAC_1904):
        answer = bring(leader, draft, book(("План", rows), epoch=epoch))
        pk = int(answer.url.rstrip("/").rpartition("/")[2])
        sheet = draft.sheets.get(pk=pk)
        actions.take_table(sheet=sheet, head_row=0, fields=FIELDS, replace=True, by=None)
        row = draft.activities.get(removed_at=None)
        assert (row.period_words, row.ended) == ("28.05.2021", datetime.date(2021, 5, 28))


def spoiled(kind):
    """A file that is refused, and the name it comes under."""
    data = book(("План", FORM))
    if kind == "damaged":
        return data[: len(data) // 2]
    if kind == "text":
        return "Мероприятие;Срок".encode()
    if kind == "empty":
        return b""
    if kind == "nothing in it":
        return book(("План", []))
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        if kind == "macro":
            package.writestr("xl/vbaProject.bin", b"x")
        else:
            package.writestr("xl/worksheets/sheet2.xml", b"\0" * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["damaged", "text", "empty", "nothing in it", "macro", "bomb"])
def test_a_file_that_cannot_be_taken_is_refused_in_words_at_its_field(leader, draft, kind):
    answer = bring(leader, draft, spoiled(kind))
    assert answer.status_code == 400
    (told,) = answer.context["form"].errors["file"]
    assert len(told) > 10
    assert told in answer.content.decode()
    assert not draft.sheets.exists()


def test_no_file_is_told_at_its_field(leader, draft):
    answer = post(leader, "bring", draft, csrfmiddlewaretoken="-")
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["file"])


def test_an_empty_table_is_refused(council, draft):
    act = {"revision": draft, "name": "а", "title": "б", "by": council.head}
    assert refusal(actions.bring, cells=[["", " "], []], **act) == "empty"


# --- columns


def match(client, sheet, columns, *, head_row=1, **more):
    chosen = {f"column-{n}": field for n, field in enumerate(columns)}
    return client.post(sheet.get_absolute_url(), {"head_row": head_row, **chosen, **more})


def test_columns_are_changed_by_hand_before_they_are_taken_over(leader, draft):
    sheet = brought(draft)
    columns = ["number", "title", "period", "responsible", "mark", "result"]
    page = match(leader, sheet, columns)
    assert (page.status_code, draft.activities.count()) == (200, 0), "looking again took the table over"
    assert [field for _n, field in page.context["columns"]] == columns
    answer = match(leader, sheet, columns, take="1")
    assert answer.url == f"{draft.get_absolute_url()}draft/"
    row = making.activity(draft, "Стажировки")
    assert (row.result, row.mark_words) == ("выполнено", "Отчёт")


def test_a_column_left_out_is_told_with_its_words(leader, draft):
    page = match(leader, brought(draft), ["number", "title", "period", "", "result", ""])
    assert any("Костарев М.М." in told for told in page.context["left"])
    assert any("перенесено" in told for told in page.context["left"])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["number", "", "period", "responsible", "result", "mark"], "Say which column holds the activity."),
        (["number", "title", "title", "responsible", "result", "mark"], "Two columns cannot be one field."),
        ([""] * 6, "Say which column holds the activity."),
        (["а", "б", "в", "г", "д", "е"], "Say which column holds the activity."),
    ],
)
def test_columns_that_make_no_plan_are_refused_and_the_choice_stays(leader, council, draft, columns, words):
    sheet = brought(draft)
    answer = match(leader, sheet, columns, take="1")
    assert (answer.status_code, answer.context["problem"]) == (400, _(words))
    known = [field if field in FIELDS else "" for field in columns]
    assert [field for _n, field in answer.context["columns"]] == known
    assert fields(actions.take_table, sheet=sheet, head_row=0, fields=known, by=council.head) == {"fields"}
    assert not draft.activities.exists()
    assert draft.sheets.get().taken_at is None


def test_a_table_whose_heading_row_is_named_wrong_is_still_read(leader, draft):
    sheet = brought(draft)
    for head_row, found in (("0", 4), ("9999", 0), ("первая", 4), ("-3", 4)):
        page = match(leader, sheet, FIELDS, head_row=head_row)
        assert page.context["activities"] == found, head_row


# --- taken over


def test_rows_are_added_behind_those_there_are(council, leader):
    draft = making.drafted(council)
    before = making.titles(draft)
    match(leader, brought(draft), FIELDS, take="1")
    assert making.titles(draft) == [*before, "Стажировки", "Экскурсии", "Заявка"]
    assert [row.heading for row in Record(draft).sections][7:] == ["Раздел I. Кадры", "Раздел II. Мастерские"]
    sheet = draft.sheets.get()
    assert sheet.taken_at is not None


def test_a_table_replaces_the_draft_and_what_was_there_can_be_put_back(council, leader):
    draft = making.drafted(council)
    match(leader, brought(draft), FIELDS, take="1", replace="1")
    assert making.titles(draft) == ["Стажировки", "Экскурсии", "Заявка"]
    assert len(Record(making.fresh(draft)).sections) == 2
    gone = draft.activities.exclude(removed_at=None)
    assert sorted(row.title for row in gone) == sorted(title for title, *_words in making.ROWS)
    actions.put_back(activity=gone.get(title="Типовой договор"), by=council.head)
    assert "Типовой договор" in making.titles(draft)


def test_what_is_taken_over_is_understood(council, draft):
    actions.take_table(sheet=brought(draft), head_row=0, fields=FIELDS, by=council.head)
    row = making.activity(draft, "Экскурсии")
    assert (row.period_kind, row.repeat) == (Activity.PeriodKind.REPEATED, "quarterly")
    assert row.lead_organization == making.organization_of(council.other_head)
    assert [(one.organization.name, one.by_agreement) for one in row.co_executors.all()] == [("АО «ЭлеСи»", True)]
    assert making.activity(draft, "Заявка").ended == datetime.date(2021, 10, 1)


def test_a_heading_that_is_a_direction_is_tied_to_it(council, draft):
    direction = making.directions()[4]
    rows = [HEAD, (f"V. {direction.text.rstrip(';').upper()}",), ("1", "Опрос", "май", "Матвеев Д.М.", "", "")]
    rows[1] = (f"5. {direction.text.rstrip(';').capitalize()}", "", "", "", "", "")
    merges = [[1, 0, 1, 5]]
    actions.take_table(sheet=brought(draft, rows, merges=merges), head_row=0, fields=FIELDS, by=council.head)
    assert making.activity(draft, "Опрос").section.direction == direction


def test_nothing_is_half_taken_over(council, draft):
    actions.paste(revision=draft, text="\n".join(f"Дело {n}\tмай" for n in range(4998)), by=council.head)
    sheet = brought(draft)
    act = {"sheet": sheet, "head_row": 0, "fields": FIELDS, "by": council.head}
    assert refusal(actions.take_table, **act) == "many"
    assert (draft.activities.count(), draft.sections.count(), draft.sheets.get().taken_at) == (4998, 0, None)
    actions.take_table(replace=True, **act)
    assert draft.activities.filter(removed_at=None).count() == 3


def test_the_table_is_matched_by_those_who_write_the_plan(client, council, draft):
    sheet = brought(draft)
    for actor, status in (("other_head", 403), ("administrator", 403), ("stranger", 404)):
        client.force_login(getattr(council, actor))
        assert client.get(sheet.get_absolute_url()).status_code == status
        assert match(client, sheet, FIELDS, take="1").status_code == status
    act = {"sheet": sheet, "head_row": 0, "fields": FIELDS}
    assert refusal(actions.take_table, by=council.chair, **act) == "forbidden"
    actions.take_table(by=council.head, **act)
    for direction in making.directions():
        actions.explain_uncovered(revision=draft, direction=direction, reason="в другой год", by=council.head)
    making.considered(council, draft)
    assert refusal(actions.take_table, by=council.head, **act) == "state"
    client.force_login(council.head)
    assert match(client, sheet, FIELDS, take="1").status_code == 409


# --- there and back


def out(revision):
    """Cells of the plan's file, merged areas, and what its reader could not take over."""
    found = read_xlsx(io.BytesIO(plan_workbook(Record(making.fresh(revision)))))
    (sheet,) = found.sheets
    return [tuple(cell.text for cell in row) for row in sheet.rows], list(sheet.merges), found.left


def test_a_file_of_the_common_form_comes_back_cell_by_cell(leader, draft):
    bring(leader, draft, book(("План", FORM), merged=["A2:F2", "A5:F5"]))
    match(leader, draft.sheets.get(), FIELDS, take="1")
    cells, merges, left = out(draft)
    assert cells == list(FORM)
    assert [area[0] for area in merges] == [1, 4]
    assert not left
    answer = leader.get(reverse("workplans:workbook", args=[draft.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    bring(leader, draft, data)
    match(leader, draft.sheets.filter(taken_at=None).get(), FIELDS, take="1", replace="1")
    assert out(draft)[0] == list(FORM)


def test_a_number_beside_a_heading_goes_back_into_its_own_cell(leader, draft):
    rows = [
        HEAD,
        ("1.", "Кадры", "", "", "", ""),
        *FORM[2:4],
        ("II", "Мастерские", "", "", "", ""),
        FORM[5],
    ]
    bring(leader, draft, book(("План", rows)))
    match(leader, draft.sheets.get(), FIELDS, take="1")
    assert [row.heading for row in draft.sections.all()] == ["1. Кадры", "II Мастерские"]
    assert out(draft)[0] == [tuple(row) for row in rows]
    first = making.section(draft, 1)
    actions.save_section(section=first, version=first.version, heading="Кадры кластера", by=None)
    assert out(draft)[0][1] == ("Кадры кластера", "", "", "", "", "")


def test_two_sections_of_the_same_heading_stay_two(leader, council, draft):
    rows = [
        HEAD,
        ("Раздел I. Кадры", "", "", "", "", ""),
        ("1.1", "Стажировки", "май", "", "", ""),
        ("Раздел II. Мастерские", "", "", "", "", ""),
        ("2.1", "Заявка", "май", "", "", ""),
        ("Раздел I. Кадры", "", "", "", "", ""),
        ("3.1", "Экскурсии", "июнь", "", "", ""),
    ]
    actions.take_table(sheet=brought(draft, rows), head_row=0, fields=FIELDS, by=council.head)
    assert out(draft)[0] == rows


def test_what_a_spreadsheet_would_take_for_a_formula_stays_text(leader, council, draft):
    section = actions.add_section(revision=draft, heading="=cmd|' /C calc'!A0", by=council.head)
    making.add(draft, ("=1+1", "май", "@Матвеев", "+7 000"), to=section, by=council.head)
    cells, _merges, left = out(draft)
    assert cells[1][0] == "=cmd|' /C calc'!A0"
    assert cells[2] == ("1.1", "=1+1", "май", "@Матвеев", "+7 000", "")
    assert not left


# --- pasted


def test_rows_are_pasted_into_a_section_and_what_was_left_is_told(leader, council):
    draft = making.drafted(council)
    section = making.section(draft, 2)
    text = "Наименование\tСрок\tОтветственные\n1\t2\t3\nЯрмарка\tмай\tМатвеев Д.М.\nОпрос\tиюнь\tБенсон Г.Ф.\n"
    answer = post(leader, "paste_here", draft, text=text, into=section.pk)
    assert answer.status_code == 200
    assert making.titles(draft)[1:4] == ["Общая мастерская", "Ярмарка", "Опрос"]
    assert "1 | 2 | 3" in answer.context["left"]
    assert answer.context["left"] in answer.content.decode()
    page = leader.post(reverse("workplans:paste", args=[draft.pk]), {"text": text}, follow=True)
    assert any("1 | 2 | 3" in str(message) for message in page.context["messages"])


def test_rows_that_go_on_with_the_one_above_join_it(leader, council, draft):
    text = (
        "Мероприятие\tСрок\tОтветственные\tРезультат\n"
        "Экскурсии\tмай\tМатвеев Д.М.\tОтчёт\n"
        "\tоктябрь\tБенсон Г.Ф.\tСправка\n"
        "Заявка\tиюнь\tКостарев М.М.\tЗаявка\n"
    )
    actions.paste(revision=draft, text=text, by=council.head)
    assert making.titles(draft) == ["Экскурсии", "Заявка"]
    row = making.activity(draft, "Экскурсии")
    assert (row.period_words, row.result) == ("май\nоктябрь", "Отчёт\nСправка")
    assert (row.started, row.ended) == (datetime.date(2021, 5, 1), datetime.date(2021, 10, 31))
    assert row.responsible_words == "Матвеев Д.М.\nБенсон Г.Ф."
    named = [row.lead_organization, *(one.organization for one in row.co_executors.all())]
    assert named == [making.organization_of(user) for user in (council.head, council.other_head)]


def test_nothing_pasted_is_refused(leader, council, draft):
    for text in ("", "  \n\t\n", "№\tМероприятие\tСрок"):
        assert refusal(actions.paste, revision=draft, text=text, by=council.head) == "empty", text
        answer = post(leader, "paste", draft, text=text)
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["text"])
    assert not draft.activities.exists()


def test_unprintable_signs_are_left_out_of_what_is_pasted_and_brought(leader, council, draft):
    text = "Раздел I. Ка\x0bдры\nЯрма\0рка\tмай\x07\tМатвеев Д.М."
    assert post(leader, "paste_here", draft, text=text).status_code == 200
    assert lines(draft) == [("Раздел I. Кадры", "", "Ярмарка", "май")]
    assert post(leader, "paste", draft, text=text).status_code == 400
    rows = [HEAD, ("Раздел II\0", "", "", "", "", ""), ("1\x0b", "Опрос\0", "июнь", "", "", "")]
    actions.take_table(sheet=brought(draft, rows), head_row=0, fields=FIELDS, by=council.head)
    assert lines(draft)[1] == ("Раздел II", "1", "Опрос", "июнь")


def test_words_too_long_for_their_field_are_told_and_not_lost(leader, council, draft):
    period = "по мере необходимости, " * 20 + "но не позднее декабря"
    _row, left = actions.paste(revision=draft, text=f"Мероприятие\tСрок\nЯрмарка\t{period}", by=council.head)
    kept = making.activity(draft, "Ярмарка").period_words
    assert kept != period, "the field has grown: nothing is cut any more"
    assert any("но не позднее декабря" in told for told in left)


# --- organisations


def test_an_organisation_that_has_left_is_recognised_and_doubted(council, draft):
    gone = factories.make_member(council.cluster, "ООО «Ушедшая»", left=datetime.date(2021, 3, 1))
    text = "Ярмарка\tмай\tООО «Ушедшая»; Матвеев Д.М."
    actions.paste(revision=draft, text=f"Мероприятие\tСрок\tОтветственные\n{text}", by=council.head)
    row = making.activity(draft, "Ярмарка")
    assert row.lead_organization == gone
    found = [doubt.detail for doubt in Record(making.fresh(draft)).doubts if doubt.key == row.key]
    assert any("ООО «Ушедшая»" in detail for detail in found), "that it has left is told nowhere"


def test_organisations_are_recognised_by_aliases_and_declensions(council, draft):
    text = "Мероприятие\tОтветственные\nЯрмарка\tСоюза «Томская торгово-промышленная палата»\nОпрос\tМатвееву Д.М."
    actions.paste(revision=draft, text=text, by=council.head)
    leads = [making.activity(draft, title).lead_organization for title in ("Ярмарка", "Опрос")]
    assert leads == [making.organization_of(user) for user in (council.chair, council.head)]
