"""What people did at HubSpot since the last look: settings, new contacts, and what became of our tasks."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync.connector import Cursor, Fate, ProfilePage, Task
from crmsync_hubspot.profiles import CONTACT_PROPERTIES, profile_of
from crmsync_hubspot.properties import CADENCE, MUTE, PIN, TASK_KEY
from crmsync_hubspot.records import BATCH, Reading, Records, batches
from crmsync_hubspot.search import Condition, search
from crmsync_hubspot.tasks import TASK_PROPERTIES, task_of

OVERLAP = timedelta(hours=1)
"""Search lags behind by seconds, and clocks differ by minutes: what lies so near the mark is told twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """All who hold a setting are told each time, so that who is no more among them has cleared it.

    `lastmodifieddate` would not do to find changed settings: our own writes move it.
    """

    contacts: Records
    tasks: Records
    now: Callable[[], datetime]

    def since(self, cursor: Cursor | None, open_tasks: Collection[str]) -> Iterator[ProfilePage]:
        """Pages of profiles, then pages of tasks. The mark is taken before the first search.

        Of a task that had ended only a search tells that somebody opened it again, or did it after all. What it was
        then is read: search lags behind, and shows as open what we have just completed.
        """
        following = Cursor(json.dumps({"mark": (self.now() - OVERLAP).isoformat()}))
        for records in search(self.contacts, _conditions(cursor), CONTACT_PROPERTIES):
            yield ProfilePage(profiles=[profile_of(record) for record in records], tasks=(), cursor=cursor or following)
        asked = {*open_tasks, *self._touched(cursor)}
        for hundred in batches(sorted(asked), BATCH):
            yield ProfilePage(profiles=(), tasks=self._fates(hundred), cursor=cursor or following)
        yield ProfilePage(profiles=(), tasks=(), cursor=following)

    def _touched(self, cursor: Cursor | None) -> Iterator[str]:
        """Our tasks that were changed since the mark. Deleted ones never show in a search."""
        if cursor is not None:
            ours = [Condition(property=TASK_KEY, operator="HAS_PROPERTY"), _since(cursor, "hs_lastmodifieddate")]
            yield from (record.id for page in search(self.tasks, [ours], ()) for record in page)

    def _fates(self, ids: Collection[str]) -> list[Task]:
        """What became of these tasks. An archived one has left the records, and is asked for among the archived;
        one that is nowhere was deleted for good, and neither its key nor the time is known any more.
        """
        found = {task.id: task for task in self._read(ids, archived=False)}
        missing = [one for one in ids if one not in found]
        found |= {task.id: task for task in self._read(missing, archived=True)}
        return [found.get(one) or Task(id=one, key="", fate=Fate.DELETED) for one in ids]

    def _read(self, ids: Collection[str], *, archived: bool) -> Iterator[Task]:
        return map(task_of, self.tasks.read(ids, Reading(properties=TASK_PROPERTIES, archived=archived)))


def _conditions(cursor: Cursor | None) -> list[list[Condition]]:
    """Holders of a setting; and who was created since the mark, unless nothing was ever asked before."""
    holders = [
        [Condition(property=CADENCE, operator="HAS_PROPERTY")],
        [Condition(property=MUTE, operator="EQ", value="true")],
        [Condition(property=PIN, operator="HAS_PROPERTY")],
    ]
    if cursor is None:
        return holders
    return [*holders, [_since(cursor, "createdate")]]


def _since(cursor: Cursor, property: str) -> Condition:
    mark = datetime.fromisoformat(json.loads(cursor)["mark"])
    return Condition(property=property, operator="GTE", value=str(int(mark.timestamp() * 1000)))
