"""What follows from a decision: parts under control, the group it creates."""

from __future__ import annotations

import re

from meetings.models import Decision
from members.models import WorkingGroup

# A full stop ends a sentence unless it follows an initial or a common abbreviation.
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[А-ЯЁ]\.)(?<!г\.)(?<!ул\.)(?<!им\.)\s+(?=[А-ЯЁ])")
GROUP = re.compile(r"[Сс]оздать\s+рабочую\s+группу\s+(?P<task>[^.]+)")


def parts(decision: Decision) -> list[str]:
    """What is put under control: the secretary's own lines, else each sentence of a decision that names a deadline
    or a person (a decision that names neither, as No. 1 of minutes No. 1, leaves nothing to control)."""
    if decision.own_control:
        return [line.strip() for line in decision.control_text.splitlines() if line.strip()]
    if not decision.adopted or not (decision.deadline_text.strip() or decision.responsible.strip()):
        return []
    return [part.strip() for part in SENTENCE_END.split(decision.text.strip()) if part.strip()]


def group_task(decision: Decision) -> str:
    """The task of the working group the wording creates, «для …» or «по …»; empty if it creates none."""
    found = GROUP.search(decision.text)
    return found["task"].strip() if found else ""


def product_of(task: str) -> str:
    """What the group makes, read from its task."""
    if "оглашени" in task:
        return WorkingGroup.Product.AGREEMENT
    if "План" in task:
        return WorkingGroup.Product.PLAN
    return WorkingGroup.Product.OTHER
