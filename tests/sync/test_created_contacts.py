"""Contacts made by choice: for whom, once, and taken back only where nobody has worked on them."""

import os
import signal
from datetime import timedelta

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from test_forgotten_people import traces
from worlds import Lived

from crmsync_sandbox.life import CrmContact
from crmsync_sandbox.meter import Call, Stage

HAL, GUS, MUM = "hal@eight.test", "gus@six.test", "mum@family.test"
LATER, AFTER = NOW + timedelta(days=1), NOW + timedelta(days=2)


def ask_for_contacts(lived: Lived) -> Lived:
    """Contacts are wanted, and Hal, with whom Ann talks, is in no CRM."""
    rewrite(lived.folder, "[destinations.crm]\n", '[destinations.crm]\ncreate_contacts = "two-way"\n')
    for days in (100, 50, 10):
        at, thread = NOW - timedelta(days=days), f"hal{days}"
        lived.world.post(f'"Stone, Hal" <{HAL}>', ANN, at, thread)
        lived.world.post(f"Ann <{ANN}>", HAL, at + timedelta(hours=1), thread)
    return lived


@pytest.fixture
def wished(lived: Lived) -> Lived:
    return ask_for_contacts(lived)


@pytest.fixture
def made(wished: Lived) -> Lived:
    """Run 2 made a contact for Hal."""
    assert wished.world.done(wished.folder, "sync", now=LATER).json["changes"]["create_contact"] == 1
    return wished


def contact_of(world: SmallWorld, email: str) -> dict[str, object] | None:
    found = crm(world.sandbox)["contacts"].get(email)
    return found if found and not found["archived"] else None


def test_unasked_no_contact_is_made(lived: Lived) -> None:
    lived.world.talk(HAL, [100, 50, 10])
    assert "create_contact" not in lived.world.done(lived.folder, "sync", now=LATER).json["changes"]
    assert contact_of(lived.world, HAL) is None


def test_whom_you_talk_with_gets_a_contact_with_name_and_values_and_nobody_else(made: Lived) -> None:
    world, folder = made.world, made.folder
    hal = contact_of(world, HAL)
    assert hal is not None
    assert (hal["firstname"], hal["lastname"], hal["crmsync_last_channel"]) == ("Hal", "Stone", "mail")
    assert "lifecyclestage" not in hal
    before = {"bea@one.test", "carl@two.test", "dora@three.test", "emil@four.test", "fay@five.test"}
    assert set(crm(world.sandbox)["contacts"]) == {*before, GUS, MUM, "nobody@seven.test", HAL}
    assert "create_contact" not in world.done(folder, "sync", now=AFTER).json["changes"]
    assert world.done(folder, "show", HAL, now=AFTER).json["pushed"] is True


def test_the_plan_names_them_before(wished: Lived) -> None:
    world, folder = wished.world, wished.folder
    assert world.done(folder, "sync", "--dry-run", now=LATER).json["changes"]["create_contact"] == 1
    [new] = [c for c in world.done(folder, "plan", now=LATER).json["crm"]["changes"] if c["kind"] == "create_contact"]
    assert (new["email"], new["contact"], new["values"]["last_channel"]) == (HAL, None, [None, "mail"])
    assert contact_of(world, HAL) is None


def test_many_at_once_are_made_only_with_a_yes(wished: Lived) -> None:
    world, folder = wished.world, wished.folder
    world.talk("ida@nine.test", [90, 20])
    rewrite(folder, "[policy]\n", "[policy]\nlimits = { creates = 1 }\n")
    says(world.crmsync(folder, "sync", now=LATER), 3, "2 contacts would be made (limit 1)", f"new contact {HAL}")
    assert contact_of(world, HAL) is None
    assert world.done(folder, "sync", "--yes", now=LATER).json["changes"]["create_contact"] == 2


@pytest.mark.parametrize("how", ["personal", "never_log", "colleague"])
def test_private_people_and_colleagues_get_none(wished: Lived, how: str) -> None:
    old, new = {
        "personal": ('"mum@family.test"', f'"mum@family.test", "{HAL}"'),
        "never_log": ('"@bank.test"', f'"@bank.test", "{HAL}"'),
        "colleague": (f'addresses = ["{ANN}"]', f'addresses = ["{ANN}"]\nown_domains = ["eight.test"]'),
    }[how]
    rewrite(wished.folder, old, new)
    assert "create_contact" not in wished.world.done(wished.folder, "sync", now=LATER).json["changes"]


def test_who_was_archived_in_the_crm_is_never_made_again(wished: Lived) -> None:
    world, folder = wished.world, wished.folder
    world.sandbox.portal.people.archive_contact(world.sandbox.portal.people.add_contact(HAL))
    assert "create_contact" not in world.done(folder, "sync", now=LATER).json["changes"]
    world.sandbox.meter.reset()
    world.post(f"Ann <{ANN}>", HAL, LATER, "again")
    assert "create_contact" not in world.done(folder, "sync", now=AFTER).json["changes"]
    assert not any(HAL.encode() in call.body for call in world.sandbox.meter.log if call.service == "hubspot")
    assert contact_of(world, HAL) is None


