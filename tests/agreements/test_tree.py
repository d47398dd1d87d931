"""The clauses of a draft as a tree: added, moved, taken out, put back; numbers and references follow."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import actions
from agreements.actions.drafting import MOST_CLAUSES
from agreements.importing import Draft, Found
from agreements.models import Clause
from agreements.record import Text
from cluster_portal.workflow import Refused
from members.models import Cluster
from tests import actors as people
from tests import seeded
from tests.agreements import making


@pytest.fixture
def secretary(db):
    seeded.load()
    return people.secretary()


@pytest.fixture
def edition(secretary):
    """A draft without a word."""
    cluster = Cluster.objects.get()
    return actions.begin_agreement(cluster=cluster, title=making.TITLE, by=secretary).editions.get()


def grow(edition, by, tree):
    """A draft of clauses with these headings: «1A 2b 3x» is section A, its clause b, its sub-clause x."""
    return {
        name[1]: actions.add_clause(edition=edition, level=int(name[0]), heading=name[1], by=by)
        for name in tree.split()
    }


def tree(edition):
    return " ".join(f"{row.level}{row.heading}" for row in Text(edition).clauses)


def fresh(row):
    return Clause.objects.get(pk=row.pk)


# --- adding


@pytest.mark.parametrize(
    ("before", "after", "level", "told"),
    [
        ("", "", 2, "1n"),  # nothing but a section comes first
        ("1A", "", 3, "1A 2n"),  # no level is skipped
        ("1A 2b 3x 2c 1D", "b", 2, "1A 2b 3x 2n 2c 1D"),  # after the whole branch
        ("1A 2b 3x 2c 1D", "b", 3, "1A 2b 3n 3x 2c 1D"),  # the first below its line
        ("1A 2b 3x 2c 1D", "A", 2, "1A 2n 2b 3x 2c 1D"),
        ("1A 2b 3x 2c 1D", "A", 1, "1A 2b 3x 2c 1n 1D"),
        ("1A 2b 3x", "x", 9, "1A 2b 3x 3n"),  # three levels are the deepest
    ],
)
def test_a_clause_is_added(edition, before, after, level, told):
    by = people.secretary()
    rows = grow(edition, by, before)
    actions.add_clause(edition=edition, after=rows.get(after), level=level, heading="n", by=by)
    assert tree(edition) == told


def test_an_edition_has_at_most_two_thousand_clauses(edition):
    by = people.secretary()
    found = [Found(1, "", "Раздел", "")] + [Found(2, "", "", f"Пункт {n}.") for n in range(MOST_CLAUSES - 1)]
    brought = actions.bring(edition=edition, name="п", draft=Draft("", "", found, [], []), by=by)
    keys = [row["key"] for row in brought.found["clauses"]]
    actions.take_over(incoming=brought, keys=keys, fingerprint=Text(edition).fingerprint, by=by)
    assert list(Text(edition).number.values())[-1] == "1.1999"
    last = making.clause(edition, "1.1999")
    with pytest.raises(Refused) as one_more:
        actions.add_clause(edition=edition, level=2, by=by)
    assert one_more.value.code == "many"
    assert str(one_more.value.reason) == _("An edition has at most %s clauses.") % 2000
    actions.remove_clause(clause=last, by=by)
    actions.add_clause(edition=edition, level=2, by=by)
    with pytest.raises(Refused) as back:
        actions.put_back(clause=last, by=by)
    assert back.value.code == "many"
    assert edition.clauses.filter(removed_at=None).count() == MOST_CLAUSES


# --- moving


@pytest.mark.parametrize(
    ("before", "which", "step", "told"),
    [
        ("1A 2b 2c", "c", "up", "1A 2c 2b"),
        ("1A 2b 3x 2c 3y", "c", "up", "1A 2c 3y 2b 3x"),
        ("1A 2b 1C 2d", "C", "up", "1C 2d 1A 2b"),
        ("1A 2b 1D 2e", "e", "up", "1A 2b 2e 1D"),  # the first of a section: the last of the one above
        ("1A 2b 2c 3x", "x", "up", "1A 2b 3x 2c"),
        ("1A 2b 3x", "x", "up", "1A 2x 2b"),
        ("1A 2b", "b", "up", "1A 2b"),
        ("1A 2b", "A", "up", "1A 2b"),
        ("1A 2b 2c", "b", "down", "1A 2c 2b"),
        ("1A 2b 3x 2c 3y", "b", "down", "1A 2c 3y 2b 3x"),
        ("1A 2b 1C 2d", "A", "down", "1C 2d 1A 2b"),
        ("1A 2b 3x 1C 2d", "b", "down", "1A 1C 2b 3x 2d"),  # the last of a section: the first of the one below
        ("1A 2b 3x 2c", "x", "down", "1A 2b 2c 3x"),
        ("1A 2b 3x 1C", "x", "down", "1A 2b 1C 2x"),
        ("1A 2b", "b", "down", "1A 2b"),
        ("1A 2b 1C", "C", "down", "1A 2b 1C"),
        ("1A 2b 2c", "c", "deeper", "1A 2b 3c"),
        ("1A 1B 2c 2d", "B", "deeper", "1A 2B 3c 3d"),
        ("1A 2b 2c", "b", "deeper", "1A 2b 2c"),  # nothing above it to lie in
        ("1A 2b 2c", "A", "deeper", "1A 2b 2c"),
        ("1A 1B 2c 3d", "B", "deeper", "1A 1B 2c 3d"),  # d would be deeper than three
        ("1A 2b 3x", "x", "deeper", "1A 2b 3x"),
        ("1A 2b 3x 3y", "x", "out", "1A 2b 2x 3y"),
        ("1A 2b 3x 2c", "b", "out", "1A 1b 2x 2c"),
        ("1A 2b", "A", "out", "1A 2b"),
    ],
)
def test_a_clause_takes_a_step_with_all_below_it(edition, before, which, step, told):
    by = people.secretary()
    row = grow(edition, by, before)[which]
    moved = actions.move_clause(clause=row, step=step, by=by)
    assert tree(edition) == told
    assert moved.level == int(told[told.index(which) - 1])


@pytest.mark.parametrize(
    ("before", "which", "target", "told"),
    [
        ("1A 2b 2c 2d", "d", "b", "1A 2d 2b 2c"),
        ("1A 2b 3x 1C 2d", "b", "d", "1A 1C 2b 3x 2d"),
        ("1A 2b 1C 2d 1E", "E", "A", "1E 1A 2b 1C 2d"),
        ("1A 2b 3x 3y 1C", "b", "A", "1b 2x 2y 1A 1C"),  # what stood side by side still does
        ("1A 2b 3x 3y 1C", "C", "x", "1A 2b 1C 2x 2y"),
        ("1A 2b 3x 1C 2d", "x", "d", "1A 2b 1C 2x 2d"),
    ],
)
def test_a_clause_is_put_before_another(edition, before, which, target, told):
    by = people.secretary()
    rows = grow(edition, by, before)
    actions.move_clause(clause=rows[which], before=rows[target], by=by)
    assert tree(edition) == told


def test_what_cannot_be_moved_is_refused_and_nothing_changes(edition):
    by = people.secretary()
    rows = grow(edition, by, "1A 2b 3x 2c 1D")
    into_itself = _("A clause cannot be put into itself.")
    gone = _("Somebody has taken this clause out; it can be put back below.")
    actions.remove_clause(clause=rows["c"], by=by)
    refusals = [
        ({"clause": rows["A"], "before": rows["x"]}, "circle", into_itself),
        ({"clause": rows["b"], "before": rows["b"]}, "circle", into_itself),
        ({"clause": rows["b"], "step": "sideways"}, "step", _("A clause is moved up, down, deeper or out.")),
        ({"clause": rows["c"], "step": "up"}, "state", gone),
        ({"clause": rows["b"], "before": rows["c"]}, "state", gone),
    ]
    for given, code, reason in refusals:
        with pytest.raises(Refused) as refused:
            actions.move_clause(**given, by=by)
        assert (refused.value.code, str(refused.value.reason)) == (code, reason)
    assert tree(edition) == "1A 2b 3x 1D"


def test_numbers_and_references_follow_a_move(council):
    draft = making.begun(council)
    assert Text(draft).lines[6].text == "О том, что названо в п. 2.1, Стороны отчитываются ежегодно."
    actions.move_clause(clause=making.clause(draft, "2"), step="up", by=council.secretary)
    assert Text(draft).lines[3].number == "1.2"
    assert Text(draft).lines[3].text == "О том, что названо в п. 1.1, Стороны отчитываются ежегодно."
    assert Text(draft).lines[-1].text.endswith("см. п. 2.1.")


# --- taking out and putting back


def test_a_clause_is_taken_out_with_all_below_and_put_back_where_it_stood(edition):
    by = people.secretary()
    rows = grow(edition, by, "1A 2b 3x 3y 2c 1D")
    actions.remove_clause(clause=rows["b"], by=by)
    assert tree(edition) == "1A 2c 1D"
    for name in "bxy":
        actions.put_back(clause=rows[name], by=by)
    assert tree(edition) == "1A 2b 3x 3y 2c 1D"


def test_what_was_taken_out_comes_back_to_its_section_whatever_was_written_since(edition):
    by = people.secretary()
    rows = grow(edition, by, "1A 1C 1E")
    for section, name in ("Ab", "Cd", "Ef"):
        rows[name] = actions.add_clause(edition=edition, after=rows[section], level=2, heading=name, by=by)
    actions.remove_clause(clause=rows["C"], by=by)
    assert tree(edition) == "1A 2b 1E 2f"
    first = actions.add_clause(edition=edition, after=rows["A"], level=2, heading="n", by=by)
    actions.move_clause(clause=rows["E"], step="up", by=by)
    actions.move_clause(clause=rows["E"], step="down", by=by)
    actions.put_back(clause=rows["C"], by=by)
    actions.put_back(clause=rows["d"], by=by)
    assert first.level == 2
    assert tree(edition) == "1A 2n 2b 1C 2d 1E 2f"


def test_a_reference_to_a_clause_taken_out_is_doubted_until_it_is_back(council):
    draft = making.begun(council)
    row = making.clause(draft, "2.1")
    assert Text(draft).doubts == []
    actions.remove_clause(clause=row, by=council.secretary)
    (doubt,) = Text(draft).doubts
    refers = making.clause(draft, "2.1")
    assert (doubt.key, doubt.detail, doubt.stops) == (refers.key, f"[#{row.key}]", True)
    actions.put_back(clause=row, by=council.secretary)
    assert Text(draft).doubts == []


def test_taking_out_and_putting_back_twice_changes_nothing_more(edition):
    by = people.secretary()
    rows = grow(edition, by, "1A 2b 2c")
    actions.remove_clause(clause=rows["b"], by=by)
    when = fresh(rows["b"]).removed_at
    actions.remove_clause(clause=rows["b"], by=by)
    assert fresh(rows["b"]).removed_at == when
    for _twice in range(2):
        actions.put_back(clause=rows["b"], by=by)
    assert tree(edition) == "1A 2b 2c"


# --- the same on the page


def test_the_page_moves_takes_out_and_puts_back(client, council):
    draft = making.begun(council)
    client.force_login(council.head)
    row = making.clause(draft, "2.2")
    moved = client.post(reverse("agreements:move_clause", args=[row.pk]), {"step": "up"})
    assert (moved.status_code, moved["X-Clause"]) == (200, str(row.pk))
    assert making.clause(draft, "2.1") == row
    assert "[2.2]" in moved.content.decode(), "the reference shows the number its clause has now"
    client.post(reverse("agreements:move_clause", args=[row.pk]), {"before": making.clause(draft, "1").pk})
    assert making.clause(draft, "1") == row
    client.post(reverse("agreements:remove_clause", args=[row.pk]))
    page = client.get(reverse("agreements:draft", args=[draft.pk])).content.decode()
    assert reverse("agreements:put_back", args=[row.pk]) in page
    assert client.post(reverse("agreements:put_back", args=[row.pk])).status_code == 200
    assert making.clause(draft, "1") == row
    added = client.post(reverse("agreements:add_clause", args=[draft.pk]), {"after": row.pk, "level": "2"})
    assert making.clause(draft, "1.1").pk == int(added["X-Clause"])


@pytest.mark.parametrize("given", [{"step": "sideways"}, {}, {"before": "нет"}])
def test_the_page_answers_a_wrong_step_in_words(client, council, given):
    draft = making.begun(council)
    client.force_login(council.secretary)
    before = tree(draft)
    answer = client.post(reverse("agreements:move_clause", args=[making.clause(draft, "2").pk]), given)
    assert answer.status_code == 400
    assert _("A clause is moved up, down, deeper or out.") in answer.content.decode()
    assert tree(draft) == before
