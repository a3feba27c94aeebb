"""Writing contacts and tasks: all or nothing, input by input with trace ids, conflicts, archiving."""

from collections.abc import Iterator, Mapping

import pytest
from hubspot_client import Desk, Reply, define, invalid, open_desk

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


def update(
    desk: Desk, *inputs: tuple[str, Mapping[str, object]], traced: bool = False, kind: str = "contacts"
) -> Reply:
    listed = [{"id": id_, "properties": values} for id_, values in inputs]
    if traced:
        listed = [one | {"objectWriteTraceId": f"t{n}"} for n, one in enumerate(listed)]
    return desk.wire.post(f"objects/{kind}/batch/update", {"inputs": listed})


def create(desk: Desk, *properties: Mapping[str, object], kind: str = "contacts", **more: object) -> Reply:
    listed: list[object] = [{"properties": values} | more for values in properties]
    return desk.wire.post(f"objects/{kind}/batch/create", {"inputs": listed})


def new_task(desk: Desk, who: str = "ann", **values: object) -> str:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 204}]
    link = {"to": {"id": id_of(desk, who)}, "types": types}
    reply = create(desk, {"hs_timestamp": DUE, **values}, kind="tasks", associations=[link])
    assert reply.status == 201
    return str(reply.body["results"][0]["id"])


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_update_writes_answers_what_it_wrote_and_bumps_the_date(desk: Desk, version: str) -> None:
    desk.wire.version = version
    before = desk.portal.contact("ann@example.com")
    reply = update(desk, (before.id, {"lastname": "Archer"}))
    assert reply.status == 200
    [result] = reply.body["results"]
    after = desk.portal.contact("ann@example.com")
    assert result["properties"]["lastname"] == after.value("lastname") == "Archer"
    assert "firstname" not in result["properties"]
    assert after.value("lastmodifieddate") > before.value("lastmodifieddate")
    assert after.value("createdate") == before.value("createdate")


def test_one_bad_record_without_trace_ids_fails_all_and_writes_nothing(desk: Desk) -> None:
    reply = update(desk, (id_of(desk, "ann"), {"lastname": "A"}), (id_of(desk, "bob"), {"nope": "B"}))
    assert reply.status == 400
    assert reply.body["category"] == "VALIDATION_ERROR"
    assert invalid(reply) == {"nope": "PROPERTY_DOESNT_EXIST"}
    assert reply.body["errors"][0]["context"] == {"propertyName": ["nope"]}
    assert desk.portal.contact("ann@example.com").value("lastname") == ""


@pytest.mark.parametrize(("version", "status"), [("v3", 207), ("2026-09", 200)])
def test_trace_ids_of_their_own_save_the_good_records(desk: Desk, version: str, status: int) -> None:
    desk.wire.version = version
    good, bad = id_of(desk, "ann"), id_of(desk, "bob")
    reply = update(desk, (good, {"lastname": "A"}), (bad, {"notes_last_contacted": DUE}), traced=True)
    assert reply.status == status
    assert [(one["id"], one["objectWriteTraceId"]) for one in reply.body["results"]] == [(good, "t0")]
    [error] = reply.body["errors"]
    assert error["context"]["objectWriteTraceId"] == ["t1"]
    assert "READ_ONLY_VALUE" in error["message"]
    assert desk.portal.contact("ann@example.com").value("lastname") == "A"


def test_shared_or_missing_trace_ids_save_nobody(desk: Desk) -> None:
    inputs = [
        {"id": id_of(desk, "ann"), "properties": {"lastname": "A"}, "objectWriteTraceId": "t"},
        {"id": id_of(desk, "bob"), "properties": {"nope": "B"}, "objectWriteTraceId": "t"},
    ]
    assert desk.wire.post("objects/contacts/batch/update", {"inputs": inputs}).status == 400
    del inputs[1]["objectWriteTraceId"]
    assert desk.wire.post("objects/contacts/batch/update", {"inputs": inputs}).status == 400
    assert desk.portal.contact("ann@example.com").value("lastname") == ""


