"""manage.py verify_document FILE | --stored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cluster_portal.documents.models import SealedDocument
from cluster_portal.documents.sealed.package import check_package
from cluster_portal.documents.sealed.sheet import state_of
from cluster_portal.documents.sealed.verify import Verdict, check_pdf, problems
from cluster_portal.journal.chain import verify
from cluster_portal.journal.triggers import missing_triggers


class Command(BaseCommand):
    """The same check as on the check page: a PDF, an evidence package, or everything that is stored."""

    help = "Check a PDF or an evidence package against what is stored, or everything stored. Exit 1: what is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE or --stored."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--stored", action="store_true")

    def handle(self, *args: Any, file: Path | None, stored: bool, **options: Any) -> None:
        """Raise CommandError (exit 1) with everything that does not hold."""
        if (file is None) != stored:
            raise CommandError("Give a file, or --stored.")
        with translation.override("ru"):
            self.stdout.write(self._file(file) if file else self._stored())

    def _file(self, file: Path) -> str:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        verdict = check_package(data) if data.startswith(b"PK\x03\x04") else check_pdf(data)
        if verdict.state is None:
            raise CommandError(f"{file}: not a file of this portal, or changed.")
        if not verdict.holds:
            raise CommandError("\n".join([f"{file}: {verdict.state.document.title}", *verdict.problems]))
        return f"{_told(verdict)}\nOK"

    def _stored(self) -> str:
        wrong = [f"trigger missing: {name}" for name in missing_triggers()]
        if broken := verify():
            wrong.append(f"journal: {broken.reason}")
        count = 0
        for document in SealedDocument.objects.select_related("replaces").order_by("pk").iterator(chunk_size=100):
            count += 1
            wrong += [
                f"{document.printed_code} {document.title}: {line}" for line in problems(state_of(document, whole=True))
            ]
        if wrong:
            raise CommandError("\n".join(wrong))
        return f"{count} documents\nOK"


def _told(verdict: Verdict) -> str:
    state = verdict.state
    assert state is not None
    document = state.document
    lines = [document.title, f"{document.printed_code}, {verdict.what}: {state.words}", document.pdf_sha256]
    return "\n".join(lines + [f"{row.name}, {row.get_route_display()}, {row.local_time}" for row in state.signatures])
