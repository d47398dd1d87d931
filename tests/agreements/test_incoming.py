"""A draft from Word or pasted, looked through and taken over; out to Word and back in."""

from __future__ import annotations

import copy
import io
import zipfile
from itertools import pairwise

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions
from agreements.importing import from_docx, from_text
from agreements.incoming import Comparison
from agreements.models import Incoming
from agreements.papers import agreement_paper
from agreements.record import Text
from cluster_portal.documents.docx import to_docx
from cluster_portal.journal.models import Entry
from cluster_portal.workflow import Refused
from tests.agreements import making
from tests.agreements.drafts import DELETED, INSERTED, TITLE, agreement_docx, saved

PASTED = """СОГЛАШЕНИЕ о взаимодействии
Стороны заключили настоящее Соглашение о нижеследующем:
1. Предмет Соглашения
1.1. Стороны сотрудничают по п. 2.1 Соглашения.
2. Срок действия
2.1. Соглашение бессрочно, кроме случаев пункта 7.7.
"""


@pytest.fixture
def empty(council):
    """A draft without a word."""
    return making.agreement(council).editions.get()


@pytest.fixture
def draft(council):
    return making.begun(council)


def bring(client, edition, data=None, name="проект.docx", **more):
    given = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    return client.post(reverse("agreements:bring", args=[edition.pk]), given | more)


def word_of(edition):
    return to_docx(agreement_paper(Text(making.fresh(edition))))


def to_word(client, edition):
    return client.get(reverse("agreements:paper", args=[edition.pk, "text", "docx"])).content


def edited(data, change):
    """The DOCX after somebody has changed it in Word; `change` gets its paragraphs by the number they begin with."""
    document = docx.Document(io.BytesIO(data))
    change({line.text.split(" ")[0].rstrip("."): line for line in document.paragraphs if line.text[:1].isdigit()})
    return saved(document)


def compared(edition, data, by):
    """What somebody sees who brings this DOCX."""
    row = actions.bring(edition=edition, name="проект.docx", draft=from_docx(io.BytesIO(data)), by=by)
    return Comparison(row, Text(making.fresh(edition)))


def take(comparison, by, keys=None, **more):
    keys = [row.key for row in comparison.changes] if keys is None else keys
    return actions.take_over(
        incoming=comparison.incoming, keys=keys, fingerprint=comparison.text.fingerprint, by=by, **more
    )


def printed(edition):
    return [f"{line.number} {line.whole}" for line in Text(making.fresh(edition)).lines]


# --- looked through


def test_a_word_file_is_read_and_waits_until_it_is_looked_through(client, council, empty):
    client.force_login(council.head)
    answer = bring(client, empty, agreement_docx())
    row = Incoming.objects.get()
    assert answer.url == row.get_absolute_url()
    assert (row.name, row.by_name, row.taken_at) == ("проект.docx", str(council.head), None)
    assert Text(empty).lines == []
    assert row.get_absolute_url() in client.get(reverse("agreements:draft", args=[empty.pk])).content.decode()
    page = client.get(row.get_absolute_url())
    text = page.content.decode()
    assert TITLE in text
    assert "Стороны взаимодействуют при подготовке кадров" in text
    assert [row.kind for row in page.context["changes"]] == ["added"] * 25


def test_what_was_left_and_what_is_odd_stand_on_the_page(client, council, empty):
    client.force_login(council.head)
    page = client.get(bring(client, empty, agreement_docx()).url)
    left = page.context["comparison"].left
    assert {words.strip() for _kind, words in left} >= {DELETED.strip(), "Реквизиты и подписи Сторон"}
    assert any(INSERTED in words for _kind, words in left)
    text = page.content.decode()
    for kind, words in left:
        assert kind in text
        assert words.split("\t")[0].strip() in text
    doubts = page.context["comparison"].doubts
    assert any("9.9" in doubt and "5.3" in doubt for doubt in doubts)
    assert all(doubt in text for doubt in doubts)


