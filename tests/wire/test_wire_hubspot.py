"""What the HubSpot destination and HubSpot say to each other, word for word, in both versions of the API."""

from dataclasses import replace

import pytest
from crm_at_hubspot import (
    BOB,
    BOB_BEFORE,
    BOB_ID,
    BOB_TASK,
    DUE,
    EVE,
    EVE_ID,
    EVE_TASK,
    NOW,
    TASKS,
    ZOE,
    ZOE_ID,
    ZOE_TASK,
    CrmAtHubSpot,
    OpenTasks,
    content,
    create,
    values,
)

from crmsync.connector import (
    GONE,
    Applied,
    ArchiveContact,
    ArchiveTask,
    Change,
    ClearProfile,
    CompleteTask,
    CreateContact,
    DeferTask,
    EmailAddress,
    Fate,
    Output,
    Profile,
    Rejected,
    ReopenTask,
    Settings,
    Task,
    TaskText,
    Unauthorized,
    UpdateTask,
)
from crmsync_hubspot import records
from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.hubspot.kinds import CONTACTS
from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.life import CrmContact

CAT, NOBODY = EmailAddress("cat@example.net"), EmailAddress("nobody@example.org")
CAT_ID = "70000000005"
NEW_TASK, NOWHERE = "70000000008", "70000009999"
CREATED = [
    ("contacts", "crmsync"),
    *(("contacts", f"crmsync_{output.value}") for output in Output),
    ("contacts", "crmsync_cadence_days"),
    ("contacts", "crmsync_mute"),
    ("contacts", "crmsync_pin_circle"),
    ("tasks", "crmsync"),
    ("tasks", "crmsync_key"),
]


def test_setup(crm: CrmAtHubSpot) -> None:
    with crm.on_air() as destination:
        steps = destination.lacking()
        for step in steps:
            destination.create(step)
        assert destination.lacking() == ()
    assert [(step.object, step.name) for step in steps] == CREATED


def _lose_an_option(portal: Portal) -> None:
    properties = portal.state.schema(CONTACTS).properties
    turn = properties["crmsync_turn"]
    properties["crmsync_turn"] = replace(turn, options=turn.options[:1])


def test_setup_where_an_option_is_missing(crm: CrmAtHubSpot) -> None:
    crm.set_up()
    crm.prepare(_lose_an_option)
    with crm.on_air() as destination:
        [step] = destination.lacking()
        destination.create(step)
        assert destination.lacking() == ()
    assert (step.name, step.description) == ("crmsync_turn", "Whose turn: the further options theirs.")


def test_read(crm: CrmAtHubSpot) -> None:
    """One by a secondary address, one who has a task of a person's own too, one who has none, and nobody."""
    crm.set_up()
    crm.tasks()
    crm.prepare(lambda portal: portal.people.create_task("A person's own", "2026-11-30T08:00:00Z", ZOE))
    crm.prepare(lambda portal: portal.people.complete_task(ZOE_TASK))
    crm.prepare(lambda portal: portal.people.set_property(ZOE, "crmsync_state", "quiet"))
    crm.prepare(lambda portal: portal.people.create_contact(CrmContact(email=CAT)))
    with crm.on_air() as destination:
        profiles = list(destination.read([BOB_BEFORE, NOBODY, CAT, ZOE]))
    assert sorted(profiles, key=lambda one: one.id) == [
        Profile(id=BOB_ID, addresses=(BOB, BOB_BEFORE), tasks=(_open(BOB_TASK, "b"),)),
        Profile(id=ZOE_ID, addresses=(ZOE,), values={Output.STATE: "quiet"}, tasks=(_done(ZOE_TASK, "z"),)),
        Profile(id="70000000009", addresses=(CAT,)),
    ]


