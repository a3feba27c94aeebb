"""Asking for everybody's past: it goes on from what was kept, or everything is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from crmsync.connector import EmailAddress
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.counting import touches
from crmsync.relationships.kept_people import KeptPeople
from crmsync.relationships.moments import ticks
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.stories import Stories
from crmsync.store import people
from crmsync.store.histories import Head, Update
from crmsync.sync.digests import code_digest
from crmsync.sync.night import Night
from crmsync.sync.past import Histories, Past
from crmsync.sync.remembered import Kept, Remembered

MS = 1000
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the past of these people, as of `now`. `known`: who they were in the last run."""

    remembered: Remembered
    directory: Directory
    known: Mapping[EmailAddress, PersonId]
    settings: str
    words: str
    """What is said of who is who elsewhere than in interactions, as a digest."""
    zone: tzinfo
    now: datetime

    def past(self) -> Past:
        kept = self.remembered.kept
        found = self._gone_on(kept) if kept and kept.head.until <= ticks(self.now) else None
        return found or self._anew()

    def _anew(self) -> Past:
        everything = self.remembered.everything
        found = touches(everything, self.directory, until=self.now)
        stories = Stories(found, self.zone)
        return Past(
            ids=stories.ids,
            beats=stories.beats,
            histories=Histories(stories),
            touches=found,
            kept=lambda: Update(
                head=self._head(everything),
                anew=True,
                stories=dict(stories.packed()),
                people=KeptPeople(ids=stories.ids, beats=stories.beats),
                voices=self.remembered.voices,
                conversations=found.threads.shown,
            ),
            read=len(everything),
        )

    def _gone_on(self, kept: Kept) -> Past | None:
        """None where a conversation turns out to go on where nobody looked."""
        night = Night(
            remembered=self.remembered,
            kept=kept,
            directory=self.directory,
            known=self.known,
            zone=self.zone,
            now=self.now,
        )
        return night.past(self._head(kept.ahead, kept.head)) if night.holds else None

    def _head(self, read: Recordings, before: Head | None = None) -> Head:
        """`read`: all, or all that was not in what was kept `before`."""
        last, count, longest = (before.last, before.count, before.longest) if before else (0, 0, 0)
        new = int((read.rows > last).sum())
        same = self.directory.people is self.known
        return Head(
            code=code_digest(),
            settings=self.settings,
            words=self.words,
            people=before.people if before and same else people.digest(self.directory.people),
            lists=tuple(sorted(self.directory.lists)),
            until=ticks(self.now),
            longest=max(longest, int((read.ended - read.began).max(initial=0)) // MS),
            last=int(read.rows.max(initial=last)),
            count=count + new,
        )
