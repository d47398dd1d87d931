"""What hangs on an activity: targets by organisation and quarter, documents, funding and place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.workplans import making
from tests.workplans.making import post, refusal
from workplans import actions
from workplans.models import Measure

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TITLE = "Общая мастерская"  # a lead who is a person, and a co-executor that is an organisation


@pytest.fixture
def row(council):
    """An activity of an approved plan, with an indicator."""
    draft = making.drafted(council)
    made = making.activity(draft, TITLE)
    actions.set_indicator(
        activity=made, name="Программ", unit="единиц", baseline=0, target=5, rule="sum", by=council.head
    )
    return making.activity(making.approved(council, making.considered(council, draft)), TITLE)


def targets(client, row, **typed: Any):
    """Post the page of targets."""
    return client.post(reverse("workplans:targets", args=[row.pk, row.indicators.get().pk]), typed)


def organisation(row):
    """The co-executor."""
    return row.co_executors.get(organization__isnull=False).organization


def test_targets_are_set_by_organisation_and_quarter_while_the_plan_is_carried_out(client, council, row):
    client.force_login(council.head)
    place = reverse("workplans:targets", args=[row.pk, row.indicators.get().pk])
    assert place in client.get(reverse("workplans:activity", args=[row.pk])).content.decode()
    one = organisation(row)
    names = {f"target-{one.pk}-{n}": "" for n in (1, 2, 3, 4)}
    assert all(name in client.get(place).content.decode() for name in names)
    answer = targets(client, row, **names | {f"target-{one.pk}-2": " 1 200,5 "})
    assert answer.url == reverse("workplans:activity", args=[row.pk])
    kept = Measure.objects.get()
    assert (kept.organization, kept.quarter, kept.target, kept.actual) == (one, 2, Decimal("1200.5"), None)
    assert 'value="1200,5"' in client.get(place).content.decode()
    targets(client, row, **names)
    assert Measure.objects.get().target is None


def test_two_people_in_the_details_overwrite_nothing_unseen(client, council):
    draft = making.drafted(council)
    row = making.activity(draft, TITLE)
    page = reverse("workplans:detail", args=[row.pk])
    client.force_login(council.head)
    seen = client.get(page).context["seen"]
    typed = {"started": "01.08.2021", "ended": "30.10.2021", "seen": seen}
    assert client.post(page, typed | {"place": "г. Томск"}).status_code == 302
    answer = client.post(page, typed | {"place": "г. Северск"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Место – г. Томск" in shown
    assert "г. Северск" in shown
    assert making.activity(draft, TITLE).place == "г. Томск"
    wrong = client.post(page, typed | {"place": "г. Северск", "ended": "31.02.2021"})
    assert (wrong.status_code, wrong.context["seen"]) == (400, seen)  # the conflict is told once the date is right
    again = client.post(page, typed | {"place": "г. Северск", "seen": answer.context["seen"]})
    assert again.status_code == 302
    assert making.activity(draft, TITLE).place == "г. Северск"


def test_two_people_at_an_indicator_and_its_targets_overwrite_nothing_unseen(client, council, row):
    client.force_login(council.head)
    place = reverse("workplans:targets", args=[row.pk, row.indicators.get().pk])
    one, seen = organisation(row), client.get(place).context["seen"]
    assert targets(client, row, seen=seen, **{f"target-{one.pk}-1": "3"}).status_code == 302
    late = targets(client, row, seen=seen, **{f"target-{one.pk}-1": "4"})
    assert late.status_code == 409
    assert 'value="4"' in late.content.decode()
    assert Measure.objects.get().target == 3
    assert targets(client, row, seen=late.context["seen"], **{f"target-{one.pk}-1": "4"}).status_code == 302
    assert Measure.objects.get().target == 4


@pytest.mark.parametrize("typed", ["два", "-1", "1e99", "NaN", "9" * 13, "9" * 21])
def test_a_target_that_is_no_number_is_refused_and_stays_typed(client, council, row, typed):
    client.force_login(council.secretary)
    one = organisation(row)
    answer = targets(client, row, **{f"target-{one.pk}-1": typed, f"target-{one.pk}-2": "7"})
    assert answer.status_code == 400
    assert f'value="{typed}"' in answer.content.decode()
    assert 'value="7"' in answer.content.decode()
    assert not Measure.objects.exists()


def test_a_document_is_attached_read_and_taken_off(client, council, row):
    client.force_login(council.head)
    file = SimpleUploadedFile("Смета.pdf", PDF)
    back = reverse("workplans:activity", args=[row.pk])
    assert post(client, "attach", row, file=file).url == back
    kept = row.files.get()
    assert "Смета.pdf" in client.get(back).content.decode()
    client.force_login(council.member)
    answer = client.get(reverse("workplans:document", args=[row.pk, kept.pk]))
    assert b"".join(answer.streaming_content) == PDF
    remove = reverse("workplans:detach", args=[row.pk, kept.pk])
    assert client.post(remove).status_code == 403
    client.force_login(council.head)
    assert client.post(remove).url == back
    assert not row.files.exists()


def test_what_is_no_document_is_refused_in_words(client, council, row):
    client.force_login(council.head)
    answer = post(client, "attach", row, file=SimpleUploadedFile("вирус.pdf", b"MZ\0\0"))
    assert answer.status_code == 400
    assert "file" in answer.context["form"].errors


def test_documents_go_with_the_activity_into_the_next_revision_and_stay_when_it_is_over(council, row):
    actions.attach_document(activity=row, file=SimpleUploadedFile("Смета.pdf", PDF), by=council.head)
    draft = making.next_draft(council, row.revision)
    copy = making.activity(draft, TITLE)
    assert list(copy.files.all()) == list(row.files.all()) != []
    second = making.approved(council, making.considered(council, draft))
    old = making.activity(making.fresh(row.revision), TITLE)
    assert old.revision.state == "replaced"
    assert refusal(actions.detach_document, activity=old, file=old.files.get(), by=council.head) == "state"
    assert making.activity(second, TITLE).files.count() == 1


def test_funding_and_place_are_written_among_the_details(client, council):
    draft = making.drafted(council)
    row = making.activity(draft, TITLE)
    client.force_login(council.head)
    post(client, "detail", row, started="", ended="", funding="Областной бюджет", place="ТПТ")
    saved = making.activity(draft, TITLE)
    assert (saved.funding, saved.place) == ("Областной бюджет", "ТПТ")
    page = client.get(reverse("workplans:activity", args=[row.pk])).content.decode()
    assert "Областной бюджет" in page