def test_one_id_twice_fails_the_batch_whatever_its_trace_ids(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    reply = update(desk, (ann, {"lastname": "A"}), (ann, {"lastname": "B"}), traced=True)
    assert reply.status == 400
    assert reply.body["context"] == {"ids": [ann]}


def test_record_that_is_not_there_does_not_fail_the_others(desk: Desk) -> None:
    reply = update(desk, (id_of(desk, "ann"), {"lastname": "A"}), ("1", {"lastname": "B"}))
    assert reply.status == 207
    assert reply.body["errors"][0]["context"] == {"ids": ["1"]}
    assert desk.portal.contact("ann@example.com").value("lastname") == "A"


def test_update_of_a_merged_id_reaches_the_survivor(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    new = desk.portal.people.merge(ann, id_of(desk, "bob"))
    reply = update(desk, (ann, {"lastname": "Both"}))
    assert reply.body["results"][0]["id"] == new
    assert desk.portal.contact(new).value("lastname") == "Both"


def test_empty_text_clears(desk: Desk) -> None:
    update(desk, (id_of(desk, "ann"), {"firstname": ""}))
    assert desk.portal.contact("ann@example.com").value("firstname") == ""


@pytest.mark.parametrize("taken", ["ann@example.com", "ANN@example.com", "cleo@home.example"])
def test_creating_a_contact_that_exists_names_it(desk: Desk, taken: str) -> None:
    reply = create(desk, {"email": taken})
    assert reply.status == 409
    assert reply.body["message"] == f"Contact already exists. Existing ID: {desk.portal.contact(taken.lower()).id}"


def test_created_address_is_stored_in_lower_case_and_one_batch_can_not_hold_it_twice(desk: Desk) -> None:
    reply = create(desk, {"email": "Dora@Example.com"})
    assert reply.status == 201
    assert reply.body["results"][0]["properties"]["email"] == "dora@example.com"
    twice = create(desk, {"email": "eve@example.com"}, {"email": "EVE@example.com"})
    assert (twice.status, invalid(twice)) == (400, {"email": "CONFLICTING_UNIQUE_VALUE"})


def test_conflict_among_traced_creates_tells_the_existing_id(desk: Desk) -> None:
    inputs = [
        {"properties": {"email": "ann@example.com"}, "objectWriteTraceId": "a"},
        {"properties": {"email": "dora@example.com"}, "objectWriteTraceId": "d"},
    ]
    reply = desk.wire.post("objects/contacts/batch/create", {"inputs": inputs})
    assert reply.status == 207
    assert reply.body["errors"][0]["context"] == {"existingId": [id_of(desk, "ann")], "objectWriteTraceId": ["a"]}
    assert reply.body["results"][0]["objectWriteTraceId"] == "d"


def test_address_of_another_contact_can_not_be_taken_over(desk: Desk) -> None:
    assert update(desk, (id_of(desk, "ann"), {"email": "cleo@home.example"})).status == 409
    assert update(desk, (id_of(desk, "ann"), {"email": "ann@new.example"})).status == 200
    assert desk.portal.contact("ann@new.example").value("firstname") == "Ann"


def test_archived_contact_is_gone_and_its_address_free(desk: Desk) -> None:
    ann = id_of(desk, "ann")
    assert desk.wire.post("objects/contacts/batch/archive", {"inputs": [{"id": ann}, {"id": "1"}]}).status == 204
    assert desk.wire.get(f"objects/contacts/{ann}").status == 404
    assert update(desk, (ann, {"lastname": "A"})).body["errors"][0]["context"] == {"ids": [ann]}
    assert create(desk, {"email": "ann@example.com"}).status == 201


def test_archiving_twice_is_archiving_once(desk: Desk) -> None:
    ann = desk.portal.people.archive_contact("ann@example.com")
    before = desk.portal.dump()
    assert desk.wire.delete(f"objects/contacts/{ann}").status == 204
    assert desk.portal.dump() == before


def test_archive_that_can_not_be_read_archives_nobody(desk: Desk) -> None:
    inputs = [{"id": id_of(desk, "ann")}, {}]
    assert desk.wire.post("objects/contacts/batch/archive", {"inputs": inputs}).status == 400
    assert desk.portal.contact("ann@example.com").archived_at is None


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_one_contact_is_made_changed_and_archived_by_its_own_paths(desk: Desk, version: str) -> None:
    desk.wire.version = version
    made = desk.wire.post("objects/contacts", {"properties": {"email": "dora@example.com"}})
    path = f"objects/contacts/{made.body['id']}"
    assert made.status == 201
    assert desk.wire.patch(path, {"properties": {"lastname": "Dean"}}).body["properties"]["lastname"] == "Dean"
    assert desk.wire.patch(path, {"properties": {"lifecyclestage": "friend"}}).status == 400
    assert desk.wire.delete(path).status == 204
    assert desk.wire.patch(path, {"properties": {"lastname": "Dean"}}).status == 404


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_task_is_made_with_its_contact_in_one_request(desk: Desk, version: str) -> None:
    desk.wire.version = version
    task = new_task(desk, hs_task_subject="Call Ann", hs_task_type="CALL", hs_task_status="NOT_STARTED")
    assert [one.id for one in desk.portal.tasks_of("ann@example.com")] == [task]
    assert desk.portal.task(task).value("hs_timestamp") == "2026-12-01T09:00:00.000Z"


def test_task_needs_its_time(desk: Desk) -> None:
    reply = create(desk, {"hs_task_subject": "Call Ann"}, kind="tasks")
    assert reply.status == 400
    assert reply.body["context"] == {"properties": ["hs_timestamp"]}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("hs_task_status", "DONE", "INVALID_OPTION"),
        ("hs_task_priority", "high", "INVALID_OPTION"),
        ("hs_timestamp", "tomorrow", "INVALID_DATE"),
        ("hubspot_owner_id", "12345", "INVALID_OWNER_ID"),
        ("hs_queue_membership_ids", "inbox", "INVALID_LONG"),
        ("hs_task_completion_date", DUE, "READ_ONLY_VALUE"),
    ],
)
def test_task_value_that_does_not_fit_is_refused(desk: Desk, name: str, value: str, code: str) -> None:
    reply = create(desk, {"hs_timestamp": DUE, name: value}, kind="tasks")
    assert reply.status == 400
    assert invalid(reply) == {name: code}
    assert not desk.portal.dump()["tasks"]


