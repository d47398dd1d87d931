"""What may be done with the agreement, by whom, when. Buttons, actions, admin and diagrams ask these functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Edition, Party, Remark
from cluster_portal.workflow import Refused, Transition
from members.models import Organization, WorkingGroup
from members.rules import facts, is_secretary, may_read_internal, person_of

State = Edition.State


def may_read(actor: Any, edition: Any = None) -> None:
    """Everything internal is read by members and office holders. Raises Refused."""
    if actor is not None and not may_read_internal(actor):
        raise Refused(_("The agreement is read by the members of the Council."), code="forbidden")


def may_keep(actor: Any, about: Any = None) -> None:
    """Putting to signature, papers and the register are the secretary's; None is the portal itself. Raises Refused."""
    if actor is not None and not is_secretary(actor):
        raise Refused(
            _("The agreement is put to signature and kept by the secretary of the Council."), code="forbidden"
        )


def in_group(actor: Any, agreement: Agreement) -> bool:
    """Whether the person leads or is a member of the group that drafts the agreement, while the group works."""
    group = agreement.group
    return group is not None and not group.completed and group.pk in _groups_of(actor)


def _groups_of(actor: Any) -> set[int]:
    """Groups at work the person leads or is a member of; asked once for the facts that are kept of him."""
    known = facts(actor)
    if known.person is None:
        return set()
    kept = getattr(actor, "_groups_at_work", None)
    if kept is None or kept[0] is not known:
        rows = WorkingGroup.objects.filter(completed=None).taking_part(known.person)
        actor._groups_at_work = kept = (known, {*rows.values_list("pk", flat=True)})
    return kept[1]


def may_work_on(actor: Any, agreement: Agreement) -> None:
    """The agreement is drafted by the working group; the secretary types what the group hands in. Raises Refused."""
    if actor is None or is_secretary(actor) or in_group(actor, agreement):
        return
    raise Refused(
        _("The agreement is drafted by the working group and the secretary of the Council."), code="forbidden"
    )


def may_draft(actor: Any, edition: Edition) -> None:
    """The text is written while it is a draft. Raises Refused: forbidden, state."""
    may_work_on(actor, edition.agreement)
    if edition.state != State.DRAFT:
        told = _("The edition is “%s”: its text can be changed only by a new edition.")
        raise Refused(told % edition.get_state_display(), code="state")


def may_keep_directions(actor: Any, about: Any = None) -> None:
    """Directions are entered by the secretary and the groups that draft agreement or plan. Raises Refused."""
    person = person_of(actor)
    groups = WorkingGroup.objects.filter(completed=None).exclude(product=WorkingGroup.Product.OTHER)
    works = person is not None and groups.taking_part(person).exists()
    if actor is not None and not works and not is_secretary(actor):
        told = _("Directions are entered by the secretary and by the groups that draft the agreement or the plan.")
        raise Refused(told, code="forbidden")


def may_begin(actor: Any, agreement: Agreement | None = None) -> None:
    """An agreement is begun by the secretary, or by who leads a group the council created for one. Raises Refused."""
    leads = led_groups(actor, WorkingGroup.Product.AGREEMENT).exists()
    if actor is not None and not leads and not is_secretary(actor):
        told = _("An agreement is begun by the secretary of the Council or the leader of the group created for it.")
        raise Refused(told, code="forbidden")


def led_groups(actor: Any, product: str) -> Any:
    """Groups at work the person leads, created for an agreement or a plan."""
    person = person_of(actor)
    if person is None:
        return WorkingGroup.objects.none()
    return person.led_groups.filter(product=product, completed=None)


def refuse_other_group(actor: Any, group: WorkingGroup | None, product: str) -> None:
    """Who is no secretary begins for a group of his own: else he could not write a word. Raises Refused(group)."""
    if actor is None or is_secretary(actor):
        return
    if group is None or not led_groups(actor, product).filter(pk=group.pk).exists():
        raise Refused(_("Name the working group you lead."), code="group", field="group")


def may_begin_next(actor: Any, edition: Edition, editions: Iterable[Edition] | None = None) -> None:
    """A new edition is made from one that was discussed, signed or taken back, one at a time. Raises Refused.

    `editions` are all of the agreement, where they were read already.
    """
    may_work_on(actor, edition.agreement)
    if edition.agreement.ended_on:
        raise Refused(_("The agreement has ended."), code="state")
    if edition.state in {State.DRAFT, State.TO_SIGN}:
        told = _("The edition is “%s”: go on with it, or take it back first.")
        raise Refused(told % edition.get_state_display(), code="state")
    busy = {State.DRAFT, State.DISCUSSED, State.TO_SIGN}
    others = edition.agreement.editions.all() if editions is None else editions
    if other := next((row for row in others if row.state in busy and row.pk != edition.pk), None):
        told = _("Edition %(number)s is “%(state)s”: one edition is worked on at a time.")
        raise Refused(told % {"number": other.number, "state": other.get_state_display()}, code="state")


# --- for whom somebody speaks


def speaks_for(actor: Any) -> list[Organization]:
    """Legal entities the person speaks for in a discussion: those he represents or heads, or whose head he assists."""
    if actor is None:
        return []
    known = facts(actor)
    placed = [*(row.organization for row in known.representations), *(row.organization for row in known.headed)]
    led = Organization.objects.filter(positions__person__in=known.assisted, positions__kind__in=["head", "acting"])
    found = [*placed, *(led.distinct() if known.assisted else [])]
    return [row for row in dict.fromkeys(found) if row.parent_id is None]


