"""A storm of refusals, lost answers and half-done batches ends where a calm day ends, without a second task."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hubspot_crm import Crm, create, keys, wanted

from crmsync.connector import (
    ArchiveTask,
    Change,
    CompleteTask,
    ConnectorError,
    Outcome,
    Output,
    Rejected,
    UpdateTask,
)
from crmsync_hubspot.paths import Version
from crmsync_sandbox.faults import Drop, HalfBatch, Refuse

PEOPLE = 250
STAMPS = {"createdate", "lastmodifieddate", "hs_lastmodifieddate", "hs_createdate", "hs_task_completion_date"}
MOST_RUNS = 12


def storm(crm: Crm, share: float, seed: int) -> None:
    """So many of all requests meet trouble, of each kind alike."""
    kinds = (
        Refuse(status=429, reason="TEN_SECONDLY_ROLLING"),
        Refuse(status=502),
        Drop(),
        Drop(after_effect=True),
        HalfBatch(refusal=Refuse(status=500)),
    )
    crm.sandbox.faults.reseed(seed)
    for kind in kinds:
        crm.sandbox.faults.add(kind, service="hubspot", times=None, share=share / len(kinds))


def a_nights_work(crm: Crm) -> list[Change]:
    """Changes of every kind; somebody was merged, somebody is gone, one value is refused."""
    contacts = crm.load(*(f"p{n}@example.com" for n in range(PEOPLE)))
    old = crm.ids(*(create(contact, f"old {contact}") for contact in contacts[:30]))
    crm.sandbox.portal.people.merge(contacts[1], contacts[0])
    crm.sandbox.portal.people.archive_contact(contacts[-1])
    changes: list[Change] = [wanted(contact) for contact in contacts]
    changes[99] = wanted(contacts[99], {Output.STATE: "unheard of"})
    changes += [CompleteTask(key=f"complete:{n}", profile=contacts[n], task=old[n]) for n in range(2, 10)]
    changes += [ArchiveTask(key=f"archive:{n}", profile=contacts[n], task=old[n]) for n in range(10, 20)]
    text = replace(create(contacts[0]).content, subject="Answer Bob")
    changes += [UpdateTask(key=f"update:{n}", profile=contacts[n], task=old[n], content=text) for n in range(20, 30)]
    return changes + [create(contact, f"new {contact}") for contact in contacts[30:150]]


def persisted(crm: Crm, changes: list[Change]) -> list[Outcome]:
    """Applied by as many runs as it takes."""
    for _ in range(MOST_RUNS):
        try:
            return crm.apply(*changes)
        except ConnectorError:
            continue
    raise AssertionError("no end of it")


def held(crm: Crm) -> Any:
    """All contacts and tasks, but for stamps and ids of tasks, which come in the order of creation."""
    dump = crm.sandbox.portal.dump()

    def plain(record: dict[str, Any]) -> dict[str, Any]:
        values = {k: v for k, v in record["properties"].items() if k not in STAMPS | {"hs_object_id"}}
        return {**values, "archived": record["archived_at"] is not None}

    names = {id: one["properties"]["crmsync_key"] for id, one in dump["tasks"].items()}
    return (
        {id: plain(one) for id, one in dump["contacts"].items()},
        {names[id]: plain(one) for id, one in dump["tasks"].items()},
        sorted((contact, names[task]) for contact, task in dump["associations"]),
    )


@pytest.mark.parametrize("version", ["v3", "2026-09"], indirect=True)
@pytest.mark.parametrize(("share", "seed"), [(0.1, 1), (0.1, 2), (0.3, 3), (0.3, 4)])
def test_a_storm_ends_where_a_calm_day_ends_and_makes_no_second_task(
    both: Crm, version: Version, share: float, seed: int
) -> None:
    before = both.sandbox.portal.snapshot()
    changes = a_nights_work(both)
    begun = both.sandbox.portal.snapshot()
    calm = both.counted(lambda: both.apply(*changes))
    outcomes, end = both.apply(*changes), held(both)
    both.sandbox.portal.reset(begun)
    storm(both, share, seed)
    stormy = both.counted(lambda: persisted(both, changes))
    both.sandbox.faults.clear()
    assert held(both) == end
    assert [n for n in Counter(keys(both)).values() if n != 1] == []
    assert sum(isinstance(one, Rejected) for one in outcomes) == 2
    assert len(stormy) < 8 * len(calm), (len(calm), len(stormy))
    both.sandbox.portal.reset(before)


def test_what_hubspot_could_not_do_in_a_batch_is_sent_again_alone(crm: Crm) -> None:
    contacts = crm.load(*(f"p{n}@example.com" for n in range(8)))
    crm.sandbox.faults.add(HalfBatch(refusal=Refuse(status=429)), path="contacts/batch/update", times=2)
    assert crm.ids(*map(wanted, contacts)) == contacts
    assert [call.body.count(b"objectWriteTraceId") for call in crm.calls("contacts/batch/update")] == [8, 4, 2]


def test_half_a_batch_of_new_tasks_is_made_once_each(both: Crm) -> None:
    contacts = both.load(*(f"p{n}@example.com" for n in range(8)))
    both.sandbox.faults.add(HalfBatch(), path="tasks/batch/create")
    both.sandbox.faults.add(Drop(after_effect=True), path="tasks/batch/create", skip=1)
    both.ids(*(create(contact, f"k{contact}") for contact in contacts))
    assert keys(both) == sorted(f"k{contact}" for contact in contacts)
