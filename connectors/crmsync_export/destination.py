"""Tables as a destination: the plugin itself."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from crmsync.connector import (
    Account,
    Change,
    CreateContact,
    Cursor,
    EmailAddress,
    Fate,
    Finding,
    Ledger,
    Outcome,
    Profile,
    ProfilePage,
    Task,
    TaskText,
    Weight,
)
from crmsync.retry import Caller
from crmsync_export.changing import changed
from crmsync_export.columns import (
    OUTPUTS,
    contact_row,
    profile_of,
    task_of,
)
from crmsync_export.config import TableConfig
from crmsync_export.folder import Folder, opened
from crmsync_export.formats import FORMATS, Row

CURSOR = Cursor("whole")
"""The tables are told whole each time: there is no place to go on from."""


class TableDestination:
    """`contacts` holds a line for each person, `tasks` one for each task. People edit both as they like.

    They may add columns, lines, and settings; mark a task as `completed`, move its day, or delete its line.
    """

    Config = TableConfig

    def __init__(
        self,
        config: TableConfig,
        account: Account | None = None,
        caller: Caller | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._path, self._format, self._now = config.folder, FORMATS[config.format], now

    def changes(self, cursor: Cursor | None, ledger: Ledger) -> Iterator[ProfilePage]:
        """Everybody, and every task: a table is read whole anyway."""
        folder = self._opened()
        tasks = [task_of(row, self._format) for row in folder.tasks.values()]
        gone = [Task(id=id, key=id, fate=Fate.DELETED) for id in ledger.open_tasks() if id not in folder.tasks]
        yield ProfilePage(profiles=list(self._profiles(folder, folder.contacts)), tasks=[*tasks, *gone], cursor=CURSOR)

    def read(self, emails: Collection[EmailAddress]) -> Iterator[Profile]:
        folder = self._opened()
        known = folder.by_address
        ids = dict.fromkeys(known[email] for email in emails if email in known)
        return self._profiles(folder, ids)

    def apply(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """All of them in memory, then each table is written once, and only where something differs."""
        if not changes:
            return
        before = self._opened()
        after, now = before.copy(), self._now()
        outcomes = [changed(after, change, now) for change in changes]
        after.save(before)
        yield from outcomes

    def texts(self, tasks: Collection[str]) -> Mapping[str, TaskText]:
        rows = self._opened().tasks
        return {task: self._text(rows[task]) for task in tasks if task in rows}

    def addresses(self) -> Iterator[Collection[EmailAddress]]:
        yield list(self._opened().by_address)

    def removed(self, emails: Collection[EmailAddress]) -> Collection[EmailAddress]:
        """Those whose line we once wrote, and which is not there any more."""
        folder = self._opened()
        return {email for email in emails if email in folder.written} - folder.by_address.keys()

    def touched(self, made: Mapping[str, CreateContact]) -> Collection[str]:
        """Those of these lines that are gone, or have a cell that we did not fill."""
        rows = self._opened().contacts
        return {id for id, change in made.items() if id not in rows or self._touched(rows[id], change)}

    def findings(self) -> Iterator[Finding]:
        folder = self._opened()
        open_tasks = sum(task_of(row, self._format).fate is Fate.OPEN for row in folder.tasks.values())
        said = f"{self._path} holds {len(folder.contacts)} contacts and {open_tasks} open tasks."
        yield Finding(weight=Weight.GOOD, what=said)
        there = next(path for path in (self._path, *self._path.parents) if path.exists())
        if not os.access(there, os.W_OK):
            remedy = "See to its rights, or name another `folder`."
            yield Finding(weight=Weight.WRONG, what=f"{there} can't be written.", remedy=remedy)

    def _opened(self) -> Folder:
        return opened(self._path, self._format)

    def _profiles(self, folder: Folder, ids: Collection[str]) -> Iterator[Profile]:
        tasks = folder.tasks_of()
        return (profile_of(folder.contacts[id], tasks.get(id, ()), self._format) for id in ids)

    def _text(self, row: Row) -> TaskText:
        return TaskText(subject=self._format.text(row.get("subject")), body=self._format.text(row.get("body")))

    def _touched(self, row: Row, change: CreateContact) -> bool:
        return _by_hand(row) != _by_hand(contact_row(change, self._format))


def _by_hand(row: Row) -> Row:
    """Cells that hold something and are no output of ours."""
    outputs = set(OUTPUTS.values())
    return {column: cell for column, cell in row.items() if cell not in ("", None) and column not in outputs}
