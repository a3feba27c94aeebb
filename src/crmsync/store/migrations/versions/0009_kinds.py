"""What interactions that are alike have in common stands once. What was kept of histories is worked out anew."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from crmsync.relationships.marks import key_mark, thread_mark
from crmsync.store.kinds import mark
from crmsync.store.portions import in_portions

revision = "0009"
down_revision = "0008"

PORTION = 5000
"""Rows that are held in memory."""

TOLD = """
SELECT rowid, source, channel, sent, duration, signals, list_id, labels,
    (SELECT json_group_array(json_array(address, role, name, declined)) FROM
        (SELECT * FROM told_participants p WHERE p.source = i.source AND p.interaction = i.id ORDER BY position)),
    at, id, thread, "key", subject
FROM told_interactions i WHERE rowid > ? ORDER BY rowid LIMIT ?
"""

KIND = "INSERT INTO kinds (number, source, channel, sent, duration, signals, list_id, labels, mark) VALUES ({})"
PARTICIPANT = "INSERT INTO participants (kind, position, address, role, name, declined) VALUES ({})"
INTERACTION = (
    'INSERT INTO interactions (kind, at, thread_mark, key_mark, source, id, thread, "key", subject) VALUES ({})'
)

Raw = tuple[Any, ...]
"""What is alike, as the columns and the participants' JSON have it."""


def upgrade() -> None:
    for name in ("at", "key", "thread"):
        op.drop_index(f"ix_interactions_{name}", "interactions")
    op.drop_index("ix_participants_address", "participants")
    for table in ("interactions", "participants"):
        op.rename_table(table, f"told_{table}")
    _create()
    _convert(op.get_bind())
    for table in ("interactions", "participants"):
        op.drop_table(f"told_{table}")
    for name in ("at", "kind", "key_mark", "thread_mark"):
        op.create_index(f"ix_interactions_{name}", "interactions", [name])
    op.create_index("ix_participants_address", "participants", ["address"])
    for table in ("histories", "voices", "conversations", "news"):
        op.execute(sa.delete(sa.table(table)))
    op.execute("DELETE FROM meta WHERE name = 'histories'")


def _create() -> None:
    op.create_table(
        "kinds",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=True),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("mark"),
        sqlite_autoincrement=True,
        comment="What interactions have in common that are alike; duration in seconds; mark: a digest of it all.",
    )
    op.create_table(
        "participants",
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("declined", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "position"),
        sqlite_with_rowid=False,
        comment="An address on the interactions of a kind.",
    )
    op.create_table(
        "interactions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("thread_mark", sa.BigInteger(), nullable=False),
        sa.Column("key_mark", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("source", "id"),
        sqlite_autoincrement=True,
        comment="One mail, meeting, call or message. Under its number it never changes; 0: without thread, or key.",
    )


def _convert(tx: sa.Connection) -> None:
    for rows in _portions(tx):
        kinds = [row[1:9] for row in rows]
        numbers = _written(tx, set(kinds))
        _insert(tx, INTERACTION, (_row(numbers[kind], kind[0], row[9:]) for kind, row in zip(kinds, rows, strict=True)))


def _portions(tx: sa.Connection) -> Iterator[list[Any]]:
    last = 0
    while rows := [tuple(row) for row in tx.exec_driver_sql(TOLD, (last, PORTION))]:
        yield rows
        last = rows[-1][0]


def _row(kind: int, source: str, own: Raw) -> Raw:
    at, id, thread, key, subject = own
    return kind, at, thread_mark(source, thread), key_mark(key), source, id, thread, key, subject


def _written(tx: sa.Connection, kinds: Iterable[Raw]) -> dict[Raw, int]:
    """The numbers of these kinds, of which some may have been met before."""
    marks = {kind: _mark(*kind) for kind in kinds}
    numbers = _numbers(tx, set(marks.values()))
    new = {marked: kind for kind, marked in marks.items() if marked not in numbers}
    first = tx.exec_driver_sql("SELECT coalesce(max(number), 0) + 1 FROM kinds").scalar_one()
    numbers |= {marked: first + place for place, marked in enumerate(new)}
    _insert(tx, KIND, ((numbers[marked], *kind[:-1], marked) for marked, kind in new.items()))
    _insert(tx, PARTICIPANT, (row for marked, kind in new.items() for row in _participants(numbers[marked], kind[-1])))
    return {kind: numbers[marked] for kind, marked in marks.items()}


def _mark(
    source: str, channel: str, sent: int, duration: int, signals: str, list_id: str | None, labels: str, who: str
) -> str:
    people = [(address, role, name, bool(declined)) for address, role, name, declined in json.loads(who)]
    return mark((source, channel, bool(sent), duration, json.loads(signals), list_id, json.loads(labels), people))


def _numbers(tx: sa.Connection, marks: Iterable[str]) -> dict[str, int]:
    number, marked = sa.column("number", sa.Integer()), sa.column("mark", sa.String())
    query = sa.select(marked, number).select_from(sa.table("kinds"))
    found: dict[str, int] = {}
    for some in in_portions(marks):
        found.update((row.mark, row.number) for row in tx.execute(query.where(marked.in_(some))))
    return found


def _participants(kind: int, who: str) -> Iterator[Raw]:
    for position, each in enumerate(json.loads(who)):
        yield kind, position, *each


def _insert(tx: sa.Connection, statement: str, rows: Iterable[Raw]) -> None:
    if some := list(rows):
        tx.exec_driver_sql(statement.format(", ".join("?" * len(some[0]))), some)