def test_task_belongs_to_an_active_owner_only(desk: Desk) -> None:
    active, gone = desk.portal.people.add_owner("a@example.com"), desk.portal.people.add_owner("g@example.com", True)
    assert create(desk, {"hs_timestamp": DUE, "hubspot_owner_id": active}, kind="tasks").status == 201
    reply = create(desk, {"hs_timestamp": DUE, "hubspot_owner_id": gone}, kind="tasks")
    assert invalid(reply) == {"hubspot_owner_id": "INVALID_OWNER_ID"}


@pytest.mark.parametrize("type_id", [203, 1])
def test_wrong_association_type_fails_the_create(desk: Desk, type_id: int) -> None:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
    link = {"to": {"id": id_of(desk, "ann")}, "types": types}
    assert create(desk, {"hs_timestamp": DUE}, kind="tasks", associations=[link]).status == 400
    assert not desk.portal.dump()["tasks"]


def test_task_of_a_contact_that_is_not_there_is_not_made(desk: Desk) -> None:
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 204}]
    reply = create(desk, {"hs_timestamp": DUE}, kind="tasks", associations=[{"to": {"id": "1"}, "types": types}])
    assert reply.status == 404
    assert not desk.portal.dump()["tasks"]


def test_completion_date_is_kept_and_dropped_with_the_status(desk: Desk) -> None:
    task = new_task(desk)
    update(desk, (task, {"hs_task_status": "COMPLETED"}), kind="tasks")
    done = desk.portal.task(task)
    assert done.value("hs_task_completion_date") == done.value("hs_lastmodifieddate")
    update(desk, (task, {"hs_task_subject": "still done"}), kind="tasks")
    assert desk.portal.task(task).value("hs_task_completion_date") == done.value("hs_task_completion_date")
    update(desk, (task, {"hs_task_status": "NOT_STARTED"}), kind="tasks")
    assert desk.portal.task(task).value("hs_task_completion_date") == ""


