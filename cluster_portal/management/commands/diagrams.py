"""manage.py diagrams [--check]: the life cycles in docs/life-cycles.md and README.md, made from the tables of moves."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from agreements import rules as of_agreement
from agreements.models import Edition
from cluster_portal.workflow import Transition
from meetings import rules as of_meeting
from meetings.models import Assignment, Meeting
from workplans import rules as of_plan
from workplans.models import AnnualReport, PlanRevision

README = settings.BASE_DIR / "README.md"
ALL = settings.BASE_DIR / "docs" / "life-cycles.md"
MARKS = r"(<!-- diagrams -->\n).*?(<!-- /diagrams -->)"
TABLES = (
    ("Заседание", Meeting.State, of_meeting.TRANSITIONS),
    ("Протокол", Meeting.MinutesState, of_meeting.MINUTES_TRANSITIONS),
    ("Поручение", Assignment.State, of_meeting.ASSIGNMENT_TRANSITIONS),
    ("Редакция соглашения", Edition.State, of_agreement.TRANSITIONS),
    ("Редакция плана", PlanRevision.State, of_plan.TRANSITIONS),
    ("Отчёт об исполнении плана", AnnualReport.State, of_plan.ANNUAL_TRANSITIONS),
)
IN_README = ("Протокол", "Редакция соглашения", "Редакция плана")  # the three documents people sign


class Command(BaseCommand):
    """Writes the diagrams between their marks, or checks that they are up to date."""

    help = "Draw the life cycles in docs/life-cycles.md and README.md from the tables of moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Raise CommandError (exit 1) if --check finds a page out of date."""
        with translation.override("ru"):
            drawn = {title: diagram(title, states, moves) for title, states, moves in TABLES}
        self._put(ALL, list(drawn.values()), check=check)
        self._put(README, [drawn[title] for title in IN_README], check=check)

    def _put(self, page: Path, drawn: list[str], *, check: bool) -> None:
        text = page.read_text(encoding="utf-8")
        words = "\n\n".join(drawn)
        wanted = re.sub(MARKS, lambda m: f"{m[1]}{words}\n{m[2]}", text, flags=re.DOTALL)
        if check and wanted != text:
            raise CommandError(f"{page.name} shows old life cycles: run `manage.py diagrams`.")
        if not check:
            page.write_text(wanted, encoding="utf-8")


def diagram(title: str, states: Any, moves: Iterable[Transition]) -> str:
    """A state diagram in Mermaid, the states in the glossary's words."""
    labels = dict(states.choices)
    lines = [f"    %% {title}"]
    moves = list(moves)
    used = dict.fromkeys(state for move in moves for state in (*move.sources, move.target))
    lines += [f'    state "{labels[state]}" as {state}' for state in used]
    lines += [f"    {source} --> {move.target}: {move.label}" for move in moves for source in move.sources]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
