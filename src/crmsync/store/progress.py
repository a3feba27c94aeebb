"""How far each source and destination has been pulled, and what is known because of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from crmsync.connector import Cursor
from crmsync.store.tables import cursors


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`complete`: everything since `since` is known (None: everything there ever was); `unread`: left as bulk.

    `sent`: all that self sent since then is known, if not all that was received.
    """

    cursor: Cursor | None
    complete: bool = False
    since: datetime | None = None
    unread: int = 0
    sent: bool = False


def save(tx: Connection, connection: str, progress: Progress) -> None:
    """In the same transaction as the records it stands after, so that it never runs ahead of them."""
    tx.execute(delete(cursors).where(cursors.c.connection == connection))
    tx.execute(
        insert(cursors).values(
            connection=connection,
            cursor=progress.cursor,
            complete=progress.complete,
            since=progress.since,
            unread=progress.unread,
            sent=progress.sent,
        )
    )


def load(tx: Connection, connection: str) -> Progress | None:
    return load_all(tx).get(connection)


def load_all(tx: Connection) -> dict[str, Progress]:
    """By connection: the configuration's name of the source or destination."""
    return {
        row.connection: Progress(
            cursor=Cursor(row.cursor) if row.cursor is not None else None,
            complete=row.complete,
            since=row.since,
            unread=row.unread,
            sent=row.sent,
        )
        for row in tx.execute(select(cursors).order_by(cursors.c.connection))
    }
