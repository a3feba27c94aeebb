"""Which of our tasks belong to which contacts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crmsync.connector import Task
from crmsync_hubspot.records import Reading, Records, batches, only_missing
from crmsync_hubspot.tasks import TASK_PROPERTIES, task_of

INPUTS = 1000
"""Contacts of one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Associations:
    """From contacts to tasks. People's tasks are asked for nothing but their lack of our key."""

    tasks: Records

    def our_tasks(self, contacts: Iterable[str]) -> Mapping[str, list[Task]]:
        """Our tasks by contact; contacts without are left out. No request without contacts or without tasks."""
        pairs = list(associated(self.tasks, contacts))
        records = self.tasks.read((task for _, task in pairs), Reading(properties=TASK_PROPERTIES))
        ours = {task.id: task for task in map(task_of, records) if task.key}
        found: dict[str, list[Task]] = defaultdict(list)
        for contact, task in pairs:
            if task in ours:
                found[contact].append(ours[task])
        return found


def associated(records: Records, contacts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(contact, record) of every record of this type that belongs to one of `contacts`."""
    return _pairs(records, records.paths.associations_of("contacts", records.type), contacts)


def contacts_of(records: Records, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(record, contact) of every contact that one of these records belongs to."""
    return _pairs(records, records.paths.associations_of(records.type, "contacts"), ids)


def _pairs(records: Records, path: str, starts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """One request for each thousand; one with very many at the other end is answered in parts."""
    for thousand in batches(dict.fromkeys(starts), INPUTS):
        inputs = [{"id": start} for start in thousand]
        while inputs:
            answer = records.wire.request("POST", path, {"inputs": inputs})
            only_missing(answer, path)
            results = answer.get("results", [])
            yield from ((_start(result), str(end["toObjectId"])) for result in results for end in result["to"])
            inputs = [{"id": _start(result), "after": after} for result in results if (after := _after(result))]


def _start(result: Mapping[str, Any]) -> str:
    return str(result["from"]["id"])


def _after(result: Mapping[str, Any]) -> str | None:
    following = (result.get("paging") or {}).get("next") or {}
    return following.get("after")
