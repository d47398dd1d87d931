"""manage.py diagrams [--check]: the life cycles in README.md, made from the tables of moves."""

import re
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal.workflow import Transition
from meetings import rules
from meetings.models import Assignment, Meeting

README = settings.BASE_DIR / "README.md"
TABLES = (
    ("Заседание", Meeting.State, rules.TRANSITIONS),
    ("Протокол", Meeting.MinutesState, rules.MINUTES_TRANSITIONS),
    ("Поручение", Assignment.State, rules.ASSIGNMENT_TRANSITIONS),
)


class Command(BaseCommand):
    """Writes the diagrams between their marks in README.md, or checks that they are up to date."""

    help = "Draw the life cycles in README.md from the tables of moves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Raise CommandError (exit 1) if --check finds README.md out of date."""
        text = README.read_text(encoding="utf-8")
        with translation.override("ru"):
            drawn = "\n\n".join(diagram(title, states, moves) for title, states, moves in TABLES)
        marks = r"(<!-- diagram: meetings -->\n).*?(<!-- /diagram -->)"
        wanted = re.sub(marks, lambda m: f"{m[1]}{drawn}\n{m[2]}", text, flags=re.DOTALL)
        if check and wanted != text:
            raise CommandError("README.md shows old life cycles: run `manage.py diagrams`.")
        if not check:
            README.write_text(wanted, encoding="utf-8")


def diagram(title: str, states: Any, moves: Iterable[Transition]) -> str:
    """A state diagram in Mermaid, the states in the glossary's words."""
    labels = dict(states.choices)
    lines = [f"    %% {title}"]
    moves = list(moves)
    used = dict.fromkeys(state for move in moves for state in (*move.sources, move.target))
    lines += [f'    state "{labels[state]}" as {state}' for state in used]
    lines += [f"    {source} --> {move.target}: {move.label}" for move in moves for source in move.sources]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