def test_a_pasted_text_is_read_the_same_way(client, council, empty):
    client.force_login(council.secretary)
    page = client.get(bring(client, empty, text=PASTED).url)
    assert [(row.number, row.parts[0][0].text) for row in page.context["changes"]] == [
        ("1", "Предмет Соглашения"),
        ("1.1", "Стороны сотрудничают по п. 2.1 Соглашения."),
        ("2", "Срок действия"),
        ("2.1", "Соглашение бессрочно, кроме случаев пункта 7.7."),
    ]
    assert any("7.7" in doubt for doubt in page.context["comparison"].doubts)


# --- taken over


def test_all_of_it_is_taken_over_with_title_and_preamble(client, council, empty):
    client.force_login(council.head)
    url = bring(client, empty, text=PASTED).url
    page = client.get(url)
    keys = [row.key for row in page.context["changes"]]
    given = {"fingerprint": page.context["fingerprint"], "key": keys, "preamble": "1", "title": "1"}
    before = Entry.objects.count()
    assert client.post(url, given).url == reverse("agreements:draft", args=[empty.pk])
    assert Entry.objects.count() == before + 1
    edition = making.fresh(empty)
    assert edition.agreement.title == "СОГЛАШЕНИЕ о взаимодействии"
    assert edition.preamble == "Стороны заключили настоящее Соглашение о нижеследующем:"
    assert printed(edition)[1] == "1.1 Стороны сотрудничают по п. 2.1 Соглашения."
    assert (
        making.clause(edition, "1.1").text
        == f"Стороны сотрудничают по п. [#{making.clause(edition, '2.1').key}] Соглашения."
    )
    assert Incoming.objects.get().taken_at is not None
    assert client.get(url).context["changes"] == []


def test_what_is_not_chosen_stays_as_it_was(council, draft):
    def change(line):
        line["1.1"].runs[0].text = "1.1. Стороны объединяют усилия в подготовке кадров для энергетики."
        line["1.2"].runs[0].text = "1.2. Стороны действуют добросовестно и разумно."

    before = printed(draft)
    comparison = compared(draft, edited(word_of(draft), change), council.head)
    assert [row.number for row in comparison.changes] == ["1.1", "1.2"]
    take(comparison, council.head, [comparison.changes[1].key])
    after = printed(draft)
    assert after.pop(2) == "1.2 Стороны действуют добросовестно и разумно."
    before.pop(2)
    assert after == before


def test_nothing_chosen_changes_nothing(council, draft):
    before = printed(draft)
    comparison = compared(draft, agreement_docx(), council.head)
    take(comparison, council.head, [])
    edition = making.fresh(draft)
    assert (printed(edition), edition.preamble, edition.agreement.title) == (before, "", making.TITLE)


def test_a_draft_changed_since_is_not_overwritten_and_the_choice_stays(client, council, draft):
    client.force_login(council.head)
    url = bring(client, draft, text=PASTED).url
    page = client.get(url)
    wanted = page.context["changes"][0].key
    actions.add_clause(edition=draft, heading="Новое", level=1, by=council.secretary)
    before = printed(draft)
    answer = client.post(url, {"fingerprint": page.context["fingerprint"], "key": [wanted], "title": "1"})
    assert answer.status_code == 409
    assert _("Somebody has changed the draft since; look at the changes anew.") in answer.content.decode()
    assert answer.context["chosen"] == {wanted}
    assert f'value="{wanted}" checked' in answer.content.decode()
    assert answer.content.decode().count('name="key"') > answer.content.decode().count('" checked')
    assert printed(draft) == before
    assert making.fresh(draft).agreement.title == making.TITLE
    assert Incoming.objects.get().taken_at is None
    again = client.post(url, {"fingerprint": answer.context["fingerprint"], "key": [wanted]})
    assert again.status_code == 302


def test_a_text_taken_over_before_can_be_taken_over_again(council, empty):
    row = actions.bring(edition=empty, name="п", draft=from_text(PASTED), by=council.head)
    take(Comparison(row, Text(empty)), council.head)
    whole = printed(empty)
    actions.remove_clause(clause=making.clause(empty, "1"), by=council.head)
    comparison = Comparison(row, Text(making.fresh(empty)))
    assert [row.kind for row in comparison.changes] == ["added", "added"]
    take(comparison, council.head)
    assert printed(empty) == whole


