"""manage.py export_minutes NUMBER [--year Y] --format txt|docx|pdf|json [-o FILE]."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.workflow import Refused
from meetings.export import FORMATS, export
from meetings.numbers import meeting_by_number


class Command(BaseCommand):
    """Writes official minutes; never a signature sheet."""

    help = "Write the official minutes of a meeting to standard output or a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """NUMBER is the meeting's number as printed, without «№»."""
        parser.add_argument("number")
        parser.add_argument("--year", type=int)
        parser.add_argument("--format", choices=FORMATS, default="txt")
        parser.add_argument("-o", "--output", type=Path)

    def handle(self, *args: Any, number: str, year: int | None, output: Path | None, **options: Any) -> None:
        """Raise CommandError (exit 1): no such meeting, or several (they are listed)."""
        meeting = meeting_by_number(number, year)
        try:
            data = export(meeting, options["format"])
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused
        if output:
            output.write_bytes(data)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
