"""Documents of the agreement: the same text in every format, and what a document cannot hold is told in words."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from agreements import actions
from agreements.models import Edition, Party
from agreements.papers import (
    accession_paper,
    agreement_paper,
    disagreements_paper,
    register_paper,
    signatures_paper,
)
from agreements.record import Text
from agreements.redline import compare, redline_document
from agreements.standing import Signing
from cluster_portal.documents.blocks import Table, text_of
from cluster_portal.documents.sealed.canonical import document_from
from cluster_portal.documents.sealed.canonical import text_of as sealed_text
from members import actions as composition
from tests import actors as people
from tests import factories, signing
from tests.agreements import making
from tests.agreements.refusals import refusal
from tests.documents.samples import docx_text, letters, pypdf_text

DAY = signing.DAY
AWKWARD = "«Внешние «внутренние» кавычки» #set $x^2$ <b>&amp; *звёздочки* _подчёркнуто_ № 5 – 10 ₽"
LONG = "Автономная некоммерческая организация дополнительного профессионального образования " * 3
EMOJI = "Решение 😀 принято"
FORMS = ("txt", "docx", "pdf")


@pytest.fixture(autouse=True)
def no_demo(settings):
    """The line «Демонстрация» above every page is no text of the document."""
    settings.DEMO = False


def asked_for(client, name, args, form, **query):
    """A document as it is downloaded."""
    answer = client.get(reverse(f"agreements:{name}", args=[*args, form]), query)
    assert answer.status_code == 200, answer.text
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content


def same(document, files):
    """Every file has the text of the document, to the letter; the head of a table stands on each of its pages."""
    wanted = text_of(document)
    assert letters(docx_text(files["docx"])) == letters(wanted)
    assert letters(files["txt"].decode()).replace("|", "") == letters(wanted).replace("|", "")
    assert headless(document, pypdf_text(files["pdf"])) == headless(document, wanted)
    return wanted


def headless(document, text):
    """The letters of a text without the heads of the document's tables."""
    text = letters(text)
    for table in (block for block in document.blocks if isinstance(block, Table)):
        text = text.replace(letters("".join(table.head)), "")
    return text


def frozen(client, document):
    """What was sealed; the original has its text, to the letter, and at the foot of sheet 1 where it is checked."""
    sealed = document_from(sealed_text(document)["document"])
    printed = pypdf_text(b"".join(client.get(reverse("documents:original", args=[document.pk]))))
    foot = letters(f"Проверка документа: {sealed.seal.address} Код проверки {document.printed_code}")
    assert letters(printed).count(foot) == 1
    assert headless(sealed, letters(printed).replace(foot, "")) == headless(sealed, text_of(sealed))
    return text_of(sealed)


def with_clauses(*texts):
    """The usual clauses with these before the last one."""
    return [*making.CLAUSES[:-1], *((2, "", text) for text in texts), making.CLAUSES[-1]]


@pytest.fixture
def awkward(council):
    """(in force, with all there is to print; the edition before): long names, quotes, marks of every markup."""
    member = factories.make_member(council.cluster, f"{LONG[:240].strip()} «Учебный «пример»»", category="nonprofit")
    factories.make_head(member, factories.make_person("Длиннофамильный-Примеров Константин Станиславович"))
    first = making.begun(council, with_clauses(AWKWARD, "– первое\n– второе"))
    actions.save_head(edition=first, version=1, values={"preamble": AWKWARD}, by=council.secretary)
    first = making.discussed(council, first)
    remark = making.remarked(first, by=council.other_head, wording=AWKWARD, text=LONG)
    actions.support(remark=remark, organization=making.speaks_for(council.member), by=council.member)
    making.remarked(first, by=council.member, number="", wording="", text="В целом против")
    actions.answer(remark=remark, answer="partly", text=AWKWARD, by=council.head)
    second = making.next_draft(council, first)
    changed = making.clause(second, "1.1")
    values = {"text": "Стороны дружно объединяют усилия."}
    actions.save_clause(clause=changed, version=changed.version, values=values, by=council.secretary)
    actions.move_clause(clause=making.clause(second, "2.1"), step="down", by=council.secretary)
    second = making.to_sign(council, second)
    party = making.party_of(second, council.other_head)
    actions.state_disagreements(party=party, remarks=[remark], by=council.other_head)
    signing.on_paper(party.place, by=council.secretary, name=people.OTHER_HEAD)
    refused = making.party(second, 5)
    actions.decline_for(party=refused, reason=AWKWARD, by=council.secretary)
    signing.on_paper(second.parties.get(organization=member).place, by=council.secretary)
    return making.fresh(second), making.fresh(first)


# --- the same text in every format


def test_the_text(council, awkward, client):
    edition, _before = awkward
    client.force_login(council.member)
    names = [party.name for party in edition.parties.order_by("order")]
    wanted = same(
        agreement_paper(Text(edition), names),
        {form: asked_for(client, "paper", [edition.pk, "text"], form) for form in FORMS},
    )
    for line in Text(edition).lines:
        assert f"{line.number}." in wanted
        assert letters(line.whole) in letters(wanted)
    assert all(name in wanted for name in names)
    assert frozen(client, edition.document) == wanted


def test_the_statement_of_all_disagreements(council, awkward, client):
    _edition, before = awkward
    client.force_login(council.member)
    rows = before.remarks.select_related("organization", "clause").prefetch_related("supports__organization")
    wanted = same(
        disagreements_paper(Text(before), rows),
        {form: asked_for(client, "paper", [before.pk, "disagreements"], form) for form in FORMS},
    )
    for words in ("в целом", "В целом против", "Принято частично", "Поддержали: Томская распредкомпания", AWKWARD):
        assert words in wanted


