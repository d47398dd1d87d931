"""How the signing of an edition stands: who is asked, who has signed, whether the condition of the text is met."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Edition, Party
from cluster_portal import clock
from cluster_portal.documents.models import Reading
from members.models import Membership, Organization, Position
from members.rules import charter_on, counts_as_head

State = Party.State
ENOUGH = 2  # an agreement binds at least two


def heads_of(organizations: Iterable[int], on: datetime.date | None = None) -> dict[int, Position]:
    """Organisation → the position of who signs for it on the day, an acting head before a head on leave; two queries.

    Whether an acting head counts is for the Charter of the day.
    """
    day = on or clock.today()
    ids = list(organizations)
    rows = Position.objects.on(day).filter(organization__in=ids, kind__in=[Position.Kind.HEAD, Position.Kind.ACTING])
    rows = rows.select_related("person__user", "organization").order_by(
        "-kind"
    )  # head, then acting: the last one holds
    cluster_charter = charter_on(_cluster(), day)
    return {row.organization_id: row for row in rows if counts_as_head(row, cluster_charter)}


def _cluster() -> Any:
    from members.rules import the_cluster  # noqa: PLC0415 – read at the moment of asking

    return the_cluster()


def parties_of(*editions: Edition) -> list[Any]:
    """The parties with their organisations, each with `gone`: the day its organisation left the cluster, if it did.

    All editions are of one agreement.
    """
    cluster = editions[0].agreement.cluster_id
    memberships = Membership.objects.filter(organization=OuterRef("organization"), cluster=cluster).order_by("-pk")
    rows = Party.objects.filter(edition__in=editions).select_related("organization", "place__document")
    return list(rows.annotate(gone=Subquery(memberships.values("left")[:1])).order_by("order", "pk"))


@dataclass
class Signing:
    """An edition that is or was put to signature, with its parties as of a day."""

    edition: Edition
    parties: list[Any]
    on: datetime.date

    @classmethod
    def of(cls, edition: Edition, on: datetime.date | None = None) -> Signing:
        """Read the parties; one query."""
        return cls(edition, parties_of(edition), on or clock.today())

    @classmethod
    def each(cls, editions: list[Any]) -> dict[Any, Signing]:
        """Editions of one agreement, each with its parties; one query."""
        rows = parties_of(*editions) if editions else []
        return {one: cls(one, [row for row in rows if row.edition_id == one.pk], clock.today()) for one in editions}

    def has_left(self, party: Any) -> bool:
        """Whether its organisation is no longer in the cluster."""
        return party.gone is not None and party.gone < self.on

    @cached_property
    def asked(self) -> list[Any]:
        """Those the text was put to: without those left out, acceded later, or gone before they signed."""
        return [row for row in self._put_to if row not in self._gone]

    @cached_property
    def _put_to(self) -> list[Any]:
        return [row for row in self.parties if row.state != State.LEFT_OUT and row.sheet_id is None]

    @cached_property
    def _gone(self) -> list[Any]:
        """Who left the cluster without having signed."""
        return [row for row in self._put_to if row.state not in Party.BOUND and self.has_left(row)]

    @cached_property
    def signed(self) -> list[Any]:
        """Of those asked, who has signed, with disagreements or without."""
        return [row for row in self.asked if row.state in Party.BOUND]

    @cached_property
    def acceded(self) -> list[Any]:
        """Who joined the text later, on a sheet of its own."""
        return [row for row in self.parties if row.sheet_id is not None and row.state == State.ACCEDED]

    @cached_property
    def silent(self) -> list[Any]:
        """Of those asked, who has neither signed nor refused."""
        return [row for row in self.asked if row.state in Party.SILENT]

    def count(self, state: str) -> int:
        """How many of those asked stand so."""
        return sum(row.state == state for row in self.asked)

    @property
    def agreeing(self) -> int:
        """How many are agreeing inside."""
        return self.count(State.AGREEING)

    @property
    def waiting(self) -> int:
        """How many are waited for."""
        return self.count(State.WAITING)

    @property
    def declined(self) -> int:
        """How many refuse."""
        return self.count(State.DECLINED)

    @property
    def needed(self) -> int:
        """How many signatures the condition of the text wants."""
        kinds = Edition.Condition
        if self.edition.condition == kinds.ALL:
            return max(len(self.asked), ENOUGH)
        return (self.edition.condition_count or ENOUGH) if self.edition.condition == kinds.COUNT else ENOUGH

    @property
    def condition_day(self) -> datetime.date | None:
        """The day from which the text is in force between those who signed; None while too few have.

        Where all must sign, not before who never signed has left the cluster.
        """
        days = sorted(row.signed_on for row in self.signed)
        if len(days) < self.needed:
            return None
        every = self.edition.condition == Edition.Condition.ALL
        left = [row.gone + datetime.timedelta(days=1) for row in self._gone] if every else []
        return max([days[self.needed - 1], self.edition.not_before or days[0], *left])

    @property
    def is_due(self) -> bool:
        """Whether the condition is met today."""
        day = self.condition_day
        return day is not None and day <= self.on

    @property
    def days_left(self) -> int | None:
        """Days until the deadline, negative when it has passed."""
        return (self.edition.sign_until - self.on).days if self.edition.sign_until else None

    @cached_property
    def opened(self) -> dict[int, datetime.datetime]:
        """Organisation → when somebody who works there first opened the sealed text; one query."""
        rows = Reading.objects.filter(document=self.edition.document_id).order_by("-first")
        found = rows.values_list("user__person__positions__organization", "first")
        return {organization: timezone.localtime(first) for organization, first in found if organization}

    def bound(self) -> list[Any]:
        """Who is bound by the text on the day: signed or acceded, effective by then, not left; nobody after the end."""
        if self.edition.agreement.has_ended_by(self.on):
            return []
        rows = (row for row in self.parties if row.state in Party.BOUND and row.effective_from)
        return [row for row in rows if row.effective_from <= self.on and not self.left_by(row)]

    def left_by(self, party: Any) -> datetime.date | None:
        """The last day of a party that left the agreement or the cluster before the day; None where it has not."""
        days = [day for day in (party.left_on, party.gone) if day is not None and day < self.on]
        return min(days) if days else None


def condition_words(edition: Edition) -> str:
    """What the condition says, for people."""
    words = str(edition.get_condition_display())
    if edition.condition == Edition.Condition.COUNT:
        words = _("when %s parties have signed") % edition.condition_count
    if edition.not_before:
        words += _(", not before %s") % f"{edition.not_before:%d.%m.%Y}"
    return words


def legal_entities(cluster: Any, on: datetime.date) -> list[tuple[Organization, str, list[str]]]:
    """Who can be a party on the day: (legal entity, its name that day, its branches in the composition), in order.

    A branch whose parent is not in the composition brings the parent in: a branch signs nothing itself.
    """
    from members.composition import composition  # noqa: PLC0415 – the composition reads much; asked for here alone

    rows = composition(cluster, on).rows
    names = {row.organization.pk: row.name for row in rows}
    prefetch_related_objects([row.parent for row in rows if row.parent and row.parent.pk not in names], "former_names")
    found: dict[int, tuple[Organization, str, list[str]]] = {}
    for row in rows:
        whole = row.parent or row.organization
        name = names.get(whole.pk) or whole.name_on(on)
        entry = found.setdefault(whole.pk, (whole, name, []))
        if row.parent:
            entry[2].append(row.name)
        elif entry[1] != row.name:
            found[whole.pk] = (whole, row.name, entry[2])
    return list(found.values())
