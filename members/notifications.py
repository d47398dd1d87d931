"""Messages of this room, one class each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_portal.notifications.messages import Message
from members.models import Absence


@dataclass(frozen=True)
class AwayRecorded(Message):
    """The secretary has recorded that the chair is away: to the chair and to the deputy, who acts meanwhile."""

    kind = "members.away_recorded"
    absence: Absence

    def subject(self) -> str:
        """From which day."""
        return _("The chair is away from %(day)s") % {"day": f"{self.absence.started:%d.%m.%Y}"}

    def text(self) -> str:
        """Who, until when, on what ground; what follows."""
        row = self.absence
        until = (
            _("until %(day)s") % {"day": f"{row.ended:%d.%m.%Y}"} if row.ended else _("until the return is recorded")
        )
        return _(
            "The absence of %(person)s is recorded from %(day)s, %(until)s. Ground: %(ground)s.\n\n"
            "Meanwhile the deputy chair acts. Is this not so? Tell the secretary; the chair may record the return."
        ) % {"person": row.mandate.person, "day": f"{row.started:%d.%m.%Y}", "until": until, "ground": row.ground}

    def url(self) -> str:
        """The offices of the Council."""
        return reverse("members:composition")


@dataclass(frozen=True)
class BackRecorded(Message):
    """The last day of the chair's absence is recorded: to the chair and to the deputy."""

    kind = "members.back_recorded"
    absence: Absence

    def subject(self) -> str:
        """Until which day."""
        return _("The chair is away until %(day)s") % {"day": f"{self.absence.ended:%d.%m.%Y}"}

    def text(self) -> str:
        """From when the chair acts again; or that the absence does not take place."""
        if self.absence.ended and self.absence.ended < self.absence.started:
            told = _("The absence of %(person)s recorded from %(day)s does not take place: the chair acts.")
            return told % {"person": self.absence.mandate.person, "day": f"{self.absence.started:%d.%m.%Y}"}
        return _("The last day of the absence is %(day)s. From the next day %(person)s acts as chair again.") % {
            "person": self.absence.mandate.person,
            "day": f"{self.absence.ended:%d.%m.%Y}",
        }

    def url(self) -> str:
        """The offices of the Council."""
        return reverse("members:composition")
