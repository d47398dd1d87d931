"""Messages of this room, one class each."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Edition, Party, Remark
from cluster_portal.notifications.messages import Message


@dataclass(frozen=True)
class _OfEdition(Message):
    """What letters about an edition share."""

    kind = "agreements.edition"
    edition: Edition

    def subject(self) -> str:
        """Which edition."""
        return str(self.edition)

    def text(self) -> str:
        """Which edition."""
        return str(self.edition)

    def url(self) -> str:
        """Where it is read."""
        return self.edition.get_absolute_url()


@dataclass(frozen=True)
class Discussed(_OfEdition):
    """An edition is put up for discussion."""

    kind = "agreements.discussed"

    def subject(self) -> str:
        """What, until when."""
        return _("For discussion until %(day)s: %(edition)s") % {
            "day": f"{self.edition.discussed_until:%d.%m.%Y}",
            "edition": self.edition,
        }

    def text(self) -> str:
        """What is asked."""
        return _("Read it, make remarks on its clauses or say that you agree. Remarks are taken until %s.") % (
            f"{self.edition.discussed_until:%d.%m.%Y}"
        )


@dataclass(frozen=True)
class Ready(_OfEdition):
    """The group says that an edition is ready to be signed."""

    kind = "agreements.ready"

    def subject(self) -> str:
        """What is ready."""
        return _("Ready to be signed: %s") % self.edition

    def text(self) -> str:
        """What is asked of the secretary."""
        return _("The working group hands the edition over. Put it to signature.")


@dataclass(frozen=True)
class Remarked(Message):
    """An organisation has made a remark."""

    kind = "agreements.remarked"
    remark: Remark

    def subject(self) -> str:
        """By whom, on what."""
        return _("Remark by %(organization)s: %(edition)s") % {
            "organization": self.remark.organization.short,
            "edition": self.remark.edition,
        }

    def text(self) -> str:
        """The remark."""
        return "\n\n".join(filter(None, [self.remark.wording, self.remark.text]))

    def url(self) -> str:
        """The remark beside its clause."""
        return f"{self.remark.edition.get_absolute_url()}#r{self.remark.pk}"


@dataclass(frozen=True)
class Answered(Message):
    """The group has answered a remark."""

    kind = "agreements.answered"
    remark: Remark

    def subject(self) -> str:
        """What became of it."""
        return _("Your remark: %(answer)s. %(edition)s") % {
            "answer": self.remark.get_answer_display(),
            "edition": self.remark.edition,
        }

    def text(self) -> str:
        """The remark and the answer."""
        told = [self.remark.wording, self.remark.text, _("Answer: %s") % self.remark.get_answer_display()]
        return "\n\n".join(filter(None, [*told, self.remark.answer_text]))

    def url(self) -> str:
        """The remark beside its clause."""
        return f"{self.remark.edition.get_absolute_url()}#r{self.remark.pk}"


@dataclass(frozen=True)
class Reminder(Message):
    """A head who has not signed is reminded: how many things, how long they take."""

    kind = "agreements.reminder"
    party: Party
    minutes: int

    def subject(self) -> str:
        """What waits."""
        return _("Your signature is waited for: %s") % self.party.edition

    def text(self) -> str:
        """For whom, until when, how long it takes, what else can be said."""
        until = self.party.edition.sign_until
        lines = [
            _("From you: 1 thing, about %s minutes.") % self.minutes,
            _("The signature of %s is waited for.") % self.party.name,
            _("Until %s.") % f"{until:%d.%m.%Y}" if until else "",
            _("If it is being agreed inside, or you refuse, say so on the same page: one click."),
        ]
        return "\n".join(filter(None, lines))

    def url(self) -> str:
        """Where it is signed."""
        return self.party.place.get_absolute_url() if self.party.place else self.party.edition.get_absolute_url()


@dataclass(frozen=True)
class TakenBack(_OfEdition):
    """An edition is taken back from signature."""

    kind = "agreements.taken_back"

    def subject(self) -> str:
        """What."""
        return _("Taken back from signature: %s") % self.edition

    def text(self) -> str:
        """Why, and what becomes of signatures given."""
        return _(
            "Reason: %s\n\nSignatures given stay recorded for that text. The next edition will be put to you anew, "
            "with what changed shown where it is signed."
        ) % (self.edition.state_reason)


@dataclass(frozen=True)
class Extended(_OfEdition):
    """The deadline of signing is moved."""

    kind = "agreements.extended"

    def subject(self) -> str:
        """Until when now."""
        return _("New deadline %(day)s: %(edition)s") % {
            "day": f"{self.edition.sign_until:%d.%m.%Y}",
            "edition": self.edition,
        }

    def text(self) -> str:
        """Why."""
        return _("The edition is to be signed until %(day)s. Reason: %(reason)s") % {
            "day": f"{self.edition.sign_until:%d.%m.%Y}",
            "reason": self.edition.earlier_deadlines[-1]["reason"],
        }


@dataclass(frozen=True)
class InForce(_OfEdition):
    """The condition is met: the edition is in force between those who signed."""

    kind = "agreements.in_force"

    def subject(self) -> str:
        """What."""
        return _("In force from %(day)s: %(edition)s") % {
            "day": f"{self.edition.in_force_on:%d.%m.%Y}",
            "edition": self.edition,
        }

    def text(self) -> str:
        """Between whom; that others may still sign."""
        return _(
            "The agreement is in force between the organisations that signed it; others may still sign the same text."
        )


@dataclass(frozen=True)
class Ended(_OfEdition):
    """The agreement has ended."""

    kind = "agreements.ended"

    def subject(self) -> str:
        """What."""
        return _("No longer in force: %s") % self.edition.agreement

    def text(self) -> str:
        """From when and why."""
        return _("The last day is %(day)s. Ground: %(ground)s") % {
            "day": f"{self.edition.agreement.ended_on:%d.%m.%Y}",
            "ground": self.edition.agreement.ended_ground,
        }


@dataclass(frozen=True)
class Acceded(Message):
    """An organisation has acceded to the text in force."""

    kind = "agreements.acceded"
    party: Party

    def subject(self) -> str:
        """Who, to what."""
        return _("%(organization)s has acceded: %(edition)s") % {
            "organization": self.party.name,
            "edition": self.party.edition,
        }

    def text(self) -> str:
        """From when it is bound."""
        return _("It is bound from %s.") % f"{self.party.effective_from:%d.%m.%Y}"

    def url(self) -> str:
        """The parties."""
        return reverse("agreements:register", args=[self.party.edition.agreement_id])


@dataclass(frozen=True)
class Left(Message):
    """A party has left the agreement."""

    kind = "agreements.left"
    party: Party

    def subject(self) -> str:
        """Who."""
        return _("%s has left the agreement") % self.party.name

    def text(self) -> str:
        """Last day and ground."""
        return _("The last day is %(day)s. Ground: %(ground)s") % {
            "day": f"{self.party.left_on:%d.%m.%Y}",
            "ground": self.party.left_ground,
        }

    def url(self) -> str:
        """The parties."""
        return reverse("agreements:register", args=[self.party.edition.agreement_id])
