"""An answer that was worked out beforehand, kept in the store until anything changes there.

Every transaction that writes drops it (`engine.writing`), so it can't outlive the facts that it was worked out from;
and what erases a person erases it with them. It is a shortcut and no more: where it is missing, of another
configuration or of another time, the answer is worked out anew. `recall` does without the database's library, which
takes longer to load than the answer to read.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "answer"
"""Its row in the table `meta`."""
BUSY_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """It holds from `since` until before `until`, for who asks with what `settings` names."""

    settings: str
    since: datetime
    until: datetime
    answer: Any
    """JSON."""


def keep(tx: "Connection", kept: Kept) -> None:
    """In the place of another."""
    from sqlalchemy import insert

    from crmsync.store.tables import meta

    drop(tx)
    times = {"since": kept.since.isoformat(), "until": kept.until.isoformat()}
    value = json.dumps({"settings": kept.settings, **times, "answer": kept.answer}, ensure_ascii=False)
    tx.execute(insert(meta).values(name=NAME, value=value))


def drop(tx: "Connection") -> None:
    from sqlalchemy import delete

    from crmsync.store.tables import meta

    tx.execute(delete(meta).where(meta.c.name == NAME))


def recall(store: Path, settings: str, now: datetime) -> Any:  # noqa: ANN401 - JSON
    """The answer that holds now, or None. It changes nothing, and makes no store where there is none."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(store))}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as database:
            row = database.execute("SELECT value FROM meta WHERE name = ?", (NAME,)).fetchone()
    except sqlite3.Error:
        return None  # whatever it is, opening the store tells it better
    found = json.loads(row[0]) if row else {}
    if found.get("settings") != settings:
        return None
    holds = datetime.fromisoformat(found["since"]) <= now < datetime.fromisoformat(found["until"])
    return found["answer"] if holds else None
