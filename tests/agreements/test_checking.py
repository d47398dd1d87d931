"""The check of what is stored holds for agreements in every state, and names what was changed behind the portal."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from agreements import actions
from agreements.models import Clause, Edition
from agreements.record import Text
from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.sealed.copies import copy_of
from cluster_portal.documents.sealed.evidence import package
from cluster_portal.documents.sealed.package import check_package
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import check_pdf, problems
from tests import actors as people
from tests import factories, signing
from tests.agreements import making
from tests.sealing.test_checking import without_triggers


@pytest.fixture
def edition(council):
    """In force: one signed by code, one on paper with disagreements; a late member has acceded."""
    signing.join(people.OTHER_HEAD, by=council.secretary)
    discussed = making.discussed(council)
    remark = making.remarked(discussed, by=council.head)
    actions.answer(remark=remark, answer="declined", text="нет", by=council.secretary)
    edition = making.to_sign(council, making.next_draft(council, discussed))
    signing.sign(making.party_of(edition, council.other_head).place, council.other_head)
    party = making.party_of(edition, council.head)
    actions.state_disagreements(party=party, remarks=[remark], by=council.head)
    signing.on_paper(party.place, by=council.secretary, name=people.HEAD)
    late = factories.make_member(council.cluster, "ООО «Поздний»", category="business")
    acceding = actions.prepare_accession(edition=making.fresh(edition), organization=late, by=council.secretary)
    signing.on_paper(signing.place_of(acceding.sheet), by=council.secretary)
    return making.fresh(edition)


def check():
    out = io.StringIO()
    call_command("verify_document", stored=True, stdout=out)
    return out.getvalue()


def wrong():
    """What the check of everything stored says."""
    with pytest.raises(CommandError) as caught:
        check()
    return str(caught.value)


@pytest.mark.parametrize("state", making.MAKERS)
def test_agreements_in_every_state_hold(council, state):
    making.MAKERS[state](council)
    assert check().endswith("OK\n")


def test_everything_of_a_signed_agreement_holds(edition):
    assert edition.state == Edition.State.IN_FORCE
    assert {row.kind for row in SealedDocument.objects.all()} >= {"agreement", "disagreements", "agreement_sheet"}
    assert check().endswith("OK\n")
    for document in SealedDocument.objects.all():
        assert problems(state_of(document, whole=True)) == []
    state = state_of(edition.document)
    original, copy = bytes(edition.document.content.pdf), bytes(copy_of(state).pdf)
    assert (check_pdf(original).what, check_pdf(copy).what) == ("original", "copy")
    assert check_package(package(state)).holds


def named(found, document):
    """Whether the check names this document, by its code."""
    return document.printed_code in found or document.code in found or document.title in found


def test_a_clause_changed_in_the_sealed_data_is_named_and_not_shown(council, edition, client):
    document = edition.document
    data = json.loads(bytes(document.content.canonical))
    data["data"]["clauses"][1]["text"] = "Стороны ничем не обязаны."
    changed = json.dumps(data, ensure_ascii=False).encode()
    without_triggers("UPDATE documents_sealedcontent SET canonical = %s WHERE document_id = %s", [changed, document.pk])
    assert named(wrong(), document)
    client.force_login(council.member)
    for address in (edition.get_absolute_url(), reverse("agreements:paper", args=[edition.pk, "text", "txt"])):
        answer = client.get(address)
        assert answer.status_code == 409
        assert "Стороны ничем не обязаны." not in answer.content.decode()


def test_a_clause_changed_in_its_row_changes_nothing_that_was_signed(edition):
    before = Text(edition).lines
    Clause.objects.filter(edition=edition).update(text="Стороны ничем не обязаны.")
    assert Text(making.fresh(edition)).lines == before
    assert check().endswith("OK\n")


@pytest.mark.parametrize("which", ["disagreements", "sheet"])
def test_a_partys_own_document_changed_is_named(edition, which):
    party = edition.parties.exclude(**{which: None}).get()
    document = getattr(party, which)
    without_triggers(
        "UPDATE documents_sealedcontent SET pdf = %s WHERE document_id = %s", [b"%PDF-1.7 another", document.pk]
    )
    assert named(wrong(), document)


@pytest.mark.parametrize(("column", "value"), [("name", "Другой Пётр"), ("intent", "Ничего"), ("route", "paper")])
def test_a_signature_changed_is_named(edition, column, value):
    row = edition.document.signatures.get(route="simple")
    key = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    without_triggers(f"UPDATE documents_signature SET {column} = %s WHERE id = %s", [value, key])
    assert str(row.pk) in wrong()


def test_a_place_given_to_another_party_is_named(edition):
    place = edition.document.places.get(order=3)
    without_triggers("UPDATE documents_place SET label = %s WHERE id = %s", ["ООО «Чужой», руководитель", place.pk])
    assert named(wrong(), edition.document)
