"""The plan and its annual report as rooms of the signing engine: the chair approves by signing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from cluster_portal import clock
from cluster_portal.documents.models import Place, SealedDocument, Signature
from cluster_portal.documents.sealed.rooms import Capacity, Room
from cluster_portal.workflow import Refused
from members.models import CaseFile, Mandate, Person
from members.rules import absence_of_chair, may_keep_papers, offices_on, person_of
from members.signing import NO_GROUND, case_of, ground_of
from workplans import rules
from workplans.models import AnnualReport, PlanRevision
from workplans.people import writers_of

PLAN, REPORT = "plan", "plan_report"
GROUND = 200  # characters of a ground in a signature's authority, which holds two of them
CHAIR, DEPUTY = "Председатель Координационного совета", "Заместитель председателя Координационного совета"


def place_words(person: Person) -> str:
    """The place's words on paper; always Russian. Who is not the chair approves as the deputy."""
    is_chair = person.mandates.on(clock.today()).filter(office=Mandate.Office.CHAIR).exists()
    return f"{CHAIR if is_chair else DEPUTY}: {person.name}"


class _OfChair(Room, ABC):
    """What the plan and its report share: the chair signs, the secretary keeps."""

    by_attorney = False  # an approval is nobody else's to give
    anew: Any = ""  # what to do where the paper names another than who acts as chair today

    def may_read(self, user: Any, document: SealedDocument) -> None:
        """As the plan is read."""
        rules.may_read(user)

    def may_keep(self, user: Any, document: SealedDocument) -> None:
        """The secretary."""
        may_keep_papers(user)

    def capacity(self, place: Place, user: Any) -> Capacity:
        """Whoever acts as chair at this moment, where the paper names that person."""
        rules.may_approve(user)
        person = person_of(user)
        assert person is not None
        if place.label != place_words(person):
            raise self._of_another(place)
        return _capacity(person)

    def expected(self, place: Place) -> Capacity:
        """Whom the paper names, for a signature that is brought: it may have been put before an absence began.

        Raises Refused(other_signer) where nobody named so holds the office of chair or deputy today.
        """
        held = offices_on(self.plan_of(place.document).cluster, clock.today())
        named = [held[office] for office in (Mandate.Office.CHAIR, Mandate.Office.DEPUTY) if office in held]
        found = next((person for person in named if place_words(person) == place.label), None)
        if found is None:
            raise self._of_another(place)
        return _capacity(found)

    def _of_another(self, place: Place) -> Refused:
        told = _("This paper was made for another to sign (%(who)s).") % {"who": place.label}
        return Refused(f"{told} {self.anew}", code="other_signer")

    def people(self, document: SealedDocument) -> list[Any]:
        """The secretary and the leader of the group."""
        return writers_of(self.plan_of(document))

    def kept_for(self, document: SealedDocument) -> str:
        """The nomenclature's line for plans."""
        return str(case_of(CaseFile.Kind.PLAN) or "")

    @abstractmethod
    def plan_of(self, document: SealedDocument) -> Any:
        """The plan the document is of."""


def _capacity(person: Person) -> Capacity:
    mandates = person.mandates.on(clock.today()).filter(office__in=[Mandate.Office.CHAIR, Mandate.Office.DEPUTY])
    mandate = mandates.select_related("cluster").order_by("office").first()
    positions = person.positions.on(clock.today()).select_related("organization").order_by("kind")
    place = positions.first()
    organization = place.organization if place else None
    acting = mandate is not None and mandate.office == Mandate.Office.DEPUTY
    return Capacity(
        name=person.name,
        position="заместитель председателя Координационного совета"
        if acting
        else "председатель Координационного совета",
        organisation=organization.name if organization else "",
        inn=organization.inn if organization else "",
        ogrn=organization.ogrn if organization else "",
        authority=_authority(mandate) if mandate else "",
        accession=ground_of(person),
        lacks=NO_GROUND,
    )


def _authority(mandate: Mandate) -> str:
    """Since when and on what ground; the deputy's, with the ground of the chair's absence."""
    words = f"с {mandate.started:%d.%m.%Y}: {Truncator(mandate.ground).chars(GROUND)}"
    away = absence_of_chair(mandate.cluster, clock.today()) if mandate.office == Mandate.Office.DEPUTY else None
    if away is None:
        return words
    return f"{words}; председатель отсутствует с {away.started:%d.%m.%Y}: {Truncator(away.ground).chars(GROUND)}"


