"""manage.py create_seal_certificate [--organisation NAME]."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.documents.sealed import marks


class Command(BaseCommand):
    """Makes the portal's own key and a self-signed certificate; a bought one is put into SEAL_DIR instead."""

    help = "Make the key and certificate that mark copies and sign evidence packages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--organisation is the operator as the certificate names it."""
        parser.add_argument("--organisation", default="Координационный совет")

    def handle(self, *args: Any, organisation: str, **options: Any) -> None:
        """Raise CommandError (exit 1) where there is a key already: it is never overwritten."""
        try:
            made = marks.make_key(organisation)
        except FileExistsError as error:
            raise CommandError(f"{error} exists already; move it away first.") from error
        self.stdout.write(f"{made.key}\n{made.certificate}\nKeep the key secret and keep a copy of both.")
