"""Bad input: refused in words with nothing half-saved, or saved and doubted where minutes record what happened."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cluster_portal.workflow import Refused, Stale
from meetings import actions
from meetings.doubts import doubts
from meetings.export import export
from meetings.models import Meeting, Vote
from meetings.record import Record
from members.models import Mandate

PLAN = {"number": "7", "date": "30.06.2021", "format": "mixed", "place": "г. Томск", "agenda": ""}


def codes(meeting):
    return {doubt.code for doubt in doubts(Record(Meeting.objects.get(pk=meeting.pk)))}


def save(row, by, **values):
    row.refresh_from_db()
    return actions.save_row(row=row, version=row.version, values=values, by=by)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"date": "31.02.2021"}, "28"),
        ({"date": "завтра"}, "09.04.2021"),
        ({"time_start": "25:00"}, "14:00"),
        ({"number": " № "}, "номер"),
        ({"agenda": "О плане\x00"}, "U+0000"),
        ({"agenda": "О" * 200_001}, "200"),
    ],
)
def test_the_plan_form_answers_at_its_field_and_keeps_what_was_typed(client, secretary, typed, sentence):
    client.force_login(secretary)
    response = client.post(reverse("meetings:plan"), PLAN | typed)
    assert response.status_code == 400
    page = response.content.decode()
    assert sentence in page
    assert "30.06.2021" in page or "date" in typed
    assert Meeting.objects.count() == 0


def test_a_second_number_in_one_year_names_the_next(client, secretary, meeting):
    client.force_login(secretary)
    response = client.post(reverse("meetings:plan"), PLAN | {"number": "5"})
    assert response.status_code == 400
    assert "09.04.2021" in response.content.decode()
    assert "– 6." in response.content.decode()
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "#let x = 1 $a$ @b", "Да 🎉", "*жирно* _так_ `код`"])
def test_signs_of_every_kind_are_kept_verbatim(client, secretary, meeting, text):
    client.force_login(secretary)
    item = meeting.items.earliest("order")
    speech = item.speeches.earliest("order")
    url = reverse("meetings:save", args=[meeting.pk, "speech", speech.pk])
    assert client.post(url, {"version": 1, "text": text}).status_code == 200
    assert text in export(meeting, "txt").decode()
    assert "<script>alert" not in client.get(reverse("meetings:protocol", args=[meeting.pk])).content.decode()


def test_a_letter_the_pdf_font_lacks_is_answered_in_words(client, secretary, meeting):
    client.force_login(secretary)
    save(meeting.items.earliest("order").speeches.earliest("order"), secretary, text="Да 🎉")
    response = client.get(reverse("meetings:download", args=[meeting.pk, "pdf"]))
    assert response.status_code == 409
    assert "🎉" in response.content.decode()


@pytest.mark.parametrize("text", ["а\x00б", "а" * 1_000_000])
def test_text_no_document_can_hold_is_refused_at_the_field(client, secretary, meeting, text):
    client.force_login(secretary)
    speech = meeting.items.earliest("order").speeches.earliest("order")
    url = reverse("meetings:save", args=[meeting.pk, "speech", speech.pk])
    response = client.post(url, {"version": 1, "text": text})
    assert response.status_code == 400
    assert "invalid-feedback" in response.content.decode()
    speech.refresh_from_db()
    assert speech.text == ""


def test_a_stale_save_gets_both_texts(client, secretary, meeting):
    speech = meeting.items.earliest("order").speeches.earliest("order")
    save(speech, secretary, text="Сказанное другим")
    client.force_login(secretary)
    url = reverse("meetings:save", args=[meeting.pk, "speech", speech.pk])
    response = client.post(url, {"version": 1, "text": "Моё"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Моё" in page
    assert "Сказанное другим" in page
    speech.refresh_from_db()
    assert speech.text == "Сказанное другим"


def test_a_stale_row_is_refused_by_the_action_itself(secretary, meeting):
    decision = meeting.decisions.earliest("order")
    save(decision, secretary, text="Решили")
    with pytest.raises(Stale):
        actions.save_row(row=decision, version=1, values={"text": "Иначе"}, by=secretary)


def test_beginning_twice_is_refused_and_says_the_state(secretary, meeting):
    with pytest.raises(Refused) as refused:
        actions.start(meeting=meeting, by=secretary)
    assert refused.value.code == "state"


def test_the_same_person_is_not_added_twice(secretary, meeting):
    with pytest.raises(Refused) as refused:
        actions.add_attendance(meeting=meeting, text="Матвеев Д.М.", mode="in_person", by=secretary)
    assert refused.value.code == "twice"


def test_a_hand_vote_of_eighteen_among_fewer_is_saved_and_doubted(secretary, meeting):
    for line in meeting.attendances.all()[:12]:
        actions.mark(attendance=line, mode="in_person", by=secretary)
    vote = meeting.items.earliest("order").votes.get()
    save(vote, secretary, way=Vote.Way.COUNTS, for_count=18, against_count=0, abstained_count=0)
    assert "VOTES_EXCEED" in codes(meeting)
    assert "за – 18, против – 0" in export(meeting, "txt").decode()


def test_a_vote_without_quorum_is_saved_and_doubted(secretary, meeting):
    actions.mark(attendance=meeting.attendances.first(), mode="in_person", by=secretary)
    save(meeting.items.earliest("order").votes.get(), secretary, way=Vote.Way.UNANIMOUS)
    assert "VOTE_WITHOUT_QUORUM" in codes(meeting)


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("08.04.2021", "DEADLINE_BEFORE_MEETING"),
        ("31.02.2021", "DEADLINE_IMPOSSIBLE"),
        ("до мая", "DEADLINE_YEAR_INFERRED"),
    ],
)
def test_an_odd_deadline_is_saved_as_worded_and_doubted(secretary, meeting, deadline, code):
    decision = meeting.decisions.earliest("order")
    save(decision, secretary, text="Сделать", deadline_text=deadline)
    assert code in codes(meeting)
    assert f"Срок: {deadline}" in export(meeting, "txt").decode()


def elect(meeting, by, name):
    item = meeting.items.earliest("order")
    vote = actions.add_election(item=item, office=Mandate.Office.CHAIR, by=by)
    actions.add_candidate(vote=vote, name=name, by=by)
    save(vote, by, way=Vote.Way.UNANIMOUS)
    decision = meeting.decisions.earliest("order")
    save(decision, by, text="Избрать председателем.")
    return decision


def test_a_candidate_who_is_no_head_is_doubted_and_gets_no_mandate(secretary, meeting):
    decision = elect(meeting, secretary, "Жарких Е.В.")
    assert "CANDIDATE_NOT_HEAD" in codes(meeting)
    with pytest.raises(Refused) as refused:
        actions.make_mandate(decision=decision, by=secretary)
    assert refused.value.code == "not_head"
    assert not Mandate.objects.filter(office=Mandate.Office.CHAIR).exists()


def test_a_second_chair_is_refused_until_the_first_mandate_is_ended(secretary, meeting):
    first = elect(meeting, secretary, "Костарев М.М.")
    actions.make_mandate(decision=first, by=secretary)
    later = actions.plan_meeting(
        cluster=meeting.cluster, number="6", date=datetime.date(2021, 5, 14), agenda=[("О выборах", "")], by=secretary
    )
    second = elect(later, secretary, "Бенсон Г.Ф.")
    with pytest.raises(Refused) as refused:
        actions.make_mandate(decision=second, by=secretary)
    assert refused.value.code == "second_holder"
    actions.make_mandate(decision=second, end_previous=True, by=secretary)
    assert Mandate.objects.get(office=Mandate.Office.CHAIR, ended=None).person.name.startswith("Бенсон")


def test_a_date_of_signing_before_the_meeting_is_refused(secretary, minutes_1):
    for doubt in doubts(Record(minutes_1)):
        actions.explain_doubt(meeting=minutes_1, key=doubt.key, reason="так в подлиннике", by=secretary)
    with pytest.raises(ValidationError):
        actions.sign_on_paper(
            meeting=minutes_1, signed_on=datetime.date(2021, 4, 8), original_kept="у секретаря", by=secretary
        )


def test_closed_minutes_are_not_written_in(secretary, minutes_1):
    from cluster_portal import demo

    demo.sign_minutes_1(minutes_1, by=secretary)
    with pytest.raises(Refused) as refused:
        save(minutes_1.decisions.earliest("order"), secretary, text="Иначе")
    assert refused.value.code == "state"
