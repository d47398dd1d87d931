"""Where a discussion stands: progress by organisation, who is waited for, what has changed, протокол разногласий."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from agreements import actions
from agreements.models import Edition
from agreements.papers import disagreements_paper
from agreements.record import Text
from agreements.waiting import waiting
from cluster_portal import clock
from cluster_portal.documents.blocks import text_of
from cluster_portal.notifications.models import Notice
from cluster_portal.workflow import Refused
from tests.agreements import making
from tests.documents.samples import docx_text, letters, pypdf_text, words


@pytest.fixture
def edition(council):
    """Under discussion for two weeks."""
    return making.discussed(council)


def opened(client, edition, user, query=""):
    client.force_login(user)
    page = client.get(f"{edition.get_absolute_url()}{query}")
    assert page.status_code == 200
    return page


# --- progress by organisation


def test_every_organisation_remarked_agreed_read_or_is_silent(client, council, edition):
    def progress():
        found = opened(client, edition, council.chair).context["discussion"]
        return {row.organization: row.kind for row in found.said}, found.counts

    of = {who: making.speaks_for(getattr(council, who)) for who in ("member", "other_head", "acting_head", "head")}
    assert progress()[1] == {"remarked": 0, "agreed": 0, "read": 1, "silent": 18}  # the chair has just opened it
    for who in ("member", "other_head", "acting_head"):
        opened(client, edition, getattr(council, who))
    row = making.remarked(edition, by=council.member)
    actions.agree(edition=edition, organization=of["other_head"], by=council.other_head)
    said, counts = progress()
    assert {who: said[organization] for who, organization in of.items()} == {
        "member": "remarked",
        "other_head": "agreed",
        "acting_head": "read",
        "head": "silent",
    }
    assert counts == {"remarked": 1, "agreed": 1, "read": 2, "silent": 15}
    actions.withdraw_remark(remark=row, by=council.member)
    assert progress()[0][of["member"]] == "read", "what was withdrawn is no remark any more"


def test_days_left_are_told_and_that_the_day_has_passed(client, council, edition):
    assert opened(client, edition, council.chair).context["discussion"].days_left == 14
    with clock.day(making.UNTIL + datetime.timedelta(days=1)):
        assert opened(client, edition, council.chair).context["discussion"].days_left == -1


# --- «Ждёт вас»


def waited_for(client, user):
    """Addresses of this room's lines; each stands on the home page."""
    found = [line.url for line in waiting(user)]
    client.force_login(user)
    page = client.get("/").content.decode()
    assert all(f'href="{url}"' in page for url in found)
    return found


def test_heads_and_representatives_are_waited_for_until_they_have_spoken(client, council, edition):
    url = edition.get_absolute_url()
    for user in (council.member, council.other_head, council.chair):
        assert waited_for(client, user) == [url]
    for user in (council.secretary, council.administrator):
        assert waited_for(client, user) == []
    making.remarked(edition, by=council.member)
    actions.agree(edition=edition, organization=making.speaks_for(council.other_head), by=council.other_head)
    assert waited_for(client, council.member) == waited_for(client, council.other_head) == []
    assert waited_for(client, council.chair) == [url]
    making.next_draft(council, edition)
    assert waited_for(client, council.chair) == []


def test_the_groups_leader_is_waited_for_by_remarks_without_an_answer(client, council, edition):
    actions.agree(edition=edition, organization=making.speaks_for(council.head), by=council.head)
    first = making.remarked(edition, by=council.member)
    second = making.remarked(edition, by=council.other_head)
    assert waited_for(client, council.head) == [f"{edition.get_absolute_url()}#remarks"]
    assert waited_for(client, council.chair) == [edition.get_absolute_url()], "he has only to read"
    actions.answer(remark=first, answer="taken", by=council.head)
    assert waited_for(client, council.head) == [f"{edition.get_absolute_url()}#remarks"]
    actions.withdraw_remark(remark=second, by=council.other_head)
    assert waited_for(client, council.head) == []


def test_the_secretary_is_waited_for_when_the_group_says_it_is_ready(client, council, edition):
    client.force_login(council.head)
    assert client.post(reverse("agreements:ready", args=[edition.pk])).url == edition.get_absolute_url()
    assert making.fresh(edition).ready_at is not None
    assert [notice.user for notice in Notice.objects.filter(kind="agreements.ready")] == [council.secretary]
    assert waited_for(client, council.secretary) == [reverse("agreements:put_to_sign", args=[edition.pk])]
    making.to_sign(council, making.fresh(edition))
    assert waited_for(client, council.secretary) == []


@pytest.mark.parametrize("state", ["to_sign", "in_force", "withdrawn", "ended"])
def test_what_was_sealed_is_not_said_to_be_ready(council, state):
    edition = making.MAKERS[Edition.State(state)](council)
    with pytest.raises(Refused) as refused:
        actions.say_ready(edition=edition, by=council.head)
    assert refused.value.code == "state"
    assert edition.get_state_display() in str(refused.value.reason)
    assert making.fresh(edition).ready_at is None


# --- «since the edition I last read»