def test_the_statement_frozen_with_a_signature(council, awkward, client):
    edition, _before = awkward
    party = making.party_of(edition, council.other_head)
    client.force_login(council.member)
    wanted = frozen(client, party.disagreements)
    for words in (party.name, AWKWARD, edition.document.printed_code, "Принято частично"):
        assert words in wanted


def test_the_list_of_signatures(council, awkward, client):
    edition, _before = awkward
    client.force_login(council.member)
    wanted = same(
        signatures_paper(Signing.of(edition), Text(edition).title),
        {form: asked_for(client, "paper", [edition.pk, "signatures"], form) for form in FORMS},
    )
    for party in edition.parties.all():
        assert party.name in wanted
    for words in (
        edition.document.printed_code,
        edition.document.pdf_sha256,
        "Подписали 2 из 20, нужно 2.",
        "подписано с протоколом разногласий: на бумаге, 17.05.2021",
        f"отказ от подписания: {AWKWARD}",
    ):
        assert words in wanted


def test_the_register(council, awkward, client):
    edition, _before = awkward
    client.force_login(council.member)
    day = DAY + datetime.timedelta(days=1)
    files = {
        form: asked_for(client, "register_file", [edition.agreement_id], form, on=f"{day:%d.%m.%Y}") for form in FORMS
    }
    wanted = same(register_paper(Signing.of(edition, day), edition.agreement.title), files)
    bound = set(edition.parties.filter(state__in=Party.BOUND).values_list("name", flat=True))
    assert {name for name in edition.parties.values_list("name", flat=True) if name in wanted} == bound
    assert "на 18 мая 2021 г." in wanted


def test_the_redline(council, awkward, client):
    edition, before = awkward
    client.force_login(council.member)
    old, new = Text(before), Text(edition)
    rows = compare(old.lines, new.lines, stored=(old.stored, new.stored))
    named = [f"редакция {one.number} от {one.day:%d.%m.%Y}" for one in (before, edition)]
    wanted = same(
        redline_document(edition.agreement.title, *named, rows, day=DAY),
        {form: asked_for(client, "redline_file", [edition.pk], form, since=before.number) for form in FORMS},
    )
    assert "дружно" in wanted


def test_the_accession_sheet(council, awkward, client):
    edition, _before = awkward
    late = factories.make_member(council.cluster, f"ООО «{LONG[:180].strip()}»", category="business")
    composition.change_organization(
        organization=late, inn=factories.valid_inn("701712345"), ogrn=factories.valid_ogrn("102700000000"), by=None
    )
    party = actions.prepare_accession(edition=edition, organization=late, by=council.secretary)
    client.force_login(council.member)
    wanted = frozen(client, party.sheet)
    party.organization.refresh_from_db()
    assert wanted == text_of(accession_paper(party, DAY))
    for words in (
        late.name,
        party.organization.inn,
        party.organization.ogrn,
        edition.document.printed_code,
        edition.document.pdf_sha256,
    ):
        assert words in wanted


@pytest.mark.parametrize("what", ["text", "disagreements"])
def test_documents_of_an_edition_that_is_not_signed_yet(council, client, what):
    client.force_login(council.member)
    for edition in (making.begun(council), making.discussed(council)):
        files = {form: asked_for(client, "paper", [edition.pk, what], form) for form in FORMS}
        text = Text(making.fresh(edition))
        same(agreement_paper(text) if what == "text" else disagreements_paper(text, []), files)


# --- what a document cannot hold


def test_a_sign_no_font_has_is_told_in_words_and_nothing_is_sealed(council, client):
    edition = making.discussed(council, making.begun(council, with_clauses(EMOJI)))
    with pytest.raises(Exception, match="U\\+1F600"):
        making.to_sign(council, edition)
    assert refusal(making.to_sign, council, edition) == "state"
    edition = making.fresh(edition)
    assert (edition.state, edition.document) == (Edition.State.DISCUSSED, None)
    client.force_login(council.secretary)
    answer = client.get(reverse("agreements:paper", args=[edition.pk, "text", "pdf"]))
    assert answer.status_code == 409
    assert "U+1F600" in answer.text
    for form in ("docx", "txt"):
        assert client.get(reverse("agreements:paper", args=[edition.pk, "text", form])).status_code == 200
    page = client.post(
        reverse("agreements:put_to_sign", args=[edition.pk]),
        {
            "until": "28.05.2021",
            "condition": "each",
            "condition_key": Text(edition).lines[-1].key,
            "reason": making.REASON,
        },
    )
    assert page.status_code == 400
    assert "U+1F600" in page.text


def test_a_remark_no_font_has_is_told_where_it_is_to_be_frozen(council, client):
    discussed = making.discussed(council)
    remark = making.remarked(discussed, by=council.other_head, wording=EMOJI)
    edition = making.to_sign(council, making.next_draft(council, discussed))
    party = making.party_of(edition, council.other_head)
    client.force_login(council.other_head)
    answer = client.post(reverse("agreements:disagree", args=[party.pk]), {"remarks": [remark.pk]})
    assert answer.status_code in {400, 409}
    assert "U+1F600" in answer.text
    party.refresh_from_db()
    assert party.disagreements is None
    pdf = client.get(reverse("agreements:paper", args=[discussed.pk, "disagreements", "pdf"]))
    assert pdf.status_code == 409


@pytest.mark.parametrize("form", FORMS)
def test_there_is_no_list_of_signatures_before_the_text_is_sealed(council, client, form):
    client.force_login(council.member)
    url = reverse("agreements:paper", args=[making.begun(council).pk, "signatures", form])
    assert client.get(url).status_code == 404
