"""manage.py deliver [--loop] [--every SECONDS]."""

from __future__ import annotations

import datetime
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from cluster_portal import chores, clock
from cluster_portal.notifications.delivery import Outcome, deliver

CHORES_EVERY = 60  # seconds between two looks at what is due


class Command(BaseCommand):
    """Sends the letters of the outbox, once or for ever."""

    help = "Send the letters that are due: once, or in a loop until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--loop never ends by itself."""
        parser.add_argument("--loop", action="store_true")
        parser.add_argument("--every", type=float, default=5, help="seconds between two looks into the outbox")

    def handle(self, *args: Any, loop: bool, every: float, **options: Any) -> None:
        """Send; with --loop outlive a database that is away for a while."""
        self.stop = threading.Event()
        self.chores_at: datetime.datetime | None = None
        if not loop:
            self.run()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stop.set())
        while not self.stop.is_set():
            self.run_safely()
            self.stop.wait(every)

    def run(self) -> None:
        """What is due, then one look into the outbox; a letter under way is finished before a SIGTERM is obeyed."""
        self.do_chores()
        for outcome in deliver(wanted=lambda: not self.stop.is_set()):
            self.tell(outcome)

    def do_chores(self) -> None:
        """Do what follows by itself when a day comes, once a minute; a chore that fails stops no letter."""
        now = clock.now()
        if self.chores_at is None or not 0 <= (now - self.chores_at).total_seconds() < CHORES_EVERY:
            self.chores_at = now
            for failure in chores.run():
                self.stderr.write(failure)

    def run_safely(self) -> None:
        """One look; what the database could not do is tried at the next."""
        try:
            self.run()
        except Error as error:
            self.stderr.write(f"The database did not answer: {error}")
            close_old_connections()  # the next look opens a new one

    def tell(self, outcome: Outcome) -> None:
        """One line about one letter."""
        letter = outcome.letter
        if not outcome.error:
            self.stdout.write(f"Sent to {letter.to}: {letter.subject}")
        elif letter.next_try_at:
            when = f"{letter.next_try_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"Not sent to {letter.to}, next try {when}: {outcome.error}")
        else:
            self.stdout.write(f"Given up, to {letter.to}: {outcome.error}")
