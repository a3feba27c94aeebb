"""One calendar: its meetings and series, and what a test or a back door may do to them."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..life import Answer, Guest, Meeting
from .entry import Entry, instances

TOLD_OF_A_DELETED_SERIES = 2
"""So many of its cancelled meetings are told; the others are just gone."""


class Agenda:
    """All methods may be called while the sandbox is serving; each is one step for its clients.

    KeyError where no entry has the id.
    """

    def __init__(self, id: str, *, owner: str, zone: str = "Europe/London") -> None:
        self.id, self.owner, self.zone = id, owner, zone
        self.aliases: list[str] = []
        """Further addresses under which the owner is invited."""
        self.version = 1
        self.oldest = 1
        """Sync tokens of an earlier version have expired."""
        self.lock = threading.RLock()
        self._entries: dict[str, Entry] = {}

    # --- what may happen to it ------------------------------------------------------------------------

    def add(self, meeting: Meeting) -> str:
        """A meeting, or a series with all its meetings; its id."""
        with self.lock:
            version = self._advance()
            self._put(Entry(id=meeting.id, meeting=meeting, changed=version))
            for entry in instances(meeting.id, meeting, version):
                self._put(entry)
            return meeting.id

    def change(self, id: str, **fields: Any) -> None:  # noqa: ANN401 (any field of a Meeting)
        """Give a meeting other fields. Of a series all meetings change, but for those that differ already."""
        with self.lock:
            entry = self._entries[id]
            if entry.is_series:
                self._change_series(entry, fields)
            else:
                self._replace(entry, replace(entry.meeting, **fields), exception=bool(entry.series))

    def cancel(self, id: str) -> None:
        """A meeting, one of a series, or a series: of that only some are told as cancelled, the rest are gone."""
        with self.lock:
            entry = self._entries[id]
            if not entry.is_series:
                self._replace(entry, replace(entry.meeting, cancelled=True), exception=bool(entry.series))
                return
            self._end(self._of(id))
            self._replace(entry, replace(entry.meeting, cancelled=True))

    def split(self, id: str, at: str, **fields: Any) -> str:  # noqa: ANN401 (any field of a Meeting)
        """Change the meeting `at` of the series `id` and all that follow it: they are a series of their own now."""
        with self.lock:
            series, first = self._entries[id], self._entries[at]
            following = [entry for entry in self._of(id) if entry.planned >= first.planned]
            self._end(following)
            kept = series.meeting.count - len(following)
            self._replace(series, replace(series.meeting, count=kept))
            new = replace(series.meeting, start=first.planned, count=len(following), uid="")
            return self.add(
                replace(
                    new,
                    id=f"{id}_R{new.start:%Y%m%dT%H%M%S}",
                    end=new.start + (series.meeting.end - series.meeting.start),
                    **fields,
                )
            )

    def answer(self, id: str, email: str, answer: Answer) -> None:
        """A guest answers."""
        with self.lock:
            guests = self._entries[id].meeting.guests
            self.change(id, guests=tuple(_answered(guest, email, answer) for guest in guests))

    def fill(self, meetings: Iterable[Meeting]) -> None:
        for meeting in meetings:
            self.add(meeting)

    def expire_sync_tokens(self) -> None:
        """Every sync token that a client holds is too old: a list with it answers 410."""
        with self.lock:
            self.oldest = self._advance()

    # --- what is in it --------------------------------------------------------------------------------

    @property
    def selves(self) -> frozenset[str]:
        return frozenset({self.owner, *self.aliases})

    def entry(self, id: str) -> Entry | None:
        return self._entries.get(id)

    def entries(self) -> list[Entry]:
        """In the order of their ids."""
        return [self._entries[id] for id in sorted(self._entries)]

    def _change_series(self, series: Entry, fields: dict[str, Any]) -> None:
        """Where it is moved its meetings get other ids, and the old ones are cancelled."""
        changed = replace(series.meeting, **fields)
        self._replace(series, changed)
        new = {entry.id: entry for entry in instances(series.id, changed, self.version)}
        for entry in self._of(series.id):
            if entry.id not in new and not entry.cancelled:
                self._replace(entry, replace(entry.meeting, cancelled=True))
        for id, entry in new.items():
            known = self._entries.get(id)
            if known is None or not known.exception:
                self._put(entry)

    def _end(self, entries: Iterable[Entry]) -> None:
        """Cancel all of `entries`; only some of them are told, as Calendar does when a series is deleted."""
        going = [entry for entry in entries if not entry.cancelled]
        for entry in going[:TOLD_OF_A_DELETED_SERIES]:
            self._replace(entry, replace(entry.meeting, cancelled=True))
        for entry in going[TOLD_OF_A_DELETED_SERIES:]:
            del self._entries[entry.id]

    def _of(self, series: str) -> list[Entry]:
        return [entry for entry in self.entries() if entry.series == series]

    def _replace(self, entry: Entry, meeting: Meeting, *, exception: bool = False) -> None:
        self._put(
            Entry(
                id=entry.id,
                meeting=meeting,
                changed=self._advance(),
                series=entry.series,
                original=entry.original,
                exception=exception or entry.exception,
            )
        )

    def _put(self, entry: Entry) -> None:
        self._entries[entry.id] = entry

    def _advance(self) -> int:
        self.version += 1
        return self.version


def _answered(guest: Guest, email: str, answer: Answer) -> Guest:
    return replace(guest, answer=answer) if guest.email == email else guest
