"""Append-only tables: triggers that refuse change and deletion, on SQLite and PostgreSQL.

Django's table rebuild on SQLite drops triggers silently, so they are made anew after every migrate, and the verify
commands check that they stand.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

APPEND_ONLY: set[str] = {"journal_entry"}

SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""

POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""

POSTGRES = """CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION append_only()"""


def _verbs(vendor: str) -> tuple[str, ...]:
    return ("update", "delete") if vendor == "sqlite" else ("update", "delete", "truncate")


def restore_triggers(*, using: str = DEFAULT_DB_ALIAS, **_signal: Any) -> None:
    """Create the missing triggers of every append-only table that exists; runs after each migrate."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        statement = SQLITE if connection.vendor == "sqlite" else POSTGRES
        for table in sorted(APPEND_ONLY & existing):
            for verb in _verbs(connection.vendor):
                cursor.execute(statement.format(table=table, verb=verb))


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that should stand and do not (or are switched off)."""
    connection = connections[using]
    wanted = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in _verbs(connection.vendor)}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {row[0] for row in cursor.fetchall()}
    return sorted(wanted - standing)