def test_two_thousand_clauses_are_the_most_that_come_in(client, council, empty):
    client.force_login(council.secretary)
    section = "{0}. Раздел\n" + "\n".join(f"{{0}}.{n}. Пункт номер {n}." for n in range(1, 100))
    text = "\n".join(section.format(number) for number in range(1, 21)) + "\n21. Раздел"
    answer = bring(client, empty, text=text)
    assert answer.status_code == 400
    told = _("The text has %(count)s clauses; an edition has at most %(most)s.") % {"count": 2001, "most": 2000}
    assert told in answer.content.decode()
    assert "20.99. Пункт номер 99." in answer.content.decode(), "what was pasted is lost"
    assert not Incoming.objects.exists()


# --- out to Word and back


def test_a_draft_that_comes_back_from_word_unchanged_is_the_same(client, council, draft):
    actions.save_head(edition=draft, version=1, values={"preamble": "Мы, стороны,\n\nрешили:"}, by=council.head)
    client.force_login(council.head)
    page = client.get(bring(client, draft, to_word(client, draft)).url)
    assert page.context["changes"] == []
    assert page.context["comparison"].doubts == []
    assert (page.context["title_differs"], page.context["preamble_differs"]) == (False, False)


def test_one_sentence_changed_in_word_is_one_change_and_references_stay(council, draft):
    def change(line):
        line["2.2"].runs[0].text = "2.2. О том, что названо в п. 2.1, Стороны отчитываются ежеквартально."

    comparison = compared(draft, edited(word_of(draft), change), council.head)
    (row,) = comparison.changes
    assert (row.kind, row.number) == ("changed", "2.2")
    assert [(piece.kind, piece.text.strip(" .")) for piece in row.text if piece.kind != "="] == [
        ("-", "ежегодно"),
        ("+", "ежеквартально"),
    ]
    take(comparison, council.head)
    meant = making.clause(draft, "2.1").key
    assert (
        making.clause(draft, "2.2").text == f"О том, что названо в п. [#{meant}], Стороны отчитываются ежеквартально."
    )
    assert making.clause(draft, "1.1").version == 2, "a clause nobody changed was written"


def test_a_clause_moved_in_word_is_one_move_and_references_follow(council, draft):
    def change(line):
        line["2"]._p.addprevious(line["2.2"]._p)
        line["2.2"].runs[0].text = line["2.2"].runs[0].text.replace("2.2.", "1.3.", 1)

    key = making.clause(draft, "2.2").key
    comparison = compared(draft, edited(word_of(draft), change), council.head)
    assert [(row.kind, row.key, row.before, row.number) for row in comparison.changes] == [("moved", key, "2.2", "1.3")]
    take(comparison, council.head, [])
    assert making.clause(draft, "2.2").key == key, "a move that was not chosen"
    take(Comparison(comparison.incoming, Text(making.fresh(draft))), council.head)
    assert printed(draft)[3] == "1.3 О том, что названо в п. 2.1, Стороны отчитываются ежегодно."
    assert making.clause(draft, "1.3").key == key


def test_a_clause_taken_out_in_word_can_be_put_back(council, draft):
    def change(line):
        line["2.1.1"]._p.getparent().remove(line["2.1.1"]._p)

    row = making.clause(draft, "2.1.1")
    whole = printed(draft)
    comparison = compared(draft, edited(word_of(draft), change), council.head)
    assert [(one.kind, one.key) for one in comparison.changes] == [("removed", row.key)]
    take(comparison, council.head)
    assert f"2.1.1 {row.text}" not in printed(draft)
    actions.put_back(clause=row, by=council.head)
    assert printed(draft) == whole


def test_a_clause_written_in_word_is_added(council, draft):
    def change(line):
        new = copy.deepcopy(line["1.2"]._p)
        line["1.2"]._p.addnext(new)
        docx.text.paragraph.Paragraph(new, None).runs[0].text = "1.3. Стороны действуют согласно п. 2.1 и п. 1.1."

    comparison = compared(draft, edited(word_of(draft), change), council.head)
    assert [(one.kind, one.number) for one in comparison.changes] == [("added", "1.3")]
    take(comparison, council.head)
    keys = [making.clause(draft, number).key for number in ("2.1", "1.1")]
    assert making.clause(draft, "1.3").text == "Стороны действуют согласно п. [#{}] и п. [#{}].".format(*keys)


