"""manage.py demo [--if-empty]."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal import demo
from cluster_portal.accounts.demo import demo_people


class Command(BaseCommand):
    """Makes the tables, fills them with the demo through the actions, and tells whom the sign-in page offers."""

    help = "Prepare the demo's database (DEMO=1)."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--if-empty makes a filled database no error."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        """Raise CommandError where DEMO is off or the database is not empty."""
        if not settings.DEMO:
            raise CommandError("DEMO is off: the demo is not loaded into a production database.")
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        with translation.override("ru"):
            if demo.is_empty():
                demo.load()
            elif not if_empty:
                raise CommandError("The database is not empty. `make demo` throws it away and begins anew.")
            self.stdout.write("\n".join(f"  {p.name} – {p.office} ({p.email})" for p in demo_people()))