def test_a_contact_of_ours_that_a_person_deletes_stays_deleted(made: Lived) -> None:
    world, folder = made.world, made.folder
    world.sandbox.portal.people.archive_contact(HAL)
    world.post(f"Ann <{ANN}>", HAL, LATER, "again")
    for now in (AFTER, AFTER + timedelta(days=1), AFTER + timedelta(days=9)):
        assert "create_contact" not in world.done(folder, "sync", now=now).json["changes"]
    assert contact_of(world, HAL) is None


def test_a_contact_that_somebody_made_meanwhile_is_filled_and_not_doubled_nor_taken_for_ours(wished: Lived) -> None:
    world, folder = wished.world, wished.folder

    def meanwhile(stage: Stage, call: Call) -> None:
        if call.path.endswith("/contacts/batch/create") and stage is Stage.BEFORE_EFFECT:
            world.sandbox.hooks.clear()
            world.sandbox.portal.load(CrmContact(email=HAL, firstname="Harold"))

    world.sandbox.hooks.append(meanwhile)
    run = world.done(folder, "sync", now=LATER).json["run"]
    hal = contact_of(world, HAL)
    assert hal is not None
    assert (hal["firstname"], hal["crmsync_last_channel"]) == ("Harold", "mail")
    world.done(folder, "undo", str(run), "--yes", now=AFTER)
    left = contact_of(world, HAL)
    assert left is not None
    assert not [name for name in left if name.startswith("crmsync_")]


@pytest.mark.parametrize("stage", list(Stage), ids=str)
def test_killed_while_it_is_made_there_is_one_and_it_is_ours(wished: Lived, stage: Stage) -> None:
    world, folder = wished.world, wished.folder
    process: list[int] = []

    def kill(at: Stage, call: Call) -> None:
        if at is stage and call.path.endswith("/contacts/batch/create"):
            os.kill(process[0], signal.SIGKILL)

    world.sandbox.hooks.append(kill)
    process.append(world.nursery.start(folder, "--json", "sync", "--as-of", LATER.isoformat()))
    assert world.nursery.wait(folder).code == -signal.SIGKILL
    world.sandbox.hooks.clear()
    world.done(folder, "sync", now=LATER)
    assert contact_of(world, HAL) is not None
    world.done(folder, "forget", HAL, "--yes", now=AFTER)
    assert contact_of(world, HAL) is None, "one that we made goes with who is forgotten"
    assert traces(folder, HAL) == []


def test_undo_archives_what_it_made_and_it_is_not_made_again(made: Lived) -> None:
    world, folder = made.world, made.folder
    assert world.done(folder, "undo", "2", "--yes", now=LATER).json["changes"]["archive_contact"] == 1
    assert contact_of(world, HAL) is None
    world.post(f"Ann <{ANN}>", HAL, LATER, "again")
    assert "create_contact" not in world.done(folder, "sync", now=AFTER).json["changes"]
    assert contact_of(world, HAL) is None


@pytest.mark.parametrize("hand", [("jobtitle", "Baker"), ("firstname", "Harold"), ("crmsync_mute", "true")])
def test_a_contact_that_somebody_has_worked_on_stays(made: Lived, hand: tuple[str, str]) -> None:
    made.world.sandbox.portal.people.set_property(HAL, *hand)
    ended = made.world.done(made.folder, "undo", "2", "--yes", now=LATER)
    assert "somebody has worked on it since" in ended.err
    assert contact_of(made.world, HAL) is not None


def test_forgetting_archives_a_contact_that_we_made(made: Lived) -> None:
    done = made.world.done(made.folder, "forget", HAL, "--yes", now=AFTER).json
    assert done["changes"]["archive_contact"] == 1
    assert contact_of(made.world, HAL) is None
    assert traces(made.folder, HAL) == []


def test_an_undo_that_was_killed_when_the_contact_was_archived_is_finished(made: Lived) -> None:
    world, folder = made.world, made.folder
    process: list[int] = []

    def kill(at: Stage, call: Call) -> None:
        if at is Stage.AFTER_EFFECT and call.path.endswith("/contacts/batch/archive"):
            os.kill(process[0], signal.SIGKILL)

    world.sandbox.hooks.append(kill)
    process.append(world.nursery.start(folder, "undo", "2", "--yes", "--as-of", LATER.isoformat()))
    assert world.nursery.wait(folder).code == -signal.SIGKILL
    world.sandbox.hooks.clear()
    ended = world.done(folder, "undo", "2", "--yes", now=LATER)
    assert "worked on" not in ended.err
    assert "create_contact" not in world.done(folder, "sync", now=AFTER).json["changes"]
    assert contact_of(world, HAL) is None
