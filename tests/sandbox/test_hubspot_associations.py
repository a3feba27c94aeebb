"""Associations between contacts and tasks."""

from collections.abc import Iterator

import pytest
from hubspot_client import Desk, Reply, open_desk

DUE = "2026-12-01T09:00:00Z"


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    return opened


def id_of(desk: Desk, who: str) -> str:
    return desk.portal.contact(f"{who}@example.com").id


def read(desk: Desk, *ids: str, ends: str = "contacts/tasks", **more: object) -> Reply:
    inputs = [{"id": one, **more} for one in ids]
    return desk.wire.post(f"associations/{ends}/batch/read", {"inputs": inputs})


def pair_type(type_id: int) -> dict[str, object]:
    return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}


def join(desk: Desk, contact: str, task: str, type_id: int = 203) -> Reply:
    inputs = [{"from": {"id": contact}, "to": {"id": task}, "types": [pair_type(type_id)]}]
    return desk.wire.post("associations/contacts/tasks/batch/create", {"inputs": inputs})


def tasks_in(reply: Reply) -> dict[str, list[str]]:
    return {one["from"]["id"]: [str(to["toObjectId"]) for to in one["to"]] for one in reply.body["results"]}


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_tasks_of_contacts_are_read_and_who_has_none_is_an_error(desk: Desk, version: str) -> None:
    desk.wire.version = version
    ann, bob = id_of(desk, "ann"), id_of(desk, "bob")
    tasks = [desk.portal.people.create_task(f"Call {n}", DUE, ann) for n in range(2)]
    reply = read(desk, ann, bob)
    assert reply.status == (207 if version == "v3" else 200)
    assert tasks_in(reply) == {ann: tasks}
    assert reply.body["results"][0]["to"][0]["associationTypes"][0]["typeId"] == 203
    [error] = reply.body["errors"]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["context"]["fromObjectId"] == [bob]


def test_ids_are_numbers_in_v4_and_text_in_the_dated_version(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    task = desk.portal.people.create_task("Call", DUE, ann)
    assert read(desk, ann).body["results"][0]["to"][0]["toObjectId"] == int(task)
    desk.wire.version = "2026-09"
    assert read(desk, ann).body["results"][0]["to"][0]["toObjectId"] == task


def test_they_are_read_from_the_task_too(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    task = desk.portal.people.create_task("Call", DUE, ann)
    reply = read(desk, task, ends="tasks/contacts")
    assert tasks_in(reply) == {task: [ann]}
    assert reply.body["results"][0]["to"][0]["associationTypes"][0]["typeId"] == 204


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_created_association_is_seen_at_once_and_twice_is_once(desk: Desk, version: str) -> None:
    desk.wire.version = version
    ann, task = id_of(desk, "ann"), desk.portal.people.create_task("Call", DUE)
    for _ in range(2):
        assert join(desk, ann, task).status == 201
        assert tasks_in(read(desk, ann)) == {ann: [task]}


def test_archived_association_is_gone_and_the_task_stays(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    task = desk.portal.people.create_task("Call", DUE, ann)
    inputs = [{"from": {"id": ann}, "to": [{"id": task}]}]
    for _ in range(2):
        assert desk.wire.post("associations/contacts/tasks/batch/archive", {"inputs": inputs}).status == 204
    assert tasks_in(read(desk, ann)) == {}
    assert desk.wire.get(f"objects/tasks/{task}").status == 200


def test_deleted_task_is_not_associated_any_more(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    desk.portal.people.delete_task(desk.portal.people.create_task("Call", DUE, ann))
    assert tasks_in(read(desk, ann)) == {}


def test_merge_keeps_the_tasks_of_both(desk: Desk) -> None:
    ann, bob = id_of(desk, "ann"), id_of(desk, "bob")
    tasks = [desk.portal.people.create_task("Call", DUE, who) for who in (ann, bob)]
    new = desk.portal.people.merge(ann, bob)
    assert tasks_in(read(desk, new)) == {new: tasks}
    assert tasks_in(read(desk, bob)) == {bob: tasks}


def test_what_is_not_there_or_of_the_wrong_type_is_not_associated(desk: Desk) -> None:
    ann, task = id_of(desk, "ann"), desk.portal.people.create_task("Call", DUE)
    assert join(desk, ann, task, 204).status == 400
    missing = join(desk, ann, "1")
    assert missing.status == 207
    assert missing.body["errors"][0]["context"] == {"ids": ["1"]}
    assert tasks_in(read(desk, ann)) == {}
    assert read(desk, ann, ends="contacts/contacts").status == 400


def test_one_wrong_type_fails_the_batch_and_joins_nobody(desk: Desk) -> None:
    ann, task = id_of(desk, "ann"), desk.portal.people.create_task("Call", DUE)
    good = {"from": {"id": ann}, "to": {"id": task}, "types": [pair_type(203)]}
    path = "associations/contacts/tasks/batch/create"
    assert desk.wire.post(path, {"inputs": [good, good | {"types": [pair_type(1)]}]}).status == 400
    assert tasks_in(read(desk, ann)) == {}


def test_many_associations_come_in_pages(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    tasks = [desk.portal.people.create_task("Call", DUE, ann) for _ in range(501)]
    first = read(desk, ann)
    after = first.body["results"][0]["paging"]["next"]["after"]
    second = read(desk, ann, after=after)
    assert tasks_in(first)[ann] + tasks_in(second)[ann] == tasks
    assert "paging" not in second.body["results"][0]


@pytest.mark.parametrize(("what", "most"), [("read", 1000), ("create", 2000), ("archive", 100)])
def test_batches_have_their_sizes(desk: Desk, what: str, most: int) -> None:
    to: object = [{"id": "2"}] if what == "archive" else {"id": "2"}
    one = {"id": "1", "from": {"id": "1"}, "to": to, "types": [pair_type(203)]}
    path = f"associations/contacts/tasks/batch/{what}"
    assert desk.wire.post(path, {"inputs": [one] * most}).status in (204, 207)
    assert desk.wire.post(path, {"inputs": [one] * (most + 1)}).status == 400
