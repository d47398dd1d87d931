"""What looks wrong in the clauses of a draft: empty ones, numbers that are missing or double."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from agreements.importing.draft import Found


def empty(clauses: Sequence[Found]) -> Iterator[str]:
    """Sections with nothing below them, clauses without text."""
    for at, clause in enumerate(clauses):
        below = clauses[at + 1].level if at + 1 < len(clauses) else 0
        if not clause.text and below <= clause.level:
            said = _("%(clause)s has nothing below it.") if clause.level == 1 else _("%(clause)s is empty.")
            yield said % {"clause": " ".join(filter(None, [clause.printed, clause.heading]))}


def out_of_order(clauses: Sequence[Found]) -> Iterator[str]:
    """Numbers that are missing, double or in the wrong place. Below «Статья 2» counting may begin anew or go on."""
    seen: set[tuple[int, ...]] = set()
    label, labelled, anew = 0, "", False
    before: tuple[int, ...] = ()
    for clause in clauses:
        if not clause.printed[:1].isdecimal():
            if clause.printed and int(clause.number) != label + 1:
                yield _jump(labelled, clause.printed)
            label, labelled = (int(clause.number), clause.printed) if clause.printed else (label, labelled)
            anew = True
            continue
        path = tuple(map(int, clause.printed.split(".")))
        if anew and path == (1,):
            seen.clear()
        if path in seen:
            yield _("The number %(number)s comes more than once.") % {"number": clause.printed}
        elif path not in _next(before, label, anew=anew):
            yield _jump(".".join(map(str, before)), clause.printed)
        seen.add(path)
        before, anew = path, False


def _next(before: tuple[int, ...], label: int, *, anew: bool) -> set[tuple[int, ...]]:
    """The numbers that may come after this one."""
    if not before:
        return {(1,), (1, 1)}
    found = {(*before[:at], before[at] + 1) for at in range(len(before))} | {(*before, 1)}
    return found | {(1,), (label, 1), (before[0] + 1, 1)} if anew else found


def _jump(before: str, number: str) -> str:
    if not before:
        return _("The numbers begin with %(number)s.") % {"number": number}
    said = _("After %(before)s comes %(number)s: a number is missing or out of order.")
    return said % {"before": before, "number": number}
