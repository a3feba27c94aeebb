"""What happened in a mailbox since when: the records behind history.list."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Happening(StrEnum):
    """The kinds of record. The values are those of the parameter historyTypes."""

    MESSAGE_ADDED = "messageAdded"
    MESSAGE_DELETED = "messageDeleted"
    LABEL_ADDED = "labelAdded"
    LABEL_REMOVED = "labelRemoved"


KEYS = {
    Happening.MESSAGE_ADDED: "messagesAdded",
    Happening.MESSAGE_DELETED: "messagesDeleted",
    Happening.LABEL_ADDED: "labelsAdded",
    Happening.LABEL_REMOVED: "labelsRemoved",
}
"""Under which key of its record each happening stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRecord:
    id: int
    happening: Happening
    message: dict[str, Any]
    """Id, threadId and labelIds as they were after it happened."""
    labels: tuple[str, ...] = ()
    """Those added or removed."""

    def resource(self) -> dict[str, Any]:
        entry: dict[str, Any] = {"message": self.message}
        if self.labels:
            entry["labelIds"] = list(self.labels)
        short = {key: self.message[key] for key in ("id", "threadId")}
        return {"id": str(self.id), "messages": [short], KEYS[self.happening]: [entry]}


class History:
    """Records in order. What is older than `oldest` is forgotten, as Gmail forgets after a week or a few hours."""

    def __init__(self) -> None:
        self.latest = 1000
        self.oldest = self.latest
        self._records: list[HistoryRecord] = []

    def advance(self) -> int:
        """The history id of something that is about to happen."""
        self.latest += 1
        return self.latest

    def note(self, record: HistoryRecord) -> None:
        self._records.append(record)

    def forget(self) -> None:
        """From now on a start before this moment is too old."""
        self.oldest = self.latest
        self._records.clear()

    def knows(self, start: int) -> bool:
        return self.oldest <= start <= self.latest

    def since(self, start: int) -> list[HistoryRecord]:
        """What happened after the history id `start`."""
        return self._records[bisect_right(self._records, start, key=lambda record: record.id) :]
