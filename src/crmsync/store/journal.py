"""Runs, and the journal of every change: written before its request, settled after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, CursorResult, Row, bindparam, delete, insert, select, update

from crmsync.connector import (
    ArchiveContact,
    ArchiveLogged,
    Change,
    ClearProfile,
    CreateContact,
    CreateTask,
    LogInteraction,
    Output,
    SetProperties,
    ShareLogged,
    UnshareLogged,
    UpdateTask,
    Values,
)
from crmsync.planning.plan import fingerprint
from crmsync.store.tables import journal, meta, rejections, runs

KEPT = timedelta(days=180)
"""How long it is known what a run wrote, so that it can be undone."""

PUSHED = "pushed to "
"""Before a destination's name: something was pushed there, though no entry says so any more."""


class State(StrEnum):
    INTENDED = "intended"
    """The request may or may not have been sent, and may or may not have had its effect."""
    APPLIED = "applied"
    REJECTED = "rejected"
    LOST = "lost"
    """It was looked up later: it never happened."""
    UNDONE = "undone"


Before = Mapping[str, Values | Mapping[str, str]]
"""By a change's key, what it replaces: values by output, a task's subject and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    run: int
    destination: str
    kind: str
    key: str
    profile: str
    task: str | None
    before: Mapping[str, str]
    """What was replaced: values by output, a task's subject and body."""
    after: Mapping[str, str]
    """Values by output; a task's subject, body, due date and channel; a new contact's address, name and values."""
    fingerprint: str
    state: State
    reason: str | None = None
    undoes: int | None = None
    """The entry that this change puts back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    id: int
    command: str
    started: datetime
    ended: datetime | None = None
    status: str | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)


OF_PROFILES = SetProperties | CreateContact | ClearProfile | ArchiveContact
"""Changes of a profile itself; all others concern a task, or the record of a conversation."""


CREATE_CONTACT, ARCHIVE_CONTACT = "create_contact", "archive_contact"


_INTENDED = insert(journal).returning(journal.c.id, sort_by_parameter_order=True)
_SETTLED = (
    update(journal)
    .where(journal.c.id == bindparam("entry"))
    .values(state=bindparam("state"), reason=bindparam("reason"))
)
_SETTLED_TASK = _SETTLED.values(task=bindparam("touched"))


def kind_of(change: Change) -> str:
    """The change's class in snake_case: the name that the JSON of a run counts it under."""
    name = type(change).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def begin(tx: Connection, command: str, started: datetime) -> int:
    """A new run's number."""
    return _made(tx.execute(insert(runs).values(command=command, started=started, summary={})))


def end(tx: Connection, run: int, *, ended: datetime, status: str, summary: Mapping[str, Any]) -> None:
    tx.execute(update(runs).where(runs.c.id == run).values(ended=ended, status=status, summary=dict(summary)))


def all_runs(tx: Connection) -> list[RunRow]:
    """The newest first."""
    return [
        RunRow(id=r.id, command=r.command, started=r.started, ended=r.ended, status=r.status, summary=r.summary)
        for r in tx.execute(select(runs).order_by(runs.c.id.desc()))
    ]


def intend(
    tx: Connection,
    run: int,
    destination: str,
    changes: Sequence[Change],
    *,
    before: Before,
    undoes: Mapping[str, int],
) -> dict[str, int]:
    """Write down what is about to be requested; the entries' ids by the changes' keys.

    `before`, `undoes`: by key, the values or texts that are replaced, and the entry that is put back.
    """
    rows = {
        change.key: {**_row(run, destination, change, before), "undoes": undoes.get(change.key)} for change in changes
    }
    made = tx.execute(_INTENDED, list(rows.values())).scalars() if rows else ()
    return dict(zip(rows, made, strict=True))


def settle(tx: Connection, entry: int, state: State, *, task: str | None = None, reason: str | None = None) -> None:
    """`task`: the id of the task that the change made or touched."""
    news: dict[str, Any] = {"entry": entry, "state": state.value, "reason": reason}
    if task is None:
        tx.execute(_SETTLED, news)
    else:
        tx.execute(_SETTLED_TASK, {**news, "touched": task})


def settle_applied(tx: Connection, touched: Mapping[int, str | None]) -> None:
    """Changes were applied: by entry, the id of the task that each made or touched, if any."""
    news = {"state": State.APPLIED.value, "reason": None}
    others = [{"entry": entry, **news} for entry, task in touched.items() if task is None]
    of_tasks = [{"entry": entry, "touched": task, **news} for entry, task in touched.items() if task is not None]
    for statement, rows in ((_SETTLED, others), (_SETTLED_TASK, of_tasks)):
        if rows:
            tx.execute(statement, rows)


def settle_contact(tx: Connection, entry: int, profile: str, *, existed: bool) -> None:
    """A contact was made. Where it existed before, all that was done is that values were set."""
    news: dict[str, Any] = {"profile": profile, "state": State.APPLIED.value}
    if existed:
        made = _entry(tx.execute(select(journal).where(journal.c.id == entry)).one())
        news |= {"kind": "set_properties", "after": values_of(made)}
    tx.execute(update(journal).where(journal.c.id == entry).values(news))


def values_of(entry: Entry) -> dict[str, str]:
    """Of a new contact what it got beside address and name."""
    return {name: value for name, value in entry.after.items() if name in set(Output)}


def reject(tx: Connection, destination: str, change: Change, reason: str, at: datetime) -> None:
    """Remember that this content was refused, so that it is not sent night after night."""
    mine = rejections.c.destination == destination
    tx.execute(delete(rejections).where(mine, rejections.c.fingerprint == fingerprint(change)))
    row = {
        "destination": destination,
        "fingerprint": fingerprint(change),
        "key": change.key,
        "reason": reason,
        "at": at,
    }
    tx.execute(insert(rejections).values(**row))


