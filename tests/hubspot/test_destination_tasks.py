"""Creating and changing tasks: each exactly once, whatever is lost on the way."""

from datetime import date

import pytest
from hubspot_crm import DUE, Crm, content, create, keys, without_trace_ids

from crmsync.connector import (
    Applied,
    Channel,
    CompleteTask,
    DeferTask,
    Fate,
    Rejected,
    ReopenTask,
    Task,
    Unavailable,
    UpdateTask,
)
from crmsync.retry import Caller
from crmsync_hubspot import batch_writes, wire
from crmsync_sandbox.faults import Delay, Drop, Refuse
from crmsync_sandbox.hubspot import associations
from crmsync_sandbox.hubspot.errors import Problem


def test_a_task_is_made_with_all_that_it_needs_in_one_request(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    crm.sandbox.portal.people.add_owner("ann@example.com")
    [task] = crm.ids(create(contact, owner="ann@example.com"))
    assert len(crm.calls("tasks/batch/create")) == 1
    [held] = crm.sandbox.portal.tasks_of(contact)
    expected = {
        "hs_task_subject": "Talk to Bob",
        "hs_task_body": "61 days &lt;quiet&gt; &amp; so on<br>mail",
        "hs_task_status": "NOT_STARTED",
        "hs_task_type": "EMAIL",
        "hs_timestamp": "2026-11-24T10:00:00.000Z",
        "crmsync_key": "k1",
    }
    assert held.id == task
    assert {name: held.properties.get(name) for name in expected} == expected
    owners = {owner["id"]: owner["email"] for owner in crm.sandbox.portal.dump()["owners"]}
    assert owners[held.properties["hubspot_owner_id"]] == "ann@example.com"


@pytest.mark.parametrize(
    ("channel", "kind"),
    [(Channel.MAIL, "EMAIL"), (Channel.CALL, "CALL"), (Channel.MEETING, "TODO"), (Channel.MESSAGE, "TODO")],
)
def test_the_type_of_a_task_follows_the_channel(crm: Crm, channel: Channel, kind: str) -> None:
    [contact] = crm.load("bob@example.com")
    crm.ids(create(contact, channel=channel))
    assert crm.sandbox.portal.tasks_of(contact)[0].value("hs_task_type") == kind


def test_a_task_goes_into_the_queue_of_the_configuration(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    list(crm.destination(queue="1234").apply([create(contact)]))
    assert crm.sandbox.portal.tasks_of(contact)[0].value("hs_queue_membership_ids") == "1234"


@pytest.mark.parametrize(
    ("owner", "why"), [("left@example.com", "is deactivated there"), ("nobody@example.com", "is no user's there")]
)
def test_tasks_of_an_owner_who_is_deactivated_or_unknown_have_none_and_that_is_said_once(
    crm: Crm, caplog: pytest.LogCaptureFixture, owner: str, why: str
) -> None:
    contacts = crm.load("bob@example.com", "eve@example.com")
    crm.sandbox.portal.people.add_owner("left@example.com", archived=True)
    crm.ids(*(create(one, f"k{one}", owner=owner) for one in contacts))
    assert [crm.sandbox.portal.tasks_of(one)[0].value("hubspot_owner_id") for one in contacts] == ["", ""]
    assert len(crm.calls("/crm/owners" if crm.version == "2026-09" else "/owners")) == 2
    [said] = caplog.messages
    assert "no owner" in said
    assert why in said
    assert "@" not in caplog.text


def test_no_task_with_an_owner_no_request_for_owners(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    crm.ids(create(contact))
    assert crm.calls("owners") == []


def test_a_task_is_read_with_its_contact(crm: Crm) -> None:
    crm.load("eve@example.com")
    [contact] = crm.load("bob@example.com")
    [task] = crm.ids(create(contact))
    crm.sandbox.portal.people.create_task("A person's own", "2026-11-25T10:00:00Z", contact)
    assert [profile.tasks for profile in crm.read("bob@example.com", "eve@example.com")] == [
        (Task(id=task, key="k1", fate=Fate.OPEN, due=DUE),),
        (),
    ]


def test_a_task_that_was_taken_from_its_contact_is_adopted_by_its_unique_key(crm: Crm) -> None:
    first, second = crm.load("bob@example.com", "eve@example.com")
    assert crm.ids(create(first)) == crm.ids(create(second))
    assert keys(crm) == ["k1"]


LOSSES = {
    "dropped before the effect": Drop(),
    "dropped after the effect": Drop(after_effect=True),
    "503": Refuse(status=503),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_answer_makes_exactly_one_task_of_each_key(both: Crm, loss: Drop | Refuse, times: int) -> None:
    contacts = both.load(*(f"p{n}@example.com" for n in range(130)))
    both.sandbox.faults.add(loss, path="tasks/batch/create", times=times)
    ids = both.ids(*(create(one, f"k{one}") for one in contacts))
    assert keys(both) == sorted(f"k{one}" for one in contacts)
    assert [both.sandbox.portal.tasks_of(one)[0].id for one in contacts] == ids


def test_an_answer_that_does_not_come_in_time_makes_exactly_one_task(
    both: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", (1.0, 0.3))
    [contact] = both.load("bob@example.com")
    both.sandbox.faults.add(Delay(seconds=0.4), path="tasks/batch/create")
    both.caller = Caller(wait_scale=0.5)
    both.ids(create(contact))
    assert keys(both) == ["k1"]


def test_after_a_lost_answer_only_what_is_missing_is_made(both: Crm) -> None:
    first, second = both.load("bob@example.com", "eve@example.com")
    both.ids(create(first))
    both.sandbox.faults.add(Drop(), path="tasks/batch/create")
    both.ids(create(first), create(second, "k2"))
    assert keys(both) == ["k1", "k2"]


def test_when_every_answer_is_lost_the_next_apply_makes_no_second_task(both: Crm) -> None:
    [contact] = both.load("bob@example.com")
    both.sandbox.faults.add(Drop(after_effect=True), path="tasks/batch/create")
    both.sandbox.faults.add(Refuse(status=502), path="associations", times=5)
    with pytest.raises(Unavailable, match="answered 502; gave up after 5 tries"):
        both.apply(create(contact))
    both.ids(create(contact))
    assert keys(both) == ["k1"]


def test_a_task_for_a_merged_contact_goes_to_the_survivor(both: Crm) -> None:
    first, second = both.load("bob@example.com", "robert@example.com")
    survivor = both.sandbox.portal.people.merge(first, second)
    both.ids(create(first))
    assert [task.value("crmsync_key") for task in both.sandbox.portal.tasks_of(survivor)] == ["k1"]


def test_a_refused_former_contact_is_resolved_and_its_task_made_once(both: Crm) -> None:
    first, second = both.load("bob@example.com", "robert@example.com")
    survivor = both.sandbox.portal.people.merge(first, second)
    both.sandbox.faults.add(Refuse(status=404), path="tasks/batch/create")
    both.ids(create(first))
    assert [task.value("crmsync_key") for task in both.sandbox.portal.tasks_of(survivor)] == ["k1"]


def test_a_former_contact_of_which_hubspot_knows_no_more_makes_no_second_task(
    both: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = both.load("bob@example.com", "robert@example.com")
    [task] = both.ids(create(first))
    both.sandbox.portal.people.merge(first, second)
    monkeypatch.setattr(associations, "find", lambda portal, kind, id_, by: portal.state.of(kind).by_id.get(id_))
    both.sandbox.faults.add(Refuse(status=404), path="tasks/batch/create")
    assert both.ids(create(first)) == [task]
    assert keys(both) == ["k1"]


def test_new_tasks_are_known_by_their_key_where_trace_ids_are_not_answered(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts = crm.load("bob@example.com", "eve@example.com")
    without_trace_ids(monkeypatch)
    changes = [create(one, f"k{one}") for one in contacts]
    list(crm.destination().apply(changes))
    assert [call.path.rsplit("/", 1)[1] for call in crm.calls("batch")] == ["create"]
    assert [crm.sandbox.portal.tasks_of(one)[0].id for one in contacts] == crm.ids(*changes)


def test_a_task_whose_creation_was_not_told_is_found_through_its_contact(
    both: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    [contact] = both.load("bob@example.com")
    monkeypatch.setattr(batch_writes, "_trace_of", lambda record, by_id: "")
    [task] = both.ids(create(contact))
    assert [one.id for one in both.sandbox.portal.tasks_of(contact)] == [task]


def test_a_refusal_of_associations_is_not_taken_for_none(both: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    [contact] = both.load("bob@example.com")
    monkeypatch.setattr(associations, "no_associations", lambda *_: Problem(category="INTERNAL_ERROR", message=""))
    both.sandbox.faults.add(Drop(), path="tasks/batch/create")
    with pytest.raises(Unavailable, match="INTERNAL_ERROR"):
        both.apply(create(contact))
    assert keys(both) == []


def test_one_bad_task_among_a_hundred_is_rejected_alone(crm: Crm) -> None:
    *contacts, gone = crm.load(*(f"p{n}@example.com" for n in range(100)))
    crm.sandbox.portal.people.archive_contact(gone)
    outcomes = crm.apply(*(create(one, f"k{one}") for one in (gone, *contacts)))
    assert outcomes[0] == Rejected(key=f"k{gone}", reason="gone")
    assert all(isinstance(outcome, Applied) for outcome in outcomes[1:])
    assert len(keys(crm)) == 99


def test_a_task_is_rewritten_completed_deferred_and_opened_again(crm: Crm) -> None:
    [contact] = crm.load("bob@example.com")
    [task] = crm.ids(create(contact))
    crm.sandbox.portal.people.move_task(task, "2026-12-01T08:00:00Z")
    rewritten = content("Reply to Bob", Channel.CALL)
    crm.ids(UpdateTask(key="u", profile=contact, task=task, content=rewritten))
    assert crm.sandbox.portal.task(task).value("hs_task_subject") == "Reply to Bob"
    assert crm.read("bob@example.com")[0].tasks[0].due == date(2026, 12, 1), "a moved task stays where it was put"
    assert crm.sandbox.portal.task(task).value("hs_task_type") == "CALL", "as the channel now asks for"
    for change, fate in (
        (CompleteTask, Fate.COMPLETED),
        (CompleteTask, Fate.COMPLETED),
        (ReopenTask, Fate.OPEN),
        (DeferTask, Fate.DEFERRED),
        (DeferTask, Fate.DEFERRED),
        (ReopenTask, Fate.OPEN),
    ):
        assert crm.ids(change(key="c", profile=contact, task=task)) == [task]
        [held] = crm.read("bob@example.com")[0].tasks
        assert held.fate is fate
        assert (held.ended is None) == (fate is Fate.OPEN)