def test_an_edition_shows_what_has_changed_since_the_one_last_read(client, council, edition):
    assert opened(client, edition, council.member).context["before"] is None
    newer = making.next_draft(council, edition)
    changed, gone = making.clause(newer, "1.2"), making.clause(newer, "2.1.1")
    values = {"text": "Стороны действуют добросовестно и разумно."}
    actions.save_clause(clause=changed, version=1, values=values, by=council.head)
    actions.remove_clause(clause=gone, by=council.head)
    newer = making.discussed(council, newer)
    page = opened(client, newer, council.member)
    assert page.context["before"] == edition
    assert [(row.kind, row.key) for row in page.context["changes"]] == [("changed", changed.key), ("removed", gone.key)]
    assert [row.key for row in page.context["removed"]] == [gone.key]
    assert 'href="#c1.2"' in page.content.decode()
    assert gone.text in page.content.decode()
    # read now; who has read neither is shown no changes, and anybody can ask for any edition
    assert opened(client, newer, council.member).context["before"] == edition
    assert opened(client, newer, council.other_head).context["before"] is None
    assert opened(client, newer, council.other_head, "?since=1").context["before"] == edition
    assert opened(client, newer, council.member, "?since=0").context["changes"] == []
    for nonsense in ("?since=99", "?since=нет", "?since=-1", "?since=2"):
        assert opened(client, newer, council.member, nonsense).context["before"] is None


def test_another_number_alone_is_no_change(client, council, edition):
    opened(client, edition, council.member)
    newer = making.next_draft(council, edition)
    first = making.clause(newer, "1")
    made = actions.add_clause(edition=newer, after=first, level=2, text="Новый первый пункт.", by=council.head)
    newer = making.discussed(council, newer)
    assert Text(newer).lines[-1].text.endswith("см. п. 1.2.")
    changes = opened(client, newer, council.member).context["changes"]
    assert [(row.kind, row.key) for row in changes] == [("added", made.key)]


# --- протокол разногласий


def test_the_statement_of_disagreements_holds_every_remark_and_answer_in_all_formats(client, council, edition):
    remarks = [
        making.remarked(
            edition, by=council.member, number="2.1", wording="Стороны проводят экскурсии.", text="Нужнее."
        ),
        making.remarked(edition, by=council.other_head, number="1.1", wording="", text="Не понятно, чьи усилия."),
        making.remarked(edition, by=council.chair, number="", wording="", text="Нет слова о палате."),
        making.remarked(edition, by=council.acting_head, number="1.1", wording="Стороны дружат.", text="Кратко."),
    ]
    actions.support(remark=remarks[0], organization=making.speaks_for(council.chair), by=council.chair)
    actions.answer(remark=remarks[0], answer="declined", text="Экскурсии входят в план.", by=council.head)
    actions.answer(remark=remarks[1], answer="partly", text="Уточним сторону.", by=council.head)
    actions.answer(remark=remarks[2], answer="taken", by=council.head)
    edition = making.fresh(edition)
    document = disagreements_paper(Text(edition), edition.remarks.all())
    (table,) = [block for block in document.blocks if hasattr(block, "rows")]
    assert [row[0] for row in table.rows] == ["в целом", "1.1", "1.1", "2.1"], "in the order of the text"
    whole = text_of(document)
    for remark in edition.remarks.all():
        for said in (remark.organization.name, remark.wording, remark.text, remark.answer_text):
            assert said in whole
    assert [row[3] for row in table.rows] == [
        "Принято",
        "Принято частично. Уточним сторону.",
        "–",
        "Отклонено. Экскурсии входят в план.",
    ]
    assert f"Поддержали: {making.speaks_for(council.chair).short}." in table.rows[3][2]
    client.force_login(council.member)
    data = {form: client.get(paper(edition, form)).content for form in ("txt", "docx", "pdf")}
    read = {"txt": data["txt"].decode(), "docx": docx_text(data["docx"]), "pdf": pypdf_text(data["pdf"])}
    assert words(read["txt"].replace(" | ", " ")) == words(whole)
    assert words(read["docx"]) == words(whole)
    # on a page the lines of neighbouring cells alternate: the same letters, the order of each cell its own
    assert sorted(letters(read["pdf"].replace("Демонстрация", ""))) == sorted(letters(whole))


def paper(edition, form):
    return reverse("agreements:paper", args=[edition.pk, "disagreements", form])


def test_without_remarks_the_statement_says_so(client, council, edition):
    client.force_login(council.secretary)
    assert "Замечаний не поступало." in client.get(paper(edition, "txt")).content.decode()


def test_signs_of_every_kind_stand_in_the_statement_verbatim(client, council, edition):
    said = "<script>alert(1)</script> | #let x = $1$ *а*"
    making.remarked(edition, by=council.member, wording=said, text=said)
    client.force_login(council.member)
    assert client.get(paper(edition, "txt")).content.decode().count(said) == 2
    assert client.get(paper(edition, "pdf")).status_code == 200
    assert "<script>alert" not in client.get(edition.get_absolute_url()).content.decode()
