"""Steps of writing that can be taken back: what each changed, before and after."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cluster_portal import clock
from cluster_portal.workflow import Refused, action, note, working_text
from meetings.actions.sessions import Row, meeting_of, open_for_writing
from meetings.models import AgendaItem, Candidate, Decision, Meeting, Presence, Speech, Step, Versioned, Vote
from meetings.models.meeting import LINE

BURST = datetime.timedelta(seconds=20)  # saves of one field so close together are one step
Kind = Step.Kind


def name_of(row: Any) -> str:
    """«meetings.speech:12»."""
    return f"{row._meta.label_lower}:{row.pk}"


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder, default=str))
    return plain


@working_text
def remember_change(*, row: Row, before: dict[str, Any], after: dict[str, Any], by: Any) -> None:
    """Note a change of a row's fields; saves of one burst of typing stay one step."""
    if by is None:
        return
    meeting, now = meeting_of(row), clock.now()
    last = Step.objects.filter(meeting=meeting, user=by).first()
    same = last and last.kind == Kind.CHANGED and last.row == name_of(row) and now - last.last < BURST
    if last and same and set(last.data["after"]) == set(after) and last.data["after"] == _plain(before):
        last.data["after"], last.last = _plain(after), now
        last.save(update_fields=["data", "last"])
        return
    data = {"before": _plain(before), "after": _plain(after)}
    _write(meeting, by, Kind.CHANGED, row, data)


@working_text
def remember_added(*, row: Row, by: Any) -> None:
    """Note that a row was added; taking the step back takes it out with what lies under it."""
    if by is not None:
        _write(meeting_of(row), by, Kind.ADDED, row, {})


@working_text
def remember_removed(*, row: Row, by: Any) -> None:
    """Note a row that is about to be removed, with everything that lies under it."""
    if by is not None:
        data = {"rows": json.loads(serializers.serialize("json", family(row)))}
        _write(meeting_of(row), by, Kind.REMOVED, row, data)


def _write(meeting: Meeting, by: Any, kind: str, row: Any, data: dict[str, Any]) -> None:
    now = clock.now()
    title = str(row)[:LINE]
    Step.objects.create(
        meeting=meeting, user=by, kind=kind, row=name_of(row), title=title, data=data, first=now, last=now
    )


def family(row: Any) -> list[models.Model]:
    """A row and what lies under it, those first that the others point at."""
    if isinstance(row, AgendaItem):
        own = [*Speech.objects.filter(item=row), *Decision.objects.filter(item=row)]
        votes = Vote.objects.filter(item=row)
        return [row, *own, *votes, *Candidate.objects.filter(vote__in=votes), *Presence.objects.filter(item=row)]
    if isinstance(row, Vote):
        return [row, *row.candidates.all()]
    return [row]


def last_step(meeting: Meeting, user: Any) -> Step | None:
    """The step «Отменить» would take back now."""
    return Step.objects.filter(meeting=meeting, user=user).first()


@action("meetings.step_undone")
def undo(*, meeting: Meeting, by: Any) -> Meeting:
    """Take back one's own last step. Raises Refused: nothing to take back, or somebody else changed it since."""
    row = open_for_writing(meeting, by=by)
    step = last_step(row, by)
    if step is None:
        raise Refused(_("There is nothing to take back."), code="state")
    {Kind.CHANGED: _unchange, Kind.ADDED: _take_out, Kind.REMOVED: _put_back}[Kind(step.kind)](step)
    note(step=step.kind, row=step.row)
    step.delete()
    return row


def _row_of(step: Step) -> Any:
    label, _colon, pk = step.row.partition(":")
    model: type[models.Model] = apps.get_model(label)
    found = model._base_manager.select_for_update().filter(pk=pk).first()
    if found is None:
        raise _changed_since()
    return found


def _changed_since() -> Refused:
    return Refused(_("This was changed since by somebody else: your step is not taken back."), code="stale")


def _unchange(step: Step) -> None:
    row = _row_of(step)
    now = _plain({name: getattr(row, name) for name in step.data["after"]})
    if now != step.data["after"]:
        raise _changed_since()
    for name, value in step.data["before"].items():
        setattr(row, name, row._meta.get_field(name).to_python(value))
    if isinstance(row, Versioned):
        row.version += 1
    row.save()


def _take_out(step: Step) -> None:
    row = _row_of(step)
    later = Step.objects.filter(meeting=step.meeting, pk__gt=step.pk).exclude(user=step.user)
    under = {name_of(member) for member in family(row)}
    if later.filter(row__in=under).exists():
        raise _changed_since()
    delete_whole(row=row)


@working_text
def delete_whole(*, row: Any) -> None:
    """Delete a row and what lies under it; raises ProtectedError where something else speaks of it."""
    if isinstance(row, AgendaItem):
        row.decisions.all().delete()
    row.delete()


def _put_back(step: Step) -> None:
    for kept in serializers.deserialize("json", json.dumps(step.data["rows"])):
        try:
            with transaction.atomic():
                kept.save()
        except IntegrityError:
            _save_last(kept.object)


def _save_last(row: Any) -> None:
    """Its place has been taken by another: it comes back at the end."""
    siblings = type(row)._base_manager.filter(meeting=row.meeting)
    row.order = (siblings.aggregate(last=models.Max("order"))["last"] or 0) + 1
    row.save(force_insert=True)
