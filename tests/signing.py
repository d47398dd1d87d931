"""Documents to sign: organisations that joined simple signatures, minutes put to signature, signing by code."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from cluster_portal import clock, demo
from cluster_portal.documents import actions as documents
from cluster_portal.documents.models import Place, SealedDocument, Signature
from cluster_portal.documents.sealed import marks
from meetings import actions
from meetings.doubts import open_doubts
from meetings.models import Meeting
from meetings.record import Record
from members import actions as composition
from members.models import Accession, Organization
from tests import actors as people
from tests import seeded

DAY = people.DAY
SCAN = b"%PDF-1.7 signed by hand"


def fresh(meeting: Meeting) -> Meeting:
    """The meeting as it is now."""
    return Meeting.objects.get(pk=meeting.pk)


def portal_key() -> None:
    """The portal's own key, made once for the run."""
    if not marks.keys().exist:
        marks.make_key("Проверка")


def council() -> people.Actors:
    """Everybody after minutes No. 1: the chair is elected, the groups are there, documents can be sealed."""
    portal_key()
    seeded.again("minutes 1", lambda: demo.record_minutes_1(by=people.make_actors().secretary))
    return people.everybody()


def scan(name: str = "scan.pdf") -> ContentFile[bytes]:
    return ContentFile(SCAN, name=name)


def prepare(name: str, *others: str, by: Any) -> Accession:
    """The sheet of the organisation where the first of these people works, not signed yet."""
    persons = [people.person(one) for one in (name, *others)]
    for person in persons:
        if not person.user and not person.email:
            person.email = "somebody@example.org"
            person.save()
    organization = Organization.objects.filter(positions__person=persons[0], memberships__isnull=False).get()
    return composition.prepare_accession(
        organization=organization, people=persons, checked_how="лично, по паспорту", by=by
    )


def on_paper(place: Place, *, by: Any, name: str = "Примерова Анна Ивановна", **changes: Any) -> Signature:
    """Enter a signature by hand."""
    given = {
        "name": name,
        "position": "директор",
        "signed_on": DAY,
        "scan": scan(),
        "code": place.document.printed_code,
        "kept": "в сейфе",
    }
    return documents.sign_on_paper(place=place, by=by, **(given | changes))


def join(name: str, *others: str, by: Any) -> Accession:
    """An organisation joins simple signatures on paper, naming these people."""
    accession = prepare(name, *others, by=by)
    on_paper(place_of(accession.document), by=by)
    accession.refresh_from_db()
    return accession


def place_of(document: SealedDocument, number: int = 1) -> Place:
    return Place.objects.select_related("document").get(document=document, order=number)


@seeded.once(fresh)
def held(cluster: Any, by: Any, number: str = "8") -> Meeting:
    """A finished meeting without doubts left."""
    meeting = actions.plan_meeting(
        cluster=cluster,
        number=number,
        date=DAY,
        place="г. Томск",
        format="mixed",
        agenda=[("О Соглашении", "Матвеев Д.М.")],
        by=by,
    )
    actions.start(meeting=meeting, by=by)
    actions.finish(meeting=meeting, by=by)
    for doubt in open_doubts(Record(meeting)):
        actions.explain_doubt(meeting=meeting, key=doubt.key, reason="так и было", by=by)
    return meeting


@seeded.once(fresh)
def to_sign(cluster: Any, by: Any, number: str = "8", **roles: str) -> Meeting:
    """Minutes put to signature; `roles` name who signs, by default the secretary and then the chair."""
    named = roles or {"secretary": people.SECRETARY, "chair": people.CHAIR}
    signatories = {role: people.person(name) for role, name in named.items()}
    return actions.put_to_sign(meeting=held(cluster, by, number), signatories=signatories, by=by)


def confirmed(place: Place, user: Any, sha256: str = "") -> documents.Confirmed:
    """Have a code sent and type it rightly."""
    sha256 = sha256 or place.document.pdf_sha256
    _row, digits = documents.send_code(place=place, sha256=sha256, by=user)
    assert documents.try_code(place=place, sha256=sha256, digits=digits, by=user) is None
    return documents.Confirmed("code", clock.now())


def sign(place: Place, user: Any, **changes: Any) -> Signature:
    """Sign by a code."""
    given = {
        "sha256": place.document.pdf_sha256,
        "opened": clock.now(),
        "seen": documents.Seen("192.0.2.7", "Browser"),
    }
    given |= changes
    if "confirmed" not in given:
        given["confirmed"] = confirmed(place, user)
    return documents.sign(place=place, by=user, **given)


@seeded.once(fresh)
def signed(cluster: Any, secretary: Any, chair: Any, number: str = "8") -> Meeting:
    """Minutes signed electronically by secretary and chair."""
    meeting = to_sign(cluster, secretary, number)
    sign(place_of(meeting.document, 1), secretary)
    sign(place_of(meeting.document, 2), chair)
    meeting.refresh_from_db()
    return meeting
