"""One table: every URL × every role → the expected status. A URL that is missing from the table fails the suite."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cluster_portal import clock, demo
from meetings import actions
from meetings.models import Assignment, Comment, Extension, Report
from members import actions as composition
from members.models import Membership, Organization, Person, Position, WorkingGroup
from tests import actors as people
from tests import seeded, signing
from tests.agreements.objects import objects as of_the_agreement
from tests.workplans.objects import objects as of_the_plan

ROLES = ("visitor", "stranger", "member", "secretary", "administrator")
TO_SIGN_IN = 302


@dataclass(frozen=True)
class Row:
    """Who gets what; `args` names the objects in the address, `post` the data of a POST (None: a GET)."""

    visitor: int
    stranger: int
    member: int
    secretary: int
    administrator: int
    args: tuple[str, ...] = ()
    post: dict[str, str] | None = None
    url_args: tuple[Any, ...] = ()


def read(*args: str, **more: Any) -> Row:
    """A page of the Council: read by members; a stranger may not know of it."""
    return Row(TO_SIGN_IN, 404, 200, 200, 200, args, **more)


def keep(*args: str, secretary: int = 200, post: dict[str, str] | None = None, **more: Any) -> Row:
    """The secretary's own; a member is told so, the administrator writes no minutes."""
    return Row(TO_SIGN_IN, 404, 403, secretary, 403, args, post, **more)


def compose(*args: str, secretary: int = 200, post: dict[str, str] | None = None, **more: Any) -> Row:
    """The composition is kept by the secretary and the administrator."""
    return Row(TO_SIGN_IN, 404, 403, secretary, secretary, args, post, **more)


def draft(*args: str, done: int = 200, **more: Any) -> Row:
    """The plan is drafted by the group, the member among them, and by the secretary."""
    return Row(TO_SIGN_IN, 404, done, done, 403, args, **more)


def council(status: int = 200, **more: Any) -> Row:
    """A list of the Council: a stranger is told why he does not see it."""
    return Row(TO_SIGN_IN, 403, status, status, status, **more)


def gone(*args: str, **more: Any) -> Row:
    """What is not there is 404 for everybody signed in."""
    return Row(TO_SIGN_IN, 404, 404, 404, 404, args, **more)


def everyone(status: int = 200, **more: Any) -> Row:
    """Signed in or not."""
    return Row(status, status, status, status, status, **more)


def signed_in(status: int = 200, **more: Any) -> Row:
    """Whoever has an account."""
    return Row(TO_SIGN_IN, status, status, status, status, **more)


