"""manage.py bench: the performance table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from meetings.models import Meeting


class Command(BaseCommand):
    """Measures pages and documents; prints ratios."""

    help = "Print the performance table (make bench)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--fill is used by the bench itself, on its own database."""
        parser.add_argument("--fill", type=int, help="fill this database with so many meetings and print the demo's id")

    def handle(self, *args: Any, fill: int | None, **options: Any) -> None:
        """Run the bench, or fill its database."""
        from cluster_portal import bench  # noqa: PLC0415 - it adds the floor view to the addresses

        if fill:
            bench.fill(fill)
            self.stdout.write(str(Meeting.objects.earliest("date", "pk").pk))
        else:
            bench.run(self.stdout.write)
