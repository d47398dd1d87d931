"""The journal: every act one entry, nothing changes unnoticed."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cluster_portal.journal.models import Entry
from cluster_portal.journal.triggers import missing_triggers, restore_triggers
from cluster_portal.workflow import Refused, action, note
from members import seed
from members.models import Cluster

FIRST, MIDDLE = 1, 40


@pytest.fixture
def journal(db):
    """The entries the seed's composition leaves; returns the last number."""
    seed.load()
    return Entry.objects.count()


def verify(**options):
    out = StringIO()
    call_command("verify_journal", stdout=out, **options)
    return out.getvalue()


@action("tests.renamed")
def rename(*, cluster, name, by, fail=False):
    cluster.name = name
    cluster.save()
    note(name=name)
    if fail:
        raise Refused("no", code="no")
    return cluster


@action("tests.renamed_twice")
def rename_twice(*, cluster, by):
    rename(cluster=cluster, name="Один", by=by)
    rename(cluster=cluster, name="Два", by=by)
    return cluster


def behind_the_back(sql, *args):
    """Change the table as somebody with the database in hand would: the triggers taken off and put back."""
    with connection.cursor() as cursor:
        for name in list(standing()):
            on = " ON journal_entry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute(sql, args)
    restore_triggers()


def standing():
    return ["journal_entry_no_update", "journal_entry_no_delete"]


def test_the_chain_holds_and_says_where_it_ends(journal):
    assert verify().startswith(f"{journal} ")


def test_an_act_is_one_entry_and_a_nested_act_its_part(journal):
    rename_twice(cluster=Cluster.objects.get(), by=None)
    last = Entry.objects.first()
    assert (last.number, last.verb) == (journal + 1, "tests.renamed_twice")
    assert [part["name"] for part in last.data["parts"]] == ["Один", "Два"]


def test_a_failing_act_leaves_neither_change_nor_entry(journal):
    cluster = Cluster.objects.get()
    before = cluster.name
    with pytest.raises(Refused):
        rename(cluster=cluster, name="Иначе", by=None, fail=True)
    assert Cluster.objects.get().name == before
    assert Entry.objects.count() == journal


@pytest.mark.parametrize("place", [FIRST, MIDDLE, -1])
@pytest.mark.parametrize("column", ["actor_name", "verb", "object_name", "data", "at"])
def test_a_changed_row_is_named(journal, place, column):
    number = place if place > 0 else journal
    values = {"data": '{"x": 1}', "at": "2020-01-01 00:00:00+00:00"}
    value = values.get(column, "другое")
    behind_the_back(f"UPDATE journal_entry SET {column} = %s WHERE number = %s", value, number)
    with pytest.raises(CommandError, match=rf"entry {number} was changed"):
        verify()


@pytest.mark.parametrize("place", [FIRST, MIDDLE, -1])
def test_a_removed_row_is_named(journal, place):
    number = place if place > 0 else journal
    behind_the_back("DELETE FROM journal_entry WHERE number = %s", number)
    with pytest.raises(CommandError, match=rf"entry {number} is missing"):
        verify()


def statements():
    yield "UPDATE journal_entry SET verb = 'x' WHERE number = 1"
    yield "DELETE FROM journal_entry WHERE number = 1"
    if connection.vendor == "sqlite":
        yield "INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE number = 1"
    else:
        yield "TRUNCATE journal_entry"


def test_the_database_itself_refuses_to_change_the_journal(journal):
    for sql in statements():
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert verify()


def test_missing_triggers_are_named(journal):
    with connection.cursor() as cursor:
        on = " ON journal_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER journal_entry_no_update{on}")
    assert missing_triggers() == ["journal_entry_no_update"]
    with pytest.raises(CommandError, match="triggers missing"):
        verify()


def test_an_anchor_finds_a_rewritten_end(journal, tmp_path):
    anchor = tmp_path / "anchor.txt"
    anchor.write_text(verify())
    assert verify(anchor=anchor)
    rename(cluster=Cluster.objects.get(), name="Дальше", by=None)
    assert verify(anchor=anchor)
    anchor.write_text(f"{journal} {'a' * 64}\n")
    with pytest.raises(CommandError, match="was rewritten"):
        verify(anchor=anchor)
    anchor.write_text(f"{journal + 50} {'a' * 64}\n")
    with pytest.raises(CommandError, match="was cut"):
        verify(anchor=anchor)


def test_an_anchor_without_a_line_is_an_error(journal, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("nothing")
    with pytest.raises(CommandError, match="holds no line"):
        verify(anchor=empty)