class PlanRoom(_OfChair):
    """Revisions of the plan."""

    kind = PLAN
    anew = _l("Approve from the plan's page: the paper is made anew with your name.")
    words = _l("Work plan")
    in_force_words = pgettext_lazy("plan", "approved")

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """While the council considers the revision and this is what it says now."""
        row = self.revision_of(document)
        return not standing and row.state == PlanRevision.State.CONSIDERED and row.document_id == document.pk

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of approval; where the council decided, with its decision."""
        row = self.revision_of(place.document)
        words = row.ground_words.split("\n") if row.ground != PlanRevision.Ground.DELEGATION else []
        return " ".join([f"Утверждаю: {place.document.title}.", *words]).strip()

    def accept(self, signature: Signature, by: Any) -> None:
        """The chair has signed: the revision is approved."""
        from workplans.actions import approve  # noqa: PLC0415 – the action knows this module

        approve(revision=self.revision_of(signature.document), document=signature.document, by=by)

    def refused(self, refusal: Any, by: Any) -> None:
        """The chair refuses to sign: the revision is returned with that reason."""
        from workplans.actions import return_plan  # noqa: PLC0415 – the action knows this module

        return_plan(revision=self.revision_of(refusal.place.document), reason=refusal.reason, by=by)

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The revision."""
        row = self.revision_of(document)
        return row.get_absolute_url(), row

    def is_public(self, document: SealedDocument) -> bool:
        """Published by the council's choice, once approved."""
        row = self.revision_of(document)
        return row.plan.published_at is not None and row.state in PlanRevision.HELD and row.document_id == document.pk

    def subjects(self, document: SealedDocument) -> list[tuple[str, Any]]:
        """Its revision and those after it: the approval of the next one ended it; the chair's signatures under them."""
        row = self.revision_of(document)
        later = PlanRevision.objects.filter(plan=row.plan_id, number__gte=row.number)
        signed = Signature.objects.filter(document__series=document.series, document__edition__gt=document.edition)
        rows = [("workplans.planrevision", pk) for pk in later.values_list("pk", flat=True)]
        return rows + [("documents.signature", pk) for pk in signed.values_list("pk", flat=True)]

    def revision_of(self, document: SealedDocument) -> PlanRevision:
        """The revision a document is of; asked for once for a document that was read."""
        if not hasattr(document, "_revision"):
            document._revision = PlanRevision.objects.whole().get(  # type: ignore[attr-defined]
                plan=int(document.series.rpartition(":")[2]), number=document.edition
            )
        return document._revision  # type: ignore[attr-defined]

    def plan_of(self, document: SealedDocument) -> Any:
        """The revision's plan."""
        return self.revision_of(document).plan


class ReportRoom(_OfChair):
    """Annual reports on the plan."""

    kind = REPORT
    anew = _l("Return the report: it is proposed again with your name.")
    words = _l("Report on the work plan")
    in_force_words = pgettext_lazy("plan", "approved")

    def takes_signatures(self, document: SealedDocument, standing: str) -> bool:
        """While it is before the chair."""
        row = self.report_of(document)
        return not standing and row.state == AnnualReport.State.PROPOSED and row.document_id == document.pk

    def intent(self, place: Place, capacity: Capacity) -> str:
        """The words of approval."""
        return f"Утверждаю: {place.document.title}."

    def accept(self, signature: Signature, by: Any) -> None:
        """The chair has signed: the report is approved and the plan closed."""
        from workplans.actions import approve_report  # noqa: PLC0415 – the action knows this module

        approve_report(report=self.report_of(signature.document), document=signature.document, by=by)

    def refused(self, refusal: Any, by: Any) -> None:
        """The chair refuses: the report is returned with that reason."""
        from workplans.actions import return_report  # noqa: PLC0415 – the action knows this module

        return_report(report=self.report_of(refusal.place.document), reason=refusal.reason, by=by)

    def back(self, document: SealedDocument) -> tuple[str, Any]:
        """The report's page."""
        row = self.report_of(document)
        return row.get_absolute_url(), row

    def report_of(self, document: SealedDocument) -> AnnualReport:
        """The report a document is of; asked for once for a document that was read."""
        if not hasattr(document, "_report"):
            rows = AnnualReport.objects.select_related("plan__cluster", "plan__group__leader__user")
            document._report = rows.get(pk=int(document.series.rpartition(":")[2]))  # type: ignore[attr-defined]
        return document._report  # type: ignore[attr-defined]

    def plan_of(self, document: SealedDocument) -> Any:
        """The report's plan."""
        return self.report_of(document).plan
