"""How anything is done here: one action, one transaction, one journal entry.

`@action("app.verb")` wraps a function of some app's actions.py. It opens the transaction, runs the function and writes
exactly one journal entry about what the function returned; an action called by another action adds its part to
the outer entry. So a change and its entry cannot exist one without the other, and nobody can forget the entry.

`Transition` is a row of an app's table of legal moves; buttons, actions and diagrams ask the same row.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cluster_portal.journal.chain import record

F = TypeVar("F", bound=Callable[..., Any])
M = TypeVar("M", bound=models.Model)


class Refused(Exception):
    """Something may not be done, with the reason in the reader's words.

    `field` names the form field the reason belongs to; `code` is stable and for tests and callers.
    """

    def __init__(self, reason: str | Promise, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.code = code
        self.field = field


def may(check: Any, *args: Any) -> bool:
    """Whether a rule lets it pass."""
    try:
        check(*args)
    except Refused:
        return False
    return True


class Stale(Refused):
    """Somebody saved this row after the form was opened. `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(_("Somebody has changed this since you opened it."), code="stale")
        self.current = current


@dataclass
class Act:
    """What is being done: collects what the journal entry will say."""

    verb: str
    data: dict[str, Any] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def note(**data: Any) -> None:
    """Add details to the journal entry of the action that is running; JSON values only."""
    act = _current.get()
    if act is None:
        raise RuntimeError("note() works only inside an action.")
    act.data.update(data)


def action(verb: str) -> Callable[[F], F]:
    """Make a function an action; it takes `by=` (a user; None: the portal itself) and returns what it acted on."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def perform(*args: Any, by: Any, **kwargs: Any) -> Any:
            outer = _current.get()
            act = Act(verb)
            token = _current.set(act)
            try:
                with transaction.atomic():
                    result = function(*args, by=by, **kwargs)
                    _write(act, outer, result, by)
            finally:
                _current.reset(token)
            return result

        perform.verb = verb  # type: ignore[attr-defined]
        return perform  # type: ignore[return-value]

    return decorate


def _write(act: Act, outer: Act | None, result: Any, by: Any) -> None:
    about = result[0] if isinstance(result, tuple) else result
    if outer is not None:
        outer.parts.append({"verb": act.verb, "about": str(about), **act.data})
        outer.parts.extend(act.parts)
        return
    record(act.verb, about, by=by, data=act.data | ({"parts": act.parts} if act.parts else {}))


def working_text(function: F) -> F:
    """Mark a function of actions.py that saves what is being typed.

    Typing is autosaved working text: the function opens the transaction here and writes its one journal entry an
    editing session itself, through an action it calls when the session begins.
    """

    @functools.wraps(function)
    def perform(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return function(*args, **kwargs)

    perform.verb = None  # type: ignore[attr-defined]
    return perform  # type: ignore[return-value]


def locked(instance: M, *, version: int | None = None) -> M:
    """The row as it is now, locked until the transaction ends (SQLite: the whole database is).

    Raises Stale if `version` is given and another was saved since.
    """
    row = type(instance)._base_manager.select_for_update().get(pk=instance.pk)
    if version is not None and row.version != version:  # type: ignore[attr-defined]
        raise Stale(row)
    return row


def refuse_stale(row: Any, version: int, own: Collection[str]) -> None:
    """Refuse to save over what somebody else has saved after `version`. Raises Stale.

    `own` are marks of the browser's own saves whose answer never came: a row one of them made is no conflict.
    """
    if row.version != version and (not row.token or row.token not in own):
        raise Stale(row)


def take_values(row: Any, changed: Mapping[str, Any], version: int, token: str, own: Collection[str]) -> None:
    """Put typed values on a row and mark it with this save's `token`, see `refuse_stale`. Raises Stale."""
    refuse_stale(row, version, own)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.token = token


@dataclass(frozen=True)
class Transition:
    """A legal move of a life cycle. `check(actor, obj)` raises Refused with the reason if the actor may not make it."""

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str
    check: Callable[[Any, Any], None]
    needs_reason: bool = False


def find(transitions: Iterable[Transition], name: str) -> Transition:
    """The move of that name; KeyError if the table has none."""
    return {move.name: move for move in transitions}[name]


def why_not(move: Transition, actor: Any, obj: Any, *, state_field: str = "state") -> Refused | None:
    """The reason the actor cannot make this move now, or None if he can; what a disabled button says."""
    try:
        _check(move, actor, obj, state_field)
    except Refused as refused:
        return refused
    return None


def move_state(
    instance: M,
    move: Transition,
    *,
    by: Any,
    reason: str = "",
    state_field: str = "state",
    also: dict[str, Any] | None = None,
) -> M:
    """Lock the row, check the move again, change and save its state, with `also` further fields. Call in an action.

    Raises Refused: wrong state, not this actor's right, or the reason is missing.
    """
    row = locked(instance)
    _check(move, by, row, state_field)
    if move.needs_reason and not reason.strip():
        raise Refused(_("Give the reason: it goes into the journal."), code="reason", field="reason")
    before = getattr(row, state_field)
    changes = {state_field: move.target, **(also or {})}
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    setattr(instance, state_field, move.target)
    note(move=move.name, before=before, after=move.target, **({"reason": reason} if reason else {}))
    return row


def _check(move: Transition, actor: Any, obj: Any, state_field: str) -> None:
    state = getattr(obj, state_field)
    if state not in move.sources:
        shown = getattr(obj, f"get_{state_field}_display")()
        raise Refused(
            _("“%(move)s” is not possible now: the state is “%(state)s”.") % {"move": move.label, "state": shown},
            code="state",
        )
    move.check(actor, obj)