def may_speak(actor: Any, edition: Edition, organization: Organization | None = None) -> None:
    """Remarks and consent are given for an organisation while the edition is under discussion, after the day too.

    Raises Refused: forbidden, state.
    """
    mine = speaks_for(actor)
    if not mine or (organization is not None and organization not in mine):
        raise Refused(_("Remarks are made by those who represent or head a member organisation."), code="forbidden")
    if edition.state != State.DISCUSSED:
        raise Refused(
            _("Remarks are taken while the edition is under discussion; now it is “%s”.") % edition.get_state_display(),
            code="state",
        )


def may_withdraw(actor: Any, remark: Remark) -> None:
    """A remark is withdrawn by its own organisation, until it is answered. Raises Refused."""
    if remark.organization not in speaks_for(actor):
        raise Refused(_("A remark is withdrawn by the organisation that made it."), code="forbidden")
    if not remark.is_open:
        raise Refused(_("This remark was answered or withdrawn already."), code="state")


def may_answer(actor: Any, remark: Remark) -> None:
    """The group answers each remark, once. Raises Refused."""
    may_work_on(actor, remark.edition.agreement)
    if not remark.is_open:
        raise Refused(_("This remark was answered or withdrawn already."), code="state")


# --- the parties


def may_speak_for(actor: Any, party: Party) -> None:
    """Whether the person says for the organisation how its signature stands; or the secretary, as it was told."""
    if actor is None or is_secretary(actor) or party.organization in speaks_for(actor):
        return
    raise Refused(_("This is told by the organisation itself or by the secretary."), code="forbidden")


def may_note_agreeing(actor: Any, party: Party) -> None:
    """«На согласовании в организации» is noted while the signature is waited for. Raises Refused."""
    may_speak_for(actor, party)
    _waited_for(party)


def may_decline_for(actor: Any, party: Party) -> None:
    """A refusal that came as a letter is entered by the secretary. Raises Refused."""
    may_keep(actor)
    _waited_for(party)


def may_disagree(actor: Any, party: Party) -> None:
    """Disagreements are stated before the signature, by the organisation or the secretary. Raises Refused."""
    may_speak_for(actor, party)
    _waited_for(party)
    if party.disagreements_id:
        raise Refused(_("The statement of disagreements is frozen already."), code="state")


def _waited_for(party: Party) -> None:
    if not party.edition.takes_signatures or party.state not in {*Party.SILENT, Party.State.DECLINED}:
        raise Refused(_("No signature is waited for here: %s.") % party.get_state_display(), code="state")


def may_leave(actor: Any, party: Party) -> None:
    """Leaving the agreement is recorded by the secretary, for one who is bound by it. Raises Refused."""
    may_keep(actor)
    if not party.is_bound or party.effective_from is None:
        raise Refused(_("Only an organisation that is bound by the agreement leaves it."), code="state")


def may_accede(actor: Any, edition: Edition) -> None:
    """Members that joined later accede to the text in force; the secretary makes the sheet. Raises Refused."""
    may_keep(actor)
    if edition.state != State.IN_FORCE:
        raise Refused(_("One accedes to an edition that is in force."), code="state")


def may_change_terms(actor: Any, edition: Edition) -> None:
    """The deadline is moved and the silent are reminded while signatures are collected. Raises Refused."""
    may_keep(actor)
    if not edition.takes_signatures:
        raise Refused(_("The edition is “%s”: nobody is to sign it.") % edition.get_state_display(), code="state")


def may_publish(actor: Any, agreement: Agreement) -> None:
    """What is in force is published by the council's choice, through its secretary (152-ФЗ). Raises Refused."""
    may_keep(actor)
    if not agreement.editions.filter(state__in=[State.IN_FORCE, State.ENDED]).exists():
        raise Refused(_("Only an agreement that came into force is published."), code="state")


def may_put_to_sign(actor: Any, edition: Edition) -> None:
    """The secretary puts an edition to signature, of an agreement that has not ended. Raises Refused."""
    may_keep(actor)
    if edition.agreement.ended_on:
        raise Refused(_("The agreement has ended."), code="state")


def may_end(actor: Any, edition: Edition) -> None:
    """The secretary records the end; an edition that is being signed is taken back first. Raises Refused."""
    may_keep(actor)
    if other := edition.agreement.editions.filter(state=State.TO_SIGN).first():
        told = _("Edition %(number)s is “%(state)s”: one edition is worked on at a time.")
        raise Refused(told % {"number": other.number, "state": other.get_state_display()}, code="state")


def _by_itself(_actor: Any, edition: Edition) -> None:
    """Moves that follow from what others did; `agreements.standing` has seen that they may."""


DISCUSS = Transition("discuss", _("Put up for discussion"), (State.DRAFT,), State.DISCUSSED, may_draft)
PUT_TO_SIGN = Transition(
    "put_to_sign", _("Put to signature"), (State.DRAFT, State.DISCUSSED), State.TO_SIGN, may_put_to_sign
)
TAKE_BACK = Transition(
    "take_back", _("Take back from signature"), (State.TO_SIGN,), State.WITHDRAWN, may_keep, needs_reason=True
)
# These two follow by themselves: the condition of the text is met; the next edition is begun or in force.
COME_INTO_FORCE = Transition("come_into_force", _("The condition is met"), (State.TO_SIGN,), State.IN_FORCE, _by_itself)
REPLACE = Transition("replace", _("A new edition"), (State.DISCUSSED, State.IN_FORCE), State.REPLACED, _by_itself)
END = Transition("end", _("End the agreement"), (State.IN_FORCE,), State.ENDED, may_end, needs_reason=True)
TRANSITIONS = (DISCUSS, PUT_TO_SIGN, TAKE_BACK, COME_INTO_FORCE, REPLACE, END)
