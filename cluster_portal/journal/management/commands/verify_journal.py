"""manage.py verify_journal [--anchor FILE]."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cluster_portal.journal.chain import HEAD_ID, verify, verify_anchor
from cluster_portal.journal.models import Head


class Command(BaseCommand):
    """Checks the chain and its triggers; exit 1 and the first broken entry if it does not hold."""

    help = "Check the journal's chain and its triggers. Prints the end of the chain, which can be kept as an anchor."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--anchor takes a file of an earlier run's output."""
        parser.add_argument("--anchor", type=Path, help="a file with lines “number hash” kept from an earlier run")

    def handle(self, *args: Any, anchor: Path | None = None, **options: Any) -> None:
        """Raise CommandError (exit 1) at the first broken entry."""
        broken = verify() or (self._against(anchor) if anchor else None)
        if broken:
            raise CommandError(f"The journal does not hold: {broken.reason}.")
        self.stdout.write(str(Head.objects.filter(pk=HEAD_ID).first() or f"0 {'0' * 64}"))

    def _against(self, path: Path) -> Any:
        lines = re.findall(r"^(\d+) ([0-9a-f]{64})\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if not lines:
            raise CommandError(f"{path} holds no line “number hash”.")
        return next((b for n, digest in lines if int(n) and (b := verify_anchor(int(n), digest))), None)