def test_the_roster(crm: CrmAtHubSpot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two in the place of a hundred; the second begins where the first one says."""
    monkeypatch.setattr(records, "BATCH", 2)
    crm.set_up()
    with crm.on_air() as destination:
        pages = [list(page) for page in destination.addresses()]
    assert pages == [[BOB, BOB_BEFORE, ZOE], [EVE]]


def test_changes(crm: CrmAtHubSpot) -> None:
    """Two hold a setting; one task is open, one completed, one archived, one deleted for good. Then one is reopened."""
    crm.set_up()
    crm.tasks()
    crm.prepare(lambda portal: portal.people.set_property(BOB, "crmsync_cadence_days", "30"))
    crm.prepare(lambda portal: portal.people.set_property(ZOE, "crmsync_mute", "true"))
    crm.prepare(lambda portal: portal.people.complete_task(ZOE_TASK))
    crm.prepare(lambda portal: portal.people.delete_task(EVE_TASK))
    with crm.on_air() as destination:
        first = list(destination.changes(None, OpenTasks((*TASKS, NOWHERE))))
        crm.prepare(lambda portal: portal.people.reopen_task(ZOE_TASK))
        later = list(destination.changes(first[-1].cursor, OpenTasks()))
    bob = Profile(id=BOB_ID, addresses=(BOB, BOB_BEFORE), settings=Settings(cadence_days=30))
    zoe = Profile(id=ZOE_ID, addresses=(ZOE,), settings=Settings(muted=True))
    assert [list(page.profiles) for page in first] == [[bob, zoe], [], []]
    assert [task for page in first for task in page.tasks] == [
        _open(BOB_TASK, "b"),
        _done(ZOE_TASK, "z"),
        Task(id=EVE_TASK, key="task e", fate=Fate.DELETED, due=DUE, ended=NOW),
        Task(id=NOWHERE, key="", fate=Fate.DELETED),
    ]
    assert first[-1].cursor == '{"mark": "2026-11-22T08:30:00+00:00"}'
    assert [list(page.profiles) for page in later] == [[bob, zoe, Profile(id=EVE_ID, addresses=(EVE,))], [], []]
    assert [task for page in later for task in page.tasks] == [_open(BOB_TASK, "b"), _open(ZOE_TASK, "z")]


def test_apply(crm: CrmAtHubSpot) -> None:
    """Every kind of change; one of those in the first batch is refused, for HubSpot knows no such state."""
    crm.set_up()
    crm.tasks()
    crm.prepare(lambda portal: portal.people.set_property(EVE, "crmsync_turn", "yours"))
    with crm.on_air() as destination:
        outcomes = list(
            destination.apply(
                [
                    values(BOB_ID, state="quiet", last_contact="2026-11-20T08:00:00Z", why="It was quiet."),
                    values(ZOE_ID, state="odd"),
                    values(EVE_ID, reach_out_by="2026-12-20", turn="", tags="client;investor"),
                    create("new", BOB_ID),
                    UpdateTask(key="reply", profile=BOB_ID, task=BOB_TASK, content=content("Answer Bob")),
                    CompleteTask(key="done", profile=ZOE_ID, task=ZOE_TASK),
                    ReopenTask(key="again", profile=ZOE_ID, task=ZOE_TASK),
                    DeferTask(key="later", profile=ZOE_ID, task=ZOE_TASK),
                    ArchiveTask(key="away", profile=EVE_ID, task=EVE_TASK),
                ]
            )
        )
    assert outcomes == [
        Applied(key=f"values {BOB_ID}", id=BOB_ID),
        Rejected(key=f"values {ZOE_ID}", reason="VALIDATION_ERROR INVALID_OPTION crmsync_state"),
        Applied(key=f"values {EVE_ID}", id=EVE_ID),
        Applied(key="task new", id=NEW_TASK),
        Applied(key="reply", id=BOB_TASK),
        Applied(key="done", id=ZOE_TASK),
        Applied(key="again", id=ZOE_TASK),
        Applied(key="later", id=ZOE_TASK),
        Applied(key="away", id=EVE_TASK),
    ]


def test_apply_what_is_done_or_gone(crm: CrmAtHubSpot) -> None:
    """Bob was merged into Zoe, Eve and her task deleted; Zoe's task exists and is not made twice."""
    crm.set_up()
    crm.tasks()
    crm.prepare(lambda portal: portal.people.merge(ZOE, BOB))
    crm.prepare(lambda portal: portal.people.archive_contact(EVE))
    crm.prepare(lambda portal: portal.people.delete_task(EVE_TASK))
    with crm.on_air() as destination:
        outcomes = list(
            destination.apply(
                [
                    values(BOB_ID, state="quiet"),
                    values(EVE_ID, state="quiet"),
                    create("z", ZOE_ID),
                    UpdateTask(key="reply", profile=EVE_ID, task=EVE_TASK, content=content("Answer Eve")),
                    ArchiveTask(key="away", profile=EVE_ID, task=EVE_TASK),
                ]
            )
        )
    assert outcomes == [
        Applied(key=f"values {BOB_ID}", id="70000000008"),
        Rejected(key=f"values {EVE_ID}", reason=GONE),
        Applied(key="task z", id=ZOE_TASK),
        Rejected(key="reply", reason=GONE),
        Applied(key="away", id=EVE_TASK),
    ]


def test_contacts_by_choice(crm: CrmAtHubSpot) -> None:
    """Eve was archived; Bob's former address is his still; Cat is new, and then worked on by nobody."""
    crm.set_up()
    crm.prepare(lambda portal: portal.people.archive_contact(EVE))
    cat, bob = new_contact(CAT, "Cat"), new_contact(BOB_BEFORE, "Bob")
    with crm.on_air() as destination:
        assert destination.removed([EVE, CAT]) == {EVE}
        outcomes = list(destination.apply([cat, bob]))
        assert destination.touched({CAT_ID: cat, NOWHERE: bob}) == {NOWHERE}
    assert outcomes == [Applied(key="new Cat", id=CAT_ID), Applied(key="new Bob", id=BOB_ID, existed=True)]


def test_taking_back(crm: CrmAtHubSpot) -> None:
    crm.set_up()
    crm.tasks()
    crm.prepare(lambda portal: portal.people.set_property(BOB, "crmsync_cadence_days", "30"))
    with crm.on_air() as destination:
        texts = destination.texts([BOB_TASK, NOWHERE])
        away: list[Change] = [
            ArchiveTask(key="task", profile=BOB_ID, task=BOB_TASK),
            ClearProfile(key="clear", profile=BOB_ID),
        ]
        outcomes = list(destination.apply([*away, ArchiveContact(key="away", profile=ZOE_ID)]))
        assert [profile.settings for profile in destination.read([BOB, ZOE])] == [Settings()]
    assert texts == {BOB_TASK: TaskText(subject="Talk again", body="It was <long> & quiet.\nMail.")}
    assert outcomes == [
        Applied(key="task", id=BOB_TASK),
        Applied(key="clear", id=BOB_ID),
        Applied(key="away", id=ZOE_ID),
    ]


def new_contact(address: EmailAddress, name: str) -> CreateContact:
    held = {Output.STATE: "fine", Output.LAST_CONTACT: "2026-11-20T08:00:00Z"}
    return CreateContact(key=f"new {name}", address=address, first_name=name, last_name="", values=held)


def test_tasks_where_keys_can_not_be_unique(crm: CrmAtHubSpot) -> None:
    crm.prepare(lambda portal: setattr(portal, "unique_task_properties", False))
    crm.set_up()
    crm.tasks()
    with crm.on_air() as destination:
        outcomes = list(destination.apply([create("b", BOB_ID), create("new", ZOE_ID)]))
    assert outcomes == [Applied(key="task b", id=BOB_TASK), Applied(key="task new", id=NEW_TASK)]


def test_setup_where_keys_can_not_be_unique(crm: CrmAtHubSpot) -> None:
    crm.prepare(lambda portal: setattr(portal, "unique_task_properties", False))
    with crm.on_air() as destination:
        for step in destination.lacking():
            if step.object == "tasks":
                destination.create(step)


def test_too_many_requests(crm: CrmAtHubSpot) -> None:
    crm.set_up()
    crm.trouble(Refuse(status=429, retry_after=1), "batch/read")
    with crm.on_air() as destination:
        [profile] = destination.read([EVE])
    assert profile.id == EVE_ID


def test_a_missing_scope(crm: CrmAtHubSpot) -> None:
    crm.prepare(lambda portal: portal.scopes.remove("crm.objects.contacts.read"))
    with crm.on_air() as destination, pytest.raises(Unauthorized, match=r"lacks crm\.objects\.contacts\.read"):
        list(destination.read([BOB]))


def _open(id_: str, key: str) -> Task:
    return Task(id=id_, key=f"task {key}", fate=Fate.OPEN, due=DUE)


def _done(id_: str, key: str) -> Task:
    return Task(id=id_, key=f"task {key}", fate=Fate.COMPLETED, due=DUE, ended=NOW)
