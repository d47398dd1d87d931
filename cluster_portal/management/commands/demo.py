"""manage.py demo [--if-empty]."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal import demo
from cluster_portal.accounts.demo import demo_people


class Command(BaseCommand):
    """Fills an empty database with the demo, through the actions."""

    help = "Load the demo into an empty database (DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--if-empty makes a filled database no error; --sign-ins only tells whom the sign-in page offers."""
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--sign-ins", action="store_true")

    def handle(self, *args: Any, if_empty: bool, sign_ins: bool, **options: Any) -> None:
        """Raise CommandError where DEMO is off or the database is not empty."""
        if sign_ins:
            with translation.override("ru"):
                self.stdout.write("\n".join(f"  {p.name} – {p.office} ({p.email})" for p in demo_people()))
            return
        if not settings.DEMO:
            raise CommandError("DEMO is off: the demo is not loaded into a production database.")
        if not demo.is_empty():
            if if_empty:
                return
            raise CommandError("The database is not empty. `make demo` throws it away and begins anew.")
        with translation.override("ru"):
            demo.load()
        self.stdout.write("The demo is loaded.")