def test_children_of_a_clause_that_goes_do_not_skip_a_level(council, draft):
    def change(line):
        line["2.1"]._p.getparent().remove(line["2.1"]._p)

    comparison = compared(draft, edited(word_of(draft), change), council.head)
    take(comparison, council.head, [row.key for row in comparison.changes if row.kind == "removed"])
    levels = [row.level for row in Text(making.fresh(draft)).clauses]
    assert all(level <= above + 1 for above, level in pairwise([0, *levels]))


def test_a_sealed_edition_from_word_has_its_signatures_as_one_section_that_is_doubted(client, council):
    edition = making.to_sign(council)
    client.force_login(council.secretary)
    read = from_docx(io.BytesIO(to_word(client, edition)))
    assert len(read.clauses) == len(making.CLAUSES) + 1
    assert read.clauses[-1].heading.startswith("Подписи")
    assert "Департамент промышленности" in read.clauses[-1].text
    assert len(read.doubts) == 1


# --- what cannot be read, and who may not


def packed(**parts):
    """A small DOCX with further parts in its package."""
    made = io.BytesIO(agreement_docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(f"word/{name}.bin", data)
    return made.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: packed(vbaProject=b"x"), "macros"),
        (lambda: packed(media=bytes(60_000_000)), "bomb"),
        (lambda: agreement_docx()[:3000], "damaged"),
        ("1. Предмет".encode, "kind"),
        (lambda: b"MZ\x90\x00", "kind"),
        (lambda: b"", "empty"),
    ],
    ids=["macros", "bomb", "damaged", "txt", "exe", "empty"],
)
def test_a_file_that_is_no_draft_is_refused_at_its_field(client, council, draft, make, code):
    client.force_login(council.head)
    answer = bring(client, draft, make())
    assert answer.status_code == 400
    (error,) = answer.context["form"].errors.as_data()["file"]
    assert error.code == code
    assert error.messages[0] in answer.content.decode()
    assert not Incoming.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "просто слова"])
def test_a_text_without_clauses_is_refused_in_words(client, council, draft, text):
    client.force_login(council.head)
    answer = bring(client, draft, text=text)
    told = _("No clause was found in this text.") if text.strip() else _("Choose a file or paste a text, one of them.")
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Incoming.objects.exists()


@pytest.mark.parametrize("text", ["1. Раздел\n1.1. а\x00б", "1. Раздел\n1.1. " + "а" * 200_001])
def test_text_no_document_can_hold_is_refused_at_its_field(client, council, draft, text):
    client.force_login(council.head)
    answer = bring(client, draft, text=text)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["text"]
    assert not Incoming.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("chair", 403), ("guest", 404), ("stranger", 404)])
def test_others_neither_bring_nor_take_over(client, council, draft, who, status):
    comparison = compared(draft, agreement_docx(), council.head)
    before = printed(draft)
    client.force_login(getattr(council, who))
    assert bring(client, draft, text=PASTED).status_code == status
    url = comparison.incoming.get_absolute_url()
    assert client.get(url).status_code == status
    given = {"fingerprint": comparison.text.fingerprint, "key": [row.key for row in comparison.changes]}
    assert client.post(url, given).status_code == status
    with pytest.raises(Refused) as refused:
        take(comparison, getattr(council, who))
    assert refused.value.code == "forbidden"
    assert printed(draft) == before


def test_once_it_is_discussed_nothing_comes_in_any_more(client, council, draft):
    comparison = compared(draft, agreement_docx(), council.head)
    edition = making.discussed(council, draft)
    told = _("The edition is “%s”: its text can be changed only by a new edition.") % edition.get_state_display()
    client.force_login(council.head)
    keys = [row.key for row in comparison.changes]
    given = {"fingerprint": comparison.text.fingerprint, "key": keys}
    late = client.post(comparison.incoming.get_absolute_url(), given)
    assert (late.status_code, bring(client, edition, text=PASTED).status_code) == (409, 409)
    assert told in late.content.decode()
    with pytest.raises(Refused) as refused:
        actions.bring(edition=edition, name="п", draft=from_text(PASTED), by=council.head)
    assert (refused.value.code, str(refused.value.reason)) == ("state", told)
    assert len(Text(edition).lines) == len(making.CLAUSES)
