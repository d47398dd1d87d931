"""manage.py record_minutes FILE.json."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal import clock
from cluster_portal.workflow import Refused
from meetings import actions
from members.models import Mandate
from members.rules import the_cluster


class Command(BaseCommand):
    """Records minutes from the structure «minutes-expected/1» through the same actions as the browser."""

    help = "Record a held meeting from a JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE.json: one meeting."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Raise CommandError (exit 1): unreadable file, no cluster, or a refusal with its reason."""
        try:
            data = json.loads(file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from error
        cluster = the_cluster()
        if cluster is None:
            raise CommandError("There is no cluster yet: begin in the admin site, or run `make demo`.")
        try:
            with translation.override("ru"):
                meeting = actions.record_minutes(cluster=cluster, data=data, by=_secretary())
        except Refused as refused:
            raise CommandError(str(refused.reason)) from refused
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"No. {meeting.number} of {meeting.date:%d.%m.%Y}")


def _secretary() -> Any:
    """The account of the council's present secretary, in whose name an archive is entered."""
    mandates = Mandate.objects.on(clock.today()).filter(office=Mandate.Office.SECRETARY, person__user__isnull=False)
    mandate = mandates.select_related("person__user").first()
    return mandate.person.user if mandate else None