def test_unique_value_finds_its_task_and_no_other_can_have_it(desk: Desk) -> None:
    define(desk.wire, "tasks", "crmsync_key", "string", "text", hasUniqueValue=True)
    task = new_task(desk, crmsync_key="k1")
    body = {"inputs": [{"id": "k1"}], "idProperty": "crmsync_key", "properties": ["crmsync_key"]}
    assert desk.wire.post("objects/tasks/batch/read", body).body["results"][0]["id"] == task
    reply = create(desk, {"hs_timestamp": DUE, "crmsync_key": "k1"}, kind="tasks")
    assert invalid(reply) == {"crmsync_key": "CONFLICTING_UNIQUE_VALUE"}
    both = {"hs_timestamp": DUE, "crmsync_key": "k2"}
    assert create(desk, both, both, kind="tasks").status == 400
    assert update(desk, (task, {"crmsync_key": "k1"}), kind="tasks").status == 200


def test_refused_input_claims_no_value_of_the_others(desk: Desk) -> None:
    define(desk.wire, "tasks", "crmsync_key", "string", "text", hasUniqueValue=True)
    values = [{"crmsync_key": "k1"}, {"crmsync_key": "k1", "hs_timestamp": DUE}]
    inputs = [{"properties": one, "objectWriteTraceId": f"t{n}"} for n, one in enumerate(values)]
    reply = desk.wire.post("objects/tasks/batch/create", {"inputs": inputs})
    assert [one["objectWriteTraceId"] for one in reply.body["results"]] == ["t1"]


def test_conflict_on_one_value_leaves_the_other_free(desk: Desk) -> None:
    define(desk.wire, "contacts", "crmsync_key", "string", "text", hasUniqueValue=True)
    values = [{"email": f"{who}@example.com", "crmsync_key": "k1"} for who in ("ann", "dora")]
    inputs = [{"properties": one, "objectWriteTraceId": f"t{n}"} for n, one in enumerate(values)]
    reply = desk.wire.post("objects/contacts/batch/create", {"inputs": inputs})
    assert [one["objectWriteTraceId"] for one in reply.body["results"]] == ["t1"]


@pytest.mark.parametrize("value", [["A"], {"first": "A"}])
def test_value_is_text_and_not_a_structure(desk: Desk, value: object) -> None:
    assert update(desk, (id_of(desk, "ann"), {"firstname": value})).status == 400
    assert desk.portal.contact("ann@example.com").value("firstname") == "Ann"


def test_checkbox_with_a_leading_semicolon_adds_to_the_set(desk: Desk) -> None:
    options = [{"label": one, "value": one} for one in ("a", "b")]
    define(desk.wire, "contacts", "tags", "enumeration", "checkbox", options=options)
    ann = id_of(desk, "ann")
    update(desk, (ann, {"tags": "a"}))
    update(desk, (ann, {"tags": ";b"}))
    assert desk.portal.contact(ann).value("tags") == "a;b"
    update(desk, (ann, {"tags": "b"}))
    assert desk.portal.contact(ann).value("tags") == "b"


def test_more_than_a_hundred_inputs_are_refused(desk: Desk) -> None:
    assert create(desk, *[{"email": f"p{n}@example.com"} for n in range(101)]).status == 400
    assert update(desk, *[(str(n), {}) for n in range(101)]).status == 400
    assert len(desk.portal.dump()["contacts"]) == 3