TABLE: dict[str, Row] = {
    "home": signed_in(),
    "ui:gallery": signed_in(),
    "ui:vision": everyone(302, post={}),
    "ui:language": everyone(302, post={"language": "en"}),
    "journal:entries": Row(TO_SIGN_IN, 403, 403, 200, 200),
    # Composition.
    "members:composition": Row(TO_SIGN_IN, 403, 200, 200, 200),
    "members:list_file": council(url_args=("composition", "docx")),
    "members:charter": council(),
    "members:adopt": compose(),
    "members:first_steps": Row(TO_SIGN_IN, 403, 403, 200, 200),
    "members:found": Row(TO_SIGN_IN, 403, 403, 200, 200),
    "members:cluster_secretary": Row(TO_SIGN_IN, 403, 403, 302, 302),
    "members:handover": compose(),
    "members:on_cluster": compose(url_args=("mandate",)),
    "members:end": compose(url_args=("position", "position")),
    "members:new_organization": compose(),
    "members:on_organization": compose("organization", url_args=("rename",)),
    "members:place": compose("membership", secretary=302, post={"up": "1"}),
    "members:on_person": compose("person"),
    "members:group": read("group"),
    "members:on_group": compose("group", url_args=("member",)),
    "members:remove_member": compose("group", "place", secretary=302, post={}),
    "members:organization": read("organization"),
    "members:person": read("person"),
    "members:accounts": Row(TO_SIGN_IN, 404, 403, 200, 200),
    "members:invite": Row(TO_SIGN_IN, 404, 403, 200, 200, ("person",)),
    "members:invite_all": Row(TO_SIGN_IN, 404, 403, 302, 302, post={}),
    "members:resend": Row(TO_SIGN_IN, 404, 403, 404, 404, ("person",), post={}),
    "members:withdraw": Row(TO_SIGN_IN, 404, 403, 404, 404, ("person",), post={}),
    # One's own account; a second factor that is not there is 404.
    "accounts:me": signed_in(),
    "accounts:data": signed_in(),
    "accounts:data_download": signed_in(),
    "accounts:sign_out_everywhere": signed_in(302, post={"keep": "1"}),
    "accounts:accept": everyone(404, url_args=("no-such-token",)),
    "accounts:demo_sign_in": everyone(404, post={"email": "nobody@example.org"}),
    "accounts:confirm_by_code": signed_in(),
    "account_login": Row(200, 302, 302, 302, 302),
    "account_request_login_code": Row(200, 302, 302, 302, 302),
    "account_confirm_login_code": everyone(302),
    "account_logout": signed_in(),
    "account_inactive": everyone(),
    "account_signup": everyone(403),
    "account_reauthenticate": signed_in(302),
    "account_change_password": signed_in(302),
    "account_set_password": signed_in(302),
    "account_reset_password": everyone(),
    "account_reset_password_done": everyone(),
    "account_reset_password_from_key_done": everyone(),
    "account_reset_password_from_key": everyone(url_args=("1", "no-such-key")),
    "mfa_index": signed_in(),
    "mfa_authenticate": everyone(302),
    "mfa_reauthenticate": signed_in(302),
    "mfa_activate_totp": signed_in(302),
    "mfa_deactivate_totp": signed_in(302),
    "mfa_view_recovery_codes": signed_in(404),
    "mfa_generate_recovery_codes": signed_in(302),
    "mfa_download_recovery_codes": signed_in(404),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(302),
    "mfa_login_webauthn": everyone(302),
    "mfa_reauthenticate_webauthn": signed_in(302),
    "mfa_edit_webauthn": signed_in(404, url_args=(1,)),
    "mfa_remove_webauthn": signed_in(404, url_args=(1,)),
    "notifications:inbox": signed_in(),
    "notifications:read_all": signed_in(302, post={}),
    "notifications:read": signed_in(404, url_args=(999_999,), post={}),
    # Meetings.
    "meetings:list": Row(TO_SIGN_IN, 403, 200, 200, 200),
    "meetings:plan": Row(TO_SIGN_IN, 403, 403, 200, 403),
    "meetings:meeting": read("meeting"),
    "meetings:protocol": read("meeting"),
    "meetings:download": read("meeting", url_args=("txt",)),
    "meetings:old": Row(TO_SIGN_IN, 403, 403, 200, 403),
    "meetings:published": everyone(),
    "meetings:published_minutes": everyone(404, args=("meeting",)),
    "meetings:published_file": everyone(404, args=("meeting",)),
    "meetings:convene": keep("ahead"),
    "meetings:move_meeting": keep("ahead"),
    "meetings:cancel": keep("ahead"),
    "meetings:not_held": keep("ahead"),
    "meetings:answer": Row(TO_SIGN_IN, 404, 409, 409, 403, ("ahead",), {"choice": "online"}),
    "meetings:cannot": Row(TO_SIGN_IN, 404, 409, 409, 403, ("ahead",)),
    "meetings:answer_for": keep("ahead", "person", secretary=409, post={"choice": "online"}),
    "meetings:propose": Row(TO_SIGN_IN, 404, 200, 200, 403, ("ahead",)),
    "meetings:take": keep("ahead", "proposal", secretary=302, post={}),
    "meetings:decline": keep("ahead", "proposal"),
    "meetings:attach": keep("meeting"),
    "meetings:material": read("meeting", "attachment"),
    "meetings:detach": keep("meeting", "attachment", secretary=302, post={}),
    "meetings:calendar": read("meeting"),
    "meetings:document": read("meeting", url_args=("notice", "txt")),
    "meetings:extract": read("meeting"),
    "meetings:circulate": keep("meeting"),
    "meetings:withdraw": keep("meeting", secretary=409, post={}),
    "meetings:comment": Row(TO_SIGN_IN, 404, 409, 409, 403, ("meeting",)),
    "meetings:answer_comment": keep("meeting", "comment"),
    "meetings:correct": keep("meeting"),
    "meetings:edition": gone("meeting", url_args=(1,)),
    "meetings:edition_scan": gone("meeting", url_args=(1,)),
    "meetings:scan": gone("meeting"),
    "meetings:publish": keep("meeting", secretary=409, post={}),
    "meetings:draft": keep("meeting"),
    "meetings:who": keep("meeting", post={"part": "item-1"}),
    "meetings:undo": keep("meeting", secretary=302, post={}),
    "meetings:like_last_time": keep("meeting", secretary=409, post={}),
    "meetings:by_answers": keep("meeting", secretary=302, post={}),
    "meetings:other_business": keep("meeting", post={}),
    "meetings:extras": keep("meeting", "item"),
    "meetings:presence": keep("meeting", "item", secretary=404, post={}),
    "meetings:dissent": keep("meeting", "item", secretary=400, post={}),
    "meetings:remove_dissent": keep("meeting", "item", secretary=409, post={}, url_args=(0,)),
    "meetings:attach_here": keep("meeting", "item", secretary=400, post={}),
    "meetings:place": keep("meeting", "item", post={"step": "down"}),
    # Decisions.
    "decisions:list": council(),
    "decisions:download": council(),
    "decisions:decisions": council(),
    "decisions:assignment": read("task"),
    "decisions:report": Row(TO_SIGN_IN, 404, 403, 200, 403, ("task",)),
    "decisions:drop": Row(TO_SIGN_IN, 404, 403, 403, 403, ("task",)),
    "decisions:cancel": keep("task"),
    "decisions:extend": Row(TO_SIGN_IN, 404, 403, 200, 403, ("task",)),
    "decisions:accept": keep("report", secretary=409, post={}),
    "decisions:return": keep("report"),
    "decisions:evidence": gone("report", url_args=(1,)),
    "decisions:answer_extension": keep("extension"),
    "meetings:start": keep("meeting", secretary=409, post={}),
    "meetings:finish": keep("meeting", secretary=409, post={}),
    "meetings:paper": keep("meeting"),
    "meetings:put_to_sign": keep("meeting"),
    "meetings:take_back": keep("meeting"),
    # Sealed documents; the place is the secretary's to sign.
    "documents:check": everyone(),
    "documents:checked": everyone(404, url_args=("0000-0000-0000",)),
    "documents:checked_original": everyone(404, url_args=("0000-0000-0000",)),
    "documents:checked_copy": everyone(404, url_args=("0000-0000-0000",)),
    "documents:sealed": read("sealed"),
    "documents:read": read("sealed"),
    "documents:original": read("sealed"),
    "documents:copy": read("sealed"),
    "documents:package": read("sealed", url_args=("evidence",)),
    "documents:attachment": gone("sealed", url_args=("00000000-0000-0000-0000-000000000000", "scan")),
    "documents:sign": keep("signed_here"),
    "documents:how": keep("signed_here"),
    "documents:confirm": keep("signed_here"),
    "documents:refuse": keep("signed_here"),
    "documents:qualified": keep("signed_here"),
    "documents:paper": keep("signed_here"),
    "members:accession": keep("organization"),
    "members:attorney": keep("organization"),
    "members:end_accession": keep("accession"),
    "members:end_attorney": keep("power"),
    "members:attorney_file": keep("power"),
    "members:nomenclature": council(),
    "meetings:reason": keep("meeting", secretary=409, post={"key": "NONE:meeting", "reason": "нет"}),
    "meetings:desk": keep("meeting"),
    "meetings:item": keep("meeting", "item"),
    "meetings:person": keep("meeting", "line"),
    "meetings:add_item": keep("meeting", secretary=400, post={"title": ""}),
    "meetings:add": keep("meeting", "item", secretary=404, post={"what": "nothing"}),
    "meetings:add_person": keep("meeting", secretary=400, post={"text": ""}),
    "meetings:mark": keep("meeting", "line", secretary=400, post={"mode": "asleep"}),
    "meetings:move": keep("meeting", "line", post={"up": "1"}),
    "meetings:add_candidate": keep("meeting", "vote", secretary=400, post={"name": ""}),
    "meetings:composition": keep("meeting", "speech", secretary=409, post={"version": "0"}),
    "meetings:mandate": keep("meeting", "decision", secretary=400, post={}),
    "meetings:group": keep("meeting", "decision", secretary=400, post={}),
    "meetings:save": keep(
        "meeting", secretary=409, post={"text": "а", "version": "0"}, url_args=("decision", "decision")
    ),
    "meetings:remove": keep("meeting", secretary=400, post={}, url_args=("decision", "decision")),
    # The agreement. The member represents another organisation than the one the remark and the party are of, and is of
    # the group that makes the plan: so he may enter directions.
    "agreements:index": council(),
    "agreements:begin": keep(),
    "agreements:published": everyone(),
    "agreements:published_agreement": everyone(404, args=("agreement",)),
    "agreements:published_file": everyone(404, args=("agreement",)),
    "agreements:directions": read(),
    "agreements:enter_directions": Row(TO_SIGN_IN, 404, 200, 200, 403),
    "agreements:correct_direction": Row(TO_SIGN_IN, 404, 200, 200, 403, ("direction",)),
    "agreements:tie_direction": Row(TO_SIGN_IN, 404, 200, 200, 403, ("direction",)),
    "agreements:remove_direction": Row(TO_SIGN_IN, 404, 302, 302, 403, ("direction",), {}),
    "agreements:agreement": Row(TO_SIGN_IN, 404, 302, 302, 302, ("agreement",)),
    "agreements:way": read("agreement"),
    "agreements:mine": read("agreement"),
    "agreements:origin": keep("agreement"),
    "agreements:publish": keep("agreement", secretary=302, post={}),
    "agreements:register": read("agreement"),
    "agreements:register_file": read("agreement", url_args=("txt",)),
    "agreements:edition": read("draft"),
    "agreements:paper": read("discussed", url_args=("disagreements", "txt")),
    "agreements:redline": read("to_sign"),
    "agreements:redline_file": read("to_sign", url_args=("txt",)),
    "agreements:next": keep("discussed", secretary=302, post={}),
    "agreements:draft": keep("draft"),
    "agreements:save_head": keep("draft", secretary=409, post={"preamble": "а", "version": "0"}),
    "agreements:add_clause": keep("draft", post={}),
    "agreements:save_clause": keep("clause", secretary=409, post={"text": "а", "version": "0"}),
    "agreements:move_clause": keep("clause", post={"step": "down"}),
    "agreements:remove_clause": keep("clause", post={}),
    "agreements:put_back": keep("removed", post={}),
    "agreements:bring": keep("draft"),
    "agreements:incoming": keep("incoming"),
    "agreements:take_directions": keep("discussed"),
    "agreements:discuss": keep("draft"),
    "agreements:ready": keep("draft", secretary=302, post={}),
    "agreements:agree": Row(TO_SIGN_IN, 404, 302, 403, 403, ("discussed",), {}),
    "agreements:remark": Row(TO_SIGN_IN, 404, 200, 403, 403, ("discussed",)),
    "agreements:answer": keep("remark"),
    "agreements:support": Row(TO_SIGN_IN, 404, 302, 403, 403, ("remark",), {}),
    "agreements:withdraw_remark": keep("remark", secretary=403, post={}),
    "agreements:put_to_sign": keep("draft"),
    "agreements:parties": read("to_sign"),
    "agreements:take_back": keep("to_sign"),
    "agreements:extend": keep("to_sign"),
    "agreements:remind": keep("to_sign", secretary=302, post={}),
    "agreements:accede": keep("in_force"),
    "agreements:end": keep("in_force", secretary=409),  # an edition is being signed
    "agreements:agreeing": keep("party"),
    "agreements:decline": keep("party"),
    "agreements:disagree": keep("party"),
    "agreements:leave": keep("bound"),
    # The plan. The member is of the group that drafts it; nobody here is the chair.
    "workplans:index": council(302),
    "workplans:begin": keep(),
    "workplans:published": everyone(),
    "workplans:published_plan": everyone(404, args=("plan",)),
    "workplans:published_file": everyone(404, args=("plan",)),
    "workplans:feed": everyone(404, url_args=("no-such-token",)),
    "workplans:plan": Row(TO_SIGN_IN, 404, 302, 302, 302, ("plan",)),
    "workplans:origin": keep("plan"),
    "workplans:publish": keep("plan", secretary=302, post={}),
    "workplans:reports": read("plan"),
    "workplans:quarter_file": read("plan"),
    "workplans:ask": keep("plan"),
    "workplans:annual": read("plan"),
    "workplans:begin_report": draft("plan", done=409, post={}),  # it is begun
    "workplans:save_report": draft("plan", done=409, post={"summary": "а", "version": "0"}),
    "workplans:propose": draft("plan", done=400, post={}),  # nothing is written yet
    "workplans:return_report": Row(TO_SIGN_IN, 404, 403, 403, 403, ("reported_plan",)),
    "workplans:annual_file": read("plan", url_args=("txt",)),
    "workplans:next_year": draft("plan"),
    "workplans:revision": read("considered"),
    "workplans:coverage": read("considered"),
    "workplans:explain": draft("plan_draft", "plan_direction"),
    "workplans:changes": read("considered"),
    "workplans:changes_file": read("considered", url_args=("txt",)),
    "workplans:paper": read("considered", url_args=("txt",)),
    "workplans:workbook": read("considered"),
    "workplans:pictures": read("approved"),
    "workplans:next": draft("approved", done=409, post={}),  # one is before the council
    "workplans:draft": draft("plan_draft"),
    "workplans:add": draft("plan_draft", post={}),
    "workplans:paste_here": draft("plan_draft", post={"text": "Ярмарка\tиюнь\tМатвеев Д.М."}),
    "workplans:paste": draft("plan_draft"),
    "workplans:bring": draft("plan_draft"),
    "workplans:add_section": draft("plan_draft"),
    "workplans:sections_of": draft("plan_draft", done=400, post={"source": "protocol"}),  # all are there
    "workplans:submit": draft("plan_draft"),
    "workplans:comment": Row(TO_SIGN_IN, 404, 200, 403, 403, ("considered",)),
    "workplans:approve": Row(TO_SIGN_IN, 404, 403, 403, 403, ("considered",)),
    "workplans:return": Row(TO_SIGN_IN, 404, 403, 403, 403, ("considered",)),
    "workplans:sheet": draft("table"),
    "workplans:save_section": draft("plan_section", done=409, post={"heading": "а", "version": "0"}),
    "workplans:place_section": draft("plan_section", post={"step": "down"}),
    "workplans:remove_section": draft("plan_section", post={}),
    "workplans:tie": draft("plan_section"),
    "workplans:activity": read("activity_in_force"),
    "workplans:save": draft("activity", done=409, post={"title": "а", "version": "0"}),
    "workplans:place": draft("activity", post={"step": "down"}),
    "workplans:copy": draft("activity", post={}),
    "workplans:remove": draft("activity", post={}),
    "workplans:put_back": draft("removed_activity", post={}),
    "workplans:detail": draft("activity"),
    "workplans:into_section": draft("activity"),
    "workplans:add_indicator": draft("activity"),
    "workplans:indicator": draft("activity", "indicator"),
    "workplans:remove_indicator": draft("activity", "indicator", done=302, post={}),
    "workplans:targets": draft("activity", "indicator"),
    "workplans:attach": draft("activity"),
    "workplans:document": read("activity", "activity_file"),
    "workplans:detach": draft("activity", "activity_file", done=302, post={}),
    "workplans:report": keep("activity_in_force"),  # the member's organisation has no part in it
    "workplans:carry": draft("activity_in_force"),
    "workplans:cancel": keep("activity_in_force"),
    "workplans:evidence": read("activity_report", "report_file"),
    "workplans:answer": draft("plan_remark"),
    "workplans:confirm": Row(TO_SIGN_IN, 404, 403, 403, 403, ("part",), {}),
    "workplans:refuse": Row(TO_SIGN_IN, 404, 403, 403, 403, ("part",)),
}


