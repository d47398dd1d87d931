"""Directions of interaction: entered with their source, tied to clauses, corrected, taken out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agreements import rules
from agreements.models import Agreement, Direction, Edition
from agreements.record import Text
from cluster_portal import clock
from cluster_portal.documents.plain import check_text, clean_text
from cluster_portal.workflow import Refused, action, locked, note
from meetings.models import Meeting
from members.models import Cluster

Source = Direction.Source
MOST = 200  # directions entered at once


@action("agreements.directions_entered")
def enter_directions(
    *, cluster: Cluster, source: str, source_words: str, text: str, meeting: Meeting | None = None, by: Any
) -> Cluster:
    """Enter directions of the Regulation or of minutes, a line each; an empty line divides paragraphs of the source.

    Without empty lines every line is a paragraph. Raises Refused, ValidationError.
    """
    rules.may_keep_directions(by)
    if source not in {Source.REGULATION, Source.PROTOCOL}:
        raise ValidationError({"source": _("Directions of the Agreement are taken from its clauses.")})
    words = clean_text(source_words).strip()
    if not words:
        raise ValidationError({"source_words": _("Name the source: the document, its number and date.")})
    rows = _parsed(clean_text(text))
    last = _last(cluster, source)
    Direction.objects.bulk_create(
        Direction(
            cluster=cluster,
            source=source,
            source_words=words,
            meeting=meeting,
            paragraph=paragraph,
            order=last + place,
            text=line,
        )
        for place, (paragraph, line) in enumerate(rows, 1)
    )
    note(source=str(source), source_words=words, directions=len(rows))
    return cluster


def _parsed(text: str) -> list[tuple[int, str]]:
    """(paragraph, direction) from lines; raises ValidationError where there is none, or too many."""
    check_text(text)
    groups = [[line.strip() for line in part.split("\n") if line.strip()] for part in text.split("\n\n")]
    groups = [group for group in groups if group]
    if len(groups) == 1:
        groups = [[line] for line in groups[0]]
    rows = [(number, line) for number, group in enumerate(groups, 1) for line in group]
    if not 1 <= len(rows) <= MOST:
        raise ValidationError({"text": _("Write from 1 to %s directions, each in a line of its own.") % MOST})
    return rows


def _last(cluster: Cluster, source: str) -> int:
    found = Direction.objects.filter(cluster=cluster, source=source).aggregate(last=Max("order"))["last"]
    return int(found or 0)


@action("agreements.directions_taken")
def take_directions(*, edition: Edition, section: str, by: Any) -> Agreement:
    """Take the clauses of a section of the agreement (a draft too) as its directions, each tied to its clause.

    Those taken from a clause before follow its words now. Raises Refused: forbidden, empty.
    """
    rules.may_work_on(by, edition.agreement)
    text = Text(edition)
    heading = next((line for line in text.lines if line.key == section and line.level == 1), None)
    below = [line for line in text.lines if heading and line.number.rpartition(".")[0] == heading.number]
    if heading is None or not below:
        raise Refused(_("This section has no clauses."), code="empty", field="section")
    agreement = locked(edition.agreement)
    known = {row.clause_key: row for row in agreement.directions.filter(removed_at=None)}
    words = f"{text.title}, редакция {edition.number}, раздел {heading.number}"[:300]
    order = _last(agreement.cluster, Source.AGREEMENT)
    made, changed = [], []
    for paragraph, line in enumerate(below, 1):
        row = known.get(line.key)
        if row is None:
            row = Direction(
                cluster=agreement.cluster, source=Source.AGREEMENT, agreement=agreement, clause_key=line.key
            )
            row.order = order = order + 1
            made.append(row)
        else:
            changed.append(row)
        row.text, row.paragraph, row.source_words = line.whole, paragraph, words
    Direction.objects.bulk_create(made)
    Direction.objects.bulk_update(changed, ["text", "paragraph", "source_words"])
    note(section=heading.number, directions=len(below), edition=edition.number)
    return agreement


@action("agreements.direction_tied")
def tie(*, direction: Direction, agreement: Agreement | None, clause_key: str, by: Any) -> Direction:
    """Tie a direction to the clause of the agreement that speaks of it; '' unties. Raises Refused."""
    rules.may_keep_directions(by)
    row = locked(direction)
    edition = agreement.editions.first() if agreement else None
    if clause_key and (edition is None or clause_key not in Text(edition).number):
        raise Refused(_("The agreement has no such clause."), code="clause", field="clause")
    row.clause_key = clause_key
    if row.source != Source.AGREEMENT:
        row.agreement = agreement if clause_key else None
    row.save(update_fields=["clause_key", "agreement"])
    note(direction=str(row), clause=clause_key)
    return row


@action("agreements.direction_corrected")
def correct(*, direction: Direction, text: str, by: Any) -> Direction:
    """Correct the words of a direction as its source has them. Raises Refused, ValidationError."""
    rules.may_keep_directions(by)
    words = " ".join(clean_text(text).split())
    if not words:
        raise ValidationError({"text": _("Write the direction.")})
    check_text(words)
    row = locked(direction)
    note(before=row.text, after=words)
    row.text = words
    row.save(update_fields=["text"])
    return row


@action("agreements.direction_removed")
def take_out(*, direction: Direction, by: Any) -> Direction:
    """Take a direction out: it no longer counts, and stays as a row for what spoke of it. Raises Refused."""
    rules.may_keep_directions(by)
    row = locked(direction)
    row.removed_at = row.removed_at or clock.now()
    row.save(update_fields=["removed_at"])
    note(direction=str(row))
    return row
