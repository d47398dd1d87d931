"""manage.py export_evidence NUMBER [--year Y] -o FILE."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal.documents.sealed.evidence import package
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.workflow import Refused
from meetings.numbers import meeting_by_number


class Command(BaseCommand):
    """Writes the evidence package of minutes that were put to signature."""

    help = "Write the evidence package of the minutes of a meeting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """NUMBER is the meeting's number as printed, without «№»."""
        parser.add_argument("number")
        parser.add_argument("--year", type=int)
        parser.add_argument("-o", "--output", type=Path, required=True)
        parser.add_argument("--court", action="store_true", help="with IP addresses: personal data")

    def handle(self, *args: Any, number: str, year: int | None, output: Path, court: bool, **options: Any) -> None:
        """Raise CommandError (exit 1): no such meeting, minutes that are not sealed, no key of the portal."""
        meeting = meeting_by_number(number, year)
        if meeting.document is None:
            raise CommandError(f"The minutes No. {number} are not sealed: they were not put to signature here.")
        try:
            with translation.override("ru"):
                output.write_bytes(package(state_of(meeting.document), court=court))
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused
        self.stdout.write(f"{output}")
