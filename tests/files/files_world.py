"""What the tests of files share: a store in memory, pulls into it, and archives to pull from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crmsync.connector import (
    Cursor,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    Page,
    Record,
    Skipped,
    Snapshot,
    Unavailable,
)
from crmsync.retry import Caller
from crmsync_files.source import Files, FilesSettings

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ANN = EmailAddress("ann@example.com")
CANARY = "the body of a mail, which nobody is to see"


@dataclass(slots=True)
class Shelf:
    """The view of a source: what it told is known."""

    now: datetime = NOW
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = (ANN,)
    records: dict[str, Record] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    """Ids in the order in which they were told, repeats included."""
    cursor: Cursor | None = None
    complete: bool = False
    trouble: str = ""

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [id for id in ids if id in self.records]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return []

    def keep(self, page: Page) -> None:
        for record in page.records:
            self.told.append(record.id)
            self.records[record.id] = record
            if isinstance(record, Deleted):
                del self.records[record.id]
        if page.snapshot:
            self._withdraw(page.snapshot)
        self.cursor, self.complete = page.cursor, page.coverage.complete

    def _withdraw(self, snapshot: Snapshot) -> None:
        for id, record in list(self.records.items()):
            old = isinstance(record, Interaction) and snapshot.since and record.at + record.duration < snapshot.since
            if id.startswith(snapshot.prefix) and id not in snapshot.ids and not old:
                del self.records[id]

    def pull(self, *paths: Path, pages: int | None = None) -> list[str]:
        """What was told this time. `pages`: abandon the pull after so many."""
        before = len(self.told)
        source = Files(FilesSettings(paths=paths), account=None, caller=Caller(wait_scale=0))
        self.trouble = ""
        try:
            for number, page in enumerate(source.pull(self.cursor, self), 1):
                self.keep(page)
                if number == pages:
                    break
        except Unavailable as error:
            self.trouble = str(error)
        return self.told[before:]

    @property
    def mails(self) -> list[Interaction]:
        return [record for record in self.records.values() if isinstance(record, Interaction)]

    @property
    def skipped(self) -> list[str]:
        return [record.reason for record in self.records.values() if isinstance(record, Skipped)]


def message(number: int, *more: str, sender: str = "Bob Stone <bob@example.org>", body: str = CANARY) -> str:
    """A mail without the line before it. `more`: further header lines."""
    head = (f"From: {sender}", f"To: {ANN}", f"Message-ID: <m{number}@example.org>", f"Subject: No. {number}", *more)
    dated = head if any(line.lower().startswith("date:") for line in more) else (*head, f"Date: {date(number)}")
    return "\n".join((*dated, "", body, ""))


def date(number: int) -> str:
    return f"{datetime.fromtimestamp(1_700_000_000 + 3600 * number, UTC):%a, %d %b %Y %H:%M:%S} +0000"


def mbox(messages: Iterable[str], line: str = "From - Mon Jan 05 09:00:00 2026") -> str:
    return "".join(f"{line}\n{each}\n" for each in messages)


def written(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