def started(tx: Connection, run: int) -> datetime:
    """When the run took its facts to be."""
    found: datetime = tx.execute(select(runs.c.started).where(runs.c.id == run)).scalar_one()
    return found


def unsettled(tx: Connection, destination: str) -> list[Entry]:
    """Entries of runs that were cut off between a request and its settling."""
    mine = (journal.c.destination == destination) & (journal.c.state == State.INTENDED)
    return [_entry(row) for row in tx.execute(select(journal).where(mine).order_by(journal.c.id))]


def applied_in(tx: Connection, run: int) -> list[Entry]:
    """What a run wrote, the last first."""
    mine = (journal.c.run == run) & (journal.c.state == State.APPLIED)
    return [_entry(row) for row in tx.execute(select(journal).where(mine).order_by(journal.c.id.desc()))]


def erase(
    tx: Connection, destination: str, *, profiles: Collection[str], keys: Collection[str], known: Collection[str]
) -> None:
    """Every entry and rejection about these profiles goes, or about what has one of these keys; whatever its state.

    So do those of profiles that are not `known` any more: they can't be put back, and whose they were nobody can tell.
    """
    _keep_in_mind(tx, destination)
    for table in (journal, rejections):
        for row in tx.execute(select(table).where(table.c.destination == destination)).all():
            profile = row.profile if table is journal else row.key.rpartition(":")[2]
            theirs = row.key.rpartition(":")[2] in keys
            gone = table is journal and profile not in known
            if theirs or profile in profiles or gone:
                row_is = table.c.id == row.id if table is journal else table.c.fingerprint == row.fingerprint
                tx.execute(delete(table).where(table.c.destination == destination, row_is))


def prune(tx: Connection, before: datetime) -> None:
    """Entries of runs that began before then go. What is unsettled stays, and that a contact was made by us."""
    old = journal.c.run.in_(select(runs.c.id).where(runs.c.started < before))
    where = old & (journal.c.state != State.INTENDED) & (journal.c.kind != CREATE_CONTACT)
    for destination in tx.execute(select(journal.c.destination).where(where).distinct()).scalars().all():
        _keep_in_mind(tx, destination)
    tx.execute(delete(journal).where(where))


def _keep_in_mind(tx: Connection, destination: str) -> None:
    """That something was pushed there, before the entries that say so go."""
    if ever_applied(tx, destination):
        name = PUSHED + destination
        tx.execute(delete(meta).where(meta.c.name == name))
        tx.execute(insert(meta).values(name=name, value="yes"))


def contacts_made(tx: Connection, destination: str) -> set[str]:
    """Ids of the contacts that we made there, those apart whose making was undone."""
    mine = (journal.c.destination == destination) & (journal.c.kind == CREATE_CONTACT)
    return set(tx.execute(select(journal.c.profile).where(mine, journal.c.state == State.APPLIED)).scalars())


def ever_applied(tx: Connection, destination: str) -> bool:
    """Whether anything was ever pushed there."""
    if tx.execute(select(meta.c.name).where(meta.c.name == PUSHED + destination)).first():
        return True
    mine = (journal.c.destination == destination) & journal.c.state.in_([State.APPLIED, State.UNDONE])
    return tx.execute(select(journal.c.id).where(mine).limit(1)).first() is not None


def tasks_ended_by_us(tx: Connection, destination: str) -> set[str]:
    """The keys of the tasks that we completed, put off or archived."""
    ending = journal.c.kind.in_(["complete_task", "defer_task", "archive_task"]) & (journal.c.state == State.APPLIED)
    keys = tx.execute(select(journal.c.key).where(journal.c.destination == destination, ending)).scalars()
    return {key.rpartition(":")[2] for key in keys}


def _made(result: CursorResult[Any]) -> int:
    if result.inserted_primary_key is None:
        raise TypeError("the database told no key")
    return int(result.inserted_primary_key[0])


def _row(run: int, destination: str, change: Change, before: Before) -> dict[str, Any]:
    return {
        "run": run,
        "destination": destination,
        "kind": kind_of(change),
        "key": change.key,
        "profile": change.profile,
        "task": _record(change),
        "before": dict(before.get(change.key, {})),
        "after": _after(change),
        "fingerprint": fingerprint(change),
        "state": State.INTENDED.value,
    }


def _record(change: Change) -> str | None:
    """The id of what the change is about beside its profile, where it is known before."""
    if isinstance(change, OF_PROFILES | CreateTask | LogInteraction):
        return None
    if isinstance(change, ArchiveLogged | ShareLogged | UnshareLogged):
        return change.record or None
    return change.task


def _after(change: Change) -> dict[str, str]:
    match change:
        case SetProperties(values=values):
            return {output.value: value for output, value in values.items()}
        case CreateContact(address=address, first_name=first, last_name=last, values=values):
            who = {"address": address, "first_name": first, "last_name": last}
            return {**who, **{output.value: value for output, value in values.items()}}
        case CreateTask(content=content) | UpdateTask(content=content):
            words = {"subject": content.subject, "body": content.body, "due": content.due.isoformat()}
            return {**words, "channel": content.channel.value}
        case _:
            return {}


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        run=row.run,
        destination=row.destination,
        kind=row.kind,
        key=row.key,
        profile=row.profile,
        task=row.task,
        before=row.before,
        after=row.after,
        fingerprint=row.fingerprint,
        state=State(row.state),
        reason=row.reason,
        undoes=row.undoes,
    )
