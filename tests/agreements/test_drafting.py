"""What is typed into a draft: saved, conflicting, odd; who may write, and until when."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions
from agreements.models import Agreement, Clause, Edition
from agreements.papers import agreement_paper
from agreements.record import Text
from cluster_portal import clock
from cluster_portal.documents.plain import LIMIT
from cluster_portal.documents.txt import to_txt
from cluster_portal.journal.models import Entry
from cluster_portal.workflow import Refused, Stale
from meetings.models import Assignment
from members import actions as composition
from members.models import WorkingGroup
from tests import actors as people
from tests.agreements import making


@pytest.fixture
def draft(council):
    return making.begun(council)


def save(row, by, text, version=None, **more):
    version = Clause.objects.get(pk=row.pk).version if version is None else version
    return actions.save_clause(clause=row, version=version, values={"text": text}, by=by, **more)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def post(client, row, **values):
    return client.post(reverse("agreements:save_clause", args=[row.pk]), values)


# --- beginning


def test_the_leader_of_the_group_begins_the_agreement_the_decision_asked_for(client, council):
    client.force_login(council.head)
    url = reverse("agreements:begin")
    assert "Соглашение о взаимодействии в рамках" in client.get(url).content.decode()
    given = {"title": making.TITLE, "group": making.group().pk, "assignment": making.assignment().pk}
    answer = client.post(url, given)
    row = Agreement.objects.get()
    assert answer.url == reverse("agreements:draft", args=[row.editions.get().pk])
    assert (row.title, row.group, row.assignment) == (making.TITLE, making.group(), making.assignment())
    assert row.editions.get().state == Edition.State.DRAFT


@pytest.mark.parametrize("who", ["chair", "other_head", "member", "guest", "stranger", "administrator"])
def test_nobody_else_begins_one(council, who):
    with pytest.raises(Refused) as refused:
        actions.begin_agreement(cluster=council.cluster, title=making.TITLE, by=getattr(council, who))
    told = _("An agreement is begun by the secretary of the Council or the leader of the group created for it.")
    assert (refused.value.code, str(refused.value.reason)) == ("forbidden", told)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("title", ["", "  ", "Т" * 1001, "Соглашение\x00"])
def test_a_title_that_cannot_be_is_refused_at_its_field(client, council, title):
    with pytest.raises(ValidationError) as wrong:
        actions.begin_agreement(cluster=council.cluster, title=title, by=council.secretary)
    assert set(wrong.value.message_dict) == {"title"}
    client.force_login(council.secretary)
    answer = client.post(reverse("agreements:begin"), {"title": title})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["title"]
    assert not Agreement.objects.exists()


def test_the_secretary_says_anew_which_group_drafts_it(client, council, draft):
    client.force_login(council.secretary)
    plan = WorkingGroup.objects.get(product="plan")
    other = Assignment.objects.exclude(pk=making.assignment().pk).first()
    url = reverse("agreements:origin", args=[draft.agreement_id])
    assert client.post(url, {"group": plan.pk, "assignment": other.pk}).status_code == 302
    row = fresh(draft.agreement)
    assert (row.group, row.assignment) == (plan, other)
    client.force_login(council.head)
    assert client.post(url, {"group": "", "assignment": ""}).status_code == 403
    assert fresh(row).group == plan


# --- who writes, and until when


def test_the_group_and_the_secretary_write_and_nobody_else(council, draft):
    row = making.clause(draft, "1.1")
    helper = composition.add_person(name="Помощникова Ольга Ивановна", by=None)
    composition.give_account(person=helper, user=council.stranger, by=None)
    composition.add_group_member(group=making.group(), person=people.person(people.OTHER_HEAD), by=None)
    composition.name_assistant(person=helper, head=people.person(people.HEAD), started=making.DAY, by=None)
    for who in ("secretary", "head", "other_head"):
        save(row, getattr(council, who), f"Написано: {who}.")
        assert fresh(row).text == f"Написано: {who}."
    told = _("The agreement is drafted by the working group and the secretary of the Council.")
    for who in ("chair", "acting_head", "member", "guest", "stranger", "administrator"):
        by = getattr(council, who)
        for act in (
            lambda by=by: save(row, by, "Чужое."),
            lambda by=by: actions.save_head(edition=draft, version=1, values={"preamble": "Чужое"}, by=by),
            lambda by=by: actions.add_clause(edition=draft, by=by),
            lambda by=by: actions.move_clause(clause=row, step="up", by=by),
            lambda by=by: actions.remove_clause(clause=row, by=by),
            lambda by=by: actions.put_back(clause=row, by=by),
            lambda by=by: actions.say_ready(edition=draft, by=by),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert (refused.value.code, str(refused.value.reason)) == ("forbidden", told), who
    assert fresh(row).text == "Написано: other_head."
    assert len(Text(draft).clauses) == len(making.CLAUSES)


def test_a_group_that_has_finished_drafts_no_more(council, draft):
    composition.complete_group(group=making.group(), completed=making.DAY, by=None)
    with pytest.raises(Refused) as refused:
        save(making.clause(draft, "1.1"), council.head, "Поздно.")
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("guest", 404), ("stranger", 404)])
def test_others_get_no_drafting_page_and_no_save(client, council, draft, who, status):
    client.force_login(getattr(council, who))
    row = making.clause(draft, "1.1")
    assert client.get(reverse("agreements:draft", args=[draft.pk])).status_code == status
    assert post(client, row, version=row.version, text="Чужое").status_code == status
    assert client.post(reverse("agreements:save_head", args=[draft.pk]), {"version": 1}).status_code == status
    assert client.post(reverse("agreements:add_clause", args=[draft.pk])).status_code == status
    assert fresh(row).text == row.text


@pytest.mark.parametrize("state", [state for state in making.MAKERS if state != Edition.State.DRAFT])
def test_after_the_draft_the_text_is_closed(client, council, state):
    edition = making.MAKERS[state](council)
    row = edition.clauses.get(order=2)
    client.force_login(council.secretary)
    told = _("The edition is “%s”: its text can be changed only by a new edition.") % edition.get_state_display()
    before = [(line.number, line.whole) for line in Text(edition).lines]
    asked = [
        (reverse("agreements:save_clause", args=[row.pk]), {"version": row.version, "text": "Иначе"}),
        (reverse("agreements:save_head", args=[edition.pk]), {"version": edition.version, "title": "Иначе"}),
        (reverse("agreements:move_clause", args=[row.pk]), {"step": "down"}),
        (reverse("agreements:remove_clause", args=[row.pk]), {}),
        (reverse("agreements:put_back", args=[row.pk]), {}),
        (reverse("agreements:add_clause", args=[edition.pk]), {"level": "1"}),
    ]
    for url, given in asked:
        answer = client.post(url, given)
        assert answer.status_code == 409, url
        assert told in answer.content.decode()
    assert client.get(reverse("agreements:draft", args=[edition.pk])).status_code == 200
    edition = making.fresh(edition)
    assert [(line.number, line.whole) for line in Text(edition).lines] == before
    assert edition.agreement.title == making.TITLE


# --- saving


def test_a_save_says_the_new_version_and_what_the_clause_refers_to(client, council, draft):
    client.force_login(council.head)
    row = making.clause(draft, "1.2")
    answer = post(client, row, version=row.version, text="Согласно п. [3.1] и п. [9.9].")
    assert (answer.status_code, answer["X-Version"]) == (200, str(row.version + 1))
    page = answer.content.decode()
    assert "Соглашение действует между подписавшими" in page
    assert "[9.9]" in page, "a reference that leads nowhere is doubted at once"
    assert fresh(row).text == f"Согласно п. [#{making.clause(draft, '3.1').key}] и п. [9.9]."


def test_a_stale_save_gets_both_texts_and_loses_neither(client, council, draft):
    row = making.clause(draft, "1.2")
    save(row, council.secretary, "Сказанное другим, см. п. [2.1].")
    client.force_login(council.head)
    answer = post(client, row, version=row.version, text="Моё, см. п. [2.1].", token="mine")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Сказанное другим, см. п. [2.1]." in page
    assert "Моё, см. п. [2.1]." in page
    assert Text(draft).lines[2].text == "Сказанное другим, см. п. 2.1."


def test_a_stale_head_gets_both_titles_and_both_preambles(client, council, draft):
    values = {"title": "Соглашение другого", "preamble": "Преамбула другого"}
    actions.save_head(edition=draft, version=1, values=values, by=council.secretary)
    client.force_login(council.head)
    mine = {"version": 1, "title": "Соглашение моё", "preamble": "Преамбула моя"}
    answer = client.post(reverse("agreements:save_head", args=[draft.pk]), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    for text in (*values.values(), mine["title"], mine["preamble"]):
        assert text in page
    edition = making.fresh(draft)
    assert (edition.agreement.title, edition.preamble) == tuple(values.values())


@pytest.mark.parametrize("version", ["", "нет", "-5", "99", "9" * 30])
def test_a_save_without_a_version_that_is_known_is_stale(client, council, draft, version):
    client.force_login(council.secretary)
    row = making.clause(draft, "1.2")
    assert post(client, row, version=version, text="Иначе").status_code == 409
    assert fresh(row).text == row.text


def test_a_retry_of_ones_own_save_changes_nothing(council, draft):
    row = making.clause(draft, "1.2")
    first = save(row, council.head, "Моё.", row.version, token="a")
    again = save(row, council.head, "Моё.", row.version, token="a")
    assert again.version == first.version
    # what was typed meanwhile follows on the answer that never came
    more = save(row, council.head, "Моё и ещё.", row.version, token="b", own=["a"])
    assert (more.text, more.version) == ("Моё и ещё.", first.version + 1)


def test_a_retry_after_somebody_else_has_saved_is_stale(council, draft):
    row = making.clause(draft, "1.2")
    save(row, council.head, "Моё.", row.version, token="a")
    save(row, council.secretary, "Чужое.", row.version + 1, token="z")
    with pytest.raises(Stale) as stale:
        save(row, council.head, "Моё и ещё.", row.version, token="b", own=["a"])
    assert stale.value.current.text == "Чужое."
    assert fresh(row).text == "Чужое."


def test_half_a_form_never_blanks_the_other_half(client, council, draft):
    client.force_login(council.head)
    row = making.clause(draft, "1")
    assert post(client, row, version=1, text="Слова раздела.").status_code == 200
    assert post(client, row, version=2, heading="Предмет").status_code == 200
    assert post(client, row, version=3).status_code == 200
    assert (fresh(row).heading, fresh(row).text) == ("Предмет", "Слова раздела.")
    head = reverse("agreements:save_head", args=[draft.pk])
    assert client.post(head, {"version": 1, "preamble": "Мы, стороны,"})["X-Version"] == "2"
    assert client.post(head, {"version": 2, "title": "Соглашение о дружбе"})["X-Version"] == "3"
    edition = making.fresh(draft)
    assert (edition.agreement.title, edition.preamble) == ("Соглашение о дружбе", "Мы, стороны,")
    printed = to_txt(agreement_paper(Text(edition)))
    assert printed.startswith("СОГЛАШЕНИЕ\nо дружбе\n")
    assert "Мы, стороны," in printed


def test_a_clause_taken_out_meanwhile_is_not_written_in(client, council, draft):
    row = making.clause(draft, "1.2")
    actions.remove_clause(clause=row, by=council.secretary)
    client.force_login(council.head)
    answer = post(client, row, version=row.version, text="Иначе")
    assert answer.status_code == 409
    assert _("Somebody has taken this clause out; it can be put back below.") in answer.content.decode()
    assert fresh(row).text == row.text


# --- references typed on a page that has grown old


def test_a_reference_means_what_its_number_meant_when_the_page_was_made(client, council, draft):
    row, meant = making.clause(draft, "2.2"), making.clause(draft, "2.1")
    links = json.dumps(Text(draft).links(row))
    assert json.loads(links) == {"2.1": meant.key}
    actions.move_clause(clause=making.clause(draft, "1"), step="down", by=council.secretary)  # 2 is 1 now
    client.force_login(council.head)
    old = {"version": row.version, "links": links}
    assert post(client, row, text="По п. [2.1] Стороны отчитываются.", **old).status_code == 200
    assert fresh(row).text == f"По п. [#{meant.key}] Стороны отчитываются."
    assert Text(draft).lines[3].text == "По п. 1.1 Стороны отчитываются."


@pytest.mark.parametrize(
    "links", ["", "[]", "3", "{", '{"2.1": null}', '{"2.1": {"a": 1}}', '{"2.1": "не ключ"}', "[" * 100_000]
)
def test_links_that_are_none_are_not_believed(client, council, draft, links):
    client.force_login(council.head)
    row = making.clause(draft, "2.2")
    answer = post(client, row, version=row.version, text="См. п. [2.1].", links=links)
    assert answer.status_code == 200
    assert fresh(row).text == f"См. п. [#{making.clause(draft, '2.1').key}]."


# --- what may be typed


@pytest.mark.parametrize("text", ["а\x00б", "а\u202eб", "а" * (LIMIT + 1)])
def test_text_no_document_can_hold_is_refused_at_the_field(client, council, draft, text):
    client.force_login(council.head)
    row = making.clause(draft, "1.1")
    answer = post(client, row, version=row.version, text=text)
    assert answer.status_code == 400
    assert "invalid-feedback" in answer.content.decode()
    head = reverse("agreements:save_head", args=[draft.pk])
    assert client.post(head, {"version": 1, "preamble": text}).status_code == 400
    assert client.post(head, {"version": 1, "title": text}).status_code == 400
    with pytest.raises(ValidationError) as wrong:
        save(row, council.head, text)
    assert list(wrong.value.message_dict) == ["text"]
    edition = making.fresh(draft)
    assert (fresh(row).text, edition.preamble, edition.agreement.title) == (row.text, "", making.TITLE)


def test_the_longest_text_is_kept_whole(council, draft):
    row = making.clause(draft, "1.1")
    assert len(save(row, council.head, "а" * LIMIT).text) == LIMIT


def test_a_heading_longer_than_its_line_is_refused(client, council, draft):
    client.force_login(council.head)
    row = making.clause(draft, "1")
    answer = post(client, row, version=1, heading="Р" * 301)
    assert answer.status_code == 400
    assert "300" in answer.content.decode()
    assert fresh(row).heading == row.heading


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "#let x = 1 $a$ @b", "Да 🎉", "*жирно* `код` {{ 1 }}"])
def test_signs_of_every_kind_are_kept_verbatim(client, council, draft, text):
    client.force_login(council.head)
    row = making.clause(draft, "1.1")
    assert post(client, row, version=row.version, text=text, links="{}").status_code == 200
    assert (
        client.post(reverse("agreements:save_head", args=[draft.pk]), {"version": 1, "preamble": text}).status_code
        == 200
    )
    assert fresh(row).text == text
    printed = client.get(reverse("agreements:paper", args=[draft.pk, "text", "txt"])).content.decode()
    assert printed.count(text) == 2
    for page in ("edition", "draft"):
        shown = client.get(reverse(f"agreements:{page}", args=[draft.pk]))
        assert shown.status_code == 200
        assert "<script>alert" not in shown.content.decode()


def test_what_is_odd_about_the_text_is_told(council):
    draft = making.begun(
        council,
        [(1, "Пустой раздел", ""), (1, "Раздел", ""), (2, "", ""), (2, "", "См. п. [2.3]."), (2, "", "См. п. [2.2].")],
    )
    assert [(doubt.title, doubt.detail, doubt.stops) for doubt in Text(draft).doubts] == [
        (_("Section %(number)s is empty") % {"number": "1"}, _("Write it or take it out."), False),
        (_("Clause %(number)s is empty") % {"number": "2.1"}, _("Write it or take it out."), True),
        (_("Clauses refer to each other in a circle"), "2.2 → 2.3 → 2.2", False),
    ]


# --- the journal


def test_typing_is_one_entry_an_editing_session_and_part(council, draft):
    before = Entry.objects.count()
    first, second = making.clause(draft, "1.1"), making.clause(draft, "1.2")
    for text in ("С", "Сто", "Стороны"):
        save(first, council.head, text)
    assert Entry.objects.count() == before + 1
    save(first, council.secretary, "Стороны вместе")  # goes on with the session in which the secretary wrote it
    save(second, council.head, "Пункт")
    actions.save_head(edition=draft, version=1, values={"preamble": "Мы"}, by=council.head)
    told = Entry.objects.filter(number__gt=before).order_by("number")
    assert [(entry.verb, entry.actor_name, entry.data["part"]) for entry in told] == [
        ("agreements.drafting_begun", str(council.head), f"clause-{first.key}"),
        ("agreements.drafting_begun", str(council.head), f"clause-{second.key}"),
        ("agreements.drafting_begun", str(council.head), "head"),
    ]
    with clock.day(making.DAY + datetime.timedelta(days=1)):
        save(first, council.head, "На другой день")
    assert Entry.objects.count() == before + 4


def test_every_act_is_one_entry(council, draft):
    row = making.clause(draft, "1.2")
    acts = [
        ("agreements.clause_moved", lambda: actions.move_clause(clause=row, step="up", by=council.head)),
        ("agreements.clause_removed", lambda: actions.remove_clause(clause=row, by=council.head)),
        ("agreements.clause_put_back", lambda: actions.put_back(clause=row, by=council.head)),
        ("agreements.clause_added", lambda: actions.add_clause(edition=draft, after=row, by=council.head)),
    ]
    for verb, act in acts:
        before = Entry.objects.count()
        act()
        assert Entry.objects.count() == before + 1
        assert Entry.objects.first().verb == verb