def names(resolver: URLResolver, namespace: str = "") -> list[str]:
    """Every named URL of the urlconf, the admin site's aside (one rule of its own below)."""
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                found += names(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            found.append(namespace + (pattern.name or repr(pattern)))
    return found


def test_every_url_stands_in_the_table():
    urls = set(names(get_resolver()))
    assert urls - set(TABLE) == set(), "add these to TABLE with the status for every role"
    assert set(TABLE) - urls == set(), "these are gone: take them out of TABLE"


@pytest.fixture
def world(db, settings, tmp_path):
    """The seed's council with minutes No. 1 being drawn up, and one of everything an address names."""
    seeded.load()
    actors = SimpleNamespace(**{role: getattr(people, role)() for role in ROLES if role != "visitor"})
    settings.MEDIA_ROOT = tmp_path
    meeting = demo.record_minutes_1(by=actors.secretary)
    item = meeting.items.earliest("order")
    ahead = actions.plan_meeting(
        cluster=meeting.cluster,
        number="7",
        date=meeting.date,
        agenda=[("О плане", "")],
        by=actors.secretary,
    )
    task = Assignment.objects.first()
    member = people.person(people.REPRESENTATIVE)
    group = WorkingGroup.objects.get(product=WorkingGroup.Product.PLAN)
    composition.add_group_member(group=group, person=member, by=actors.secretary)
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter")
    signing.portal_key()
    accession = signing.join(people.SECRETARY, by=actors.secretary)
    sealed = signing.to_sign(meeting.cluster, actors.secretary, secretary=people.SECRETARY).document
    objects = {
        "meeting": meeting,
        "item": item,
        "line": meeting.attendances.first(),
        "vote": item.votes.get(),
        "speech": item.speeches.first(),
        "decision": meeting.decisions.earliest("order"),
        "ahead": ahead,
        "proposal": actions.propose(meeting=ahead, title="О приёме", by=actors.member),
        "attachment": actions.attach(meeting=meeting, file=letter, by=actors.secretary),
        "comment": Comment.objects.create(meeting=meeting, person=member, text="Опечатка", at=clock.now()),
        "task": task,
        "report": Report.objects.create(assignment=task, text="Сделано", at=clock.now()),
        "extension": Extension.objects.create(assignment=task, until=meeting.date, reason="Отпуск", at=clock.now()),
        "group": group,
        "place": group.places.get(),
        "membership": Membership.objects.first(),
        "position": Position.objects.first(),
        "organization": Organization.objects.first(),
        "sealed": sealed,
        "signed_here": signing.place_of(sealed),
        "sheet": accession.document,
        "accession": accession,
        "power": composition.enter_attorney(
            organization=accession.organization,
            person=member,
            number="7",
            started=meeting.date,
            until=meeting.date,
            file=signing.scan(),
            by=actors.secretary,
        ),
        "person": Person.objects.first(),
    }
    council = SimpleNamespace(cluster=meeting.cluster, secretary=actors.secretary)
    of_agreement = of_the_agreement(council, people.other_head())
    return actors, objects | of_agreement | of_the_plan(council)


def address(name: str, objects: dict[str, Any]) -> str:
    """The address of a row with the objects it names."""
    row = TABLE[name]
    args = [objects[arg].pk for arg in row.args]
    args += [objects[arg].pk if arg in objects and place else arg for place, arg in enumerate(row.url_args)]
    return reverse(name, args=args)


def answers(client: Client, actors: Any, name: str, url: str) -> dict[str, int]:
    """What each role gets; whatever a POST changed is undone."""
    got = {}
    for role in ROLES:
        client.logout()
        if role != "visitor":
            client.force_login(getattr(actors, role))
        with transaction.atomic():
            post = TABLE[name].post
            response = client.get(url) if post is None else client.post(url, post)
            got[role] = response.status_code
            if response.streaming:
                b"".join(response.streaming_content)  # the test client closes what was read to its end
            transaction.set_rollback(True)
    return got


def test_every_row_of_the_table(client, world):
    actors, objects = world
    wrong = {}
    for name, row in TABLE.items():
        got = answers(client, actors, name, address(name, objects))
        wanted = {role: getattr(row, role) for role in ROLES}
        if got != wanted:
            wrong[name] = {role: (got[role], "expected", wanted[role]) for role in ROLES if got[role] != wanted[role]}
    assert wrong == {}


def test_documents_signatures_and_files_of_others_are_not_reached(client, world):
    """An accession sheet has addresses: who heads the organisation and who sees contacts read it, nobody else."""
    actors, objects = world
    sheet, scan = objects["sheet"], objects["sheet"].signatures.get()
    pages = [reverse(f"documents:{name}", args=[sheet.pk]) for name in ("sealed", "read", "original", "copy")]
    pages += [reverse("documents:package", args=[sheet.pk, "evidence"])]
    pages += [reverse("documents:attachment", args=[sheet.pk, scan.pk, "scan"])]
    allowed = {"secretary": 200, "administrator": 200}
    for role in ROLES:
        client.logout()
        if role != "visitor":
            client.force_login(getattr(actors, role))
        wanted = TO_SIGN_IN if role == "visitor" else allowed.get(role, 404)
        for page in pages:
            response = client.get(page)
            assert response.status_code == wanted, (role, page)
            if response.streaming:
                b"".join(response.streaming_content)
        through_another = reverse("documents:attachment", args=[objects["sealed"].pk, scan.pk, "scan"])
        assert client.get(through_another).status_code == (TO_SIGN_IN if role == "visitor" else 404)
        court = client.get(reverse("documents:package", args=[objects["sealed"].pk, "court"]))
        wanted = {"visitor": TO_SIGN_IN, "secretary": 200, "stranger": 404}.get(role, 403)
        assert court.status_code == wanted, role


def test_the_check_page_tells_everybody_what_it_is_and_gives_files_to_readers_alone(client, world):
    actors, objects = world
    for role in ROLES:
        client.logout()
        if role != "visitor":
            client.force_login(getattr(actors, role))
        page = client.get(objects["sealed"].check_url())
        assert page.status_code == 200
        assert objects["sealed"].title in page.text
        assert "192.0.2.7" not in page.text
        for name in ("checked_original", "checked_copy"):
            file = client.get(reverse(f"documents:{name}", args=[objects["sealed"].printed_code]))
            assert file.status_code == (404 if role in {"visitor", "stranger"} else 200), role


def test_a_change_needs_post(client, world):
    actors, objects = world
    client.force_login(actors.secretary)
    changes = [name for name, row in TABLE.items() if row.post is not None]
    assert {name: client.get(address(name, objects)).status_code for name in changes} == dict.fromkeys(changes, 405)


def test_what_hangs_on_another_activity_is_not_reached_through_this_one(client, world):
    actors, objects = world
    client.force_login(actors.secretary)
    other = objects["removed_activity"].pk
    for name, what in (
        ("indicator", "indicator"),
        ("targets", "indicator"),
        ("remove_indicator", "indicator"),
        ("document", "activity_file"),
        ("detach", "activity_file"),
    ):
        url = reverse(f"workplans:{name}", args=[other, objects[what].pk])
        method = client.get if TABLE[f"workplans:{name}"].post is None else client.post
        assert method(url).status_code == 404, name
    evidence = reverse("workplans:evidence", args=[objects["activity_report"].pk, objects["activity_file"].pk])
    assert client.get(evidence).status_code == 404
    client.force_login(actors.member)
    about_another = reverse("workplans:comment", args=[objects["considered"].pk])
    assert client.get(about_another, {"activity": objects["activity"].pk}).status_code == 404


def test_the_admin_site_is_the_administrators(client, world):
    actors, _objects = world
    for role, status in (("stranger", 302), ("member", 302), ("secretary", 302), ("administrator", 200)):
        client.force_login(getattr(actors, role))
        for url in ("/admin/", "/admin/meetings/meeting/", "/admin/members/organization/", "/admin/journal/entry/"):
            assert client.get(url).status_code == status, (role, url)


def test_objects_of_another_meeting_are_not_reached_through_this_one(client, world):
    actors, objects = world
    other = actions.plan_meeting(
        cluster=objects["meeting"].cluster,
        number="2",
        date=objects["meeting"].date,
        agenda=[("Другой вопрос", "")],
        by=actors.secretary,
    )
    client.force_login(actors.secretary)
    foreign = reverse("meetings:item", args=[other.pk, objects["item"].pk])
    assert client.get(foreign).status_code == 404
    save = reverse("meetings:save", args=[other.pk, "decision", objects["decision"].pk])
    assert client.post(save, {"version": 1, "text": "чужое"}).status_code == 404
