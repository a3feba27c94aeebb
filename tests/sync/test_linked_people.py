"""Who is who by the user's word: it beats every other, is told at once, mirrored by the next sync, and taken back."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from endings import says
from nursery import Ended
from small_world import ANN, NOW, SmallWorld, crm
from test_contacts_change import HOME, open_tasks, ours
from test_looking_never_writes import files
from test_one_run_at_a_time import during_a_sync
from worlds import Lived

from crmsync_sandbox.life import CrmContact

BEA, CARL, DORA, FAY = "bea@one.test", "carl@two.test", "dora@three.test", "fay@five.test"
NEXT = NOW + timedelta(days=1)


def told(folder: Path, *addresses: str, id: str = "people/c1", name: str = "Bea Bell") -> None:
    """As an address book would say it: these addresses belong to one contact."""
    with sqlite3.connect(folder / "crmsync.db") as store:
        row = ("mail", id, name, False, json.dumps(addresses), "[]")
        store.execute("INSERT INTO contacts (source, id, name, own, addresses, groups) VALUES (?, ?, ?, ?, ?, ?)", row)


def emails(lived: Lived, email: str) -> list[str]:
    found: list[str] = lived.world.done(lived.folder, "show", email).json["emails"]
    return found


def identity(lived: Lived, email: str) -> list[tuple[list[str], str]]:
    shown = lived.world.done(lived.folder, "show", email).json["identity"]
    return [(each["emails"], each["by"]) for each in shown]


def tasks(world: SmallWorld) -> list[dict[str, Any]]:
    """Our tasks that are open, by whichever contact."""
    return [
        one for one in crm(world.sandbox)["tasks"] if not one["archived"] and one["hs_task_status"] == "NOT_STARTED"
    ]


def test_linked_addresses_are_one_person_and_by_whose_word(lived: Lived) -> None:
    said = lived.world.done(lived.folder, "link", CARL, BEA).json
    [person] = said["people"]
    assert (said["word"], said["left_out"]) == ("link", [])
    assert (person["emails"], person["name"]) == ([BEA, CARL], "A Friend")
    [word] = person["identity"]
    assert (word["emails"], word["by"]) == ([BEA, CARL], "you")
    assert word["because"].startswith("you linked them on ")
    assert lived.world.done(lived.folder, "show", BEA).json["identity"] == [word]
    assert emails(lived, CARL) == [BEA, CARL]


def test_what_is_said_is_said_without_a_request_and_mirrored_by_the_next_sync(lived: Lived) -> None:
    world = lived.world
    world.sandbox.meter.reset()
    world.done(lived.folder, "link", BEA, CARL)
    assert world.sandbox.meter.log == []
    assert ours(world, BEA)["crmsync_last_contact"] != ours(world, CARL)["crmsync_last_contact"]
    world.done(lived.folder, "sync")
    assert ours(world, BEA) == ours(world, CARL)
    assert len(open_tasks(world, BEA) + open_tasks(world, CARL)) == 1
    assert world.done(lived.folder, "sync").json["changes"] == {}


def facts_of(lived: Lived, email: str) -> dict[str, Any]:
    """Without tasks: the one too many was ended when the two were one."""
    told = lived.world.done(lived.folder, "show", email).json
    return {name: value for name, value in told.items() if name not in {"follows", "tasks"}}


def exact(values: dict[str, str]) -> dict[str, str]:
    """Without the numbers that go out in tens: they depend on the ten that was sent before."""
    return {name: value for name, value in values.items() if name not in {"crmsync_strength", "crmsync_warmth"}}


def test_link_and_unlink_take_each_other_back(lived: Lived) -> None:
    world, before = lived.world, [facts_of(lived, each) for each in (BEA, CARL)]
    values = [exact(ours(world, each)) for each in (BEA, CARL)]
    world.done(lived.folder, "link", BEA, CARL)
    world.done(lived.folder, "sync")
    people = world.done(lived.folder, "unlink", BEA, CARL).json["people"]
    assert [each["emails"] for each in people] == [[BEA], [CARL]]
    assert [facts_of(lived, each) for each in (BEA, CARL)] == before
    world.done(lived.folder, "sync")
    assert [exact(ours(world, each)) for each in (BEA, CARL)] == values
    world.done(lived.folder, "link", CARL, BEA)
    assert emails(lived, BEA) == [BEA, CARL]
    world.done(lived.folder, "sync")
    assert ours(world, BEA) == ours(world, CARL)


def test_a_link_that_is_taken_back_before_the_next_sync_leaves_no_trace_at_the_crm(lived: Lived) -> None:
    there = lived.world.sandbox.portal.dump()
    lived.world.done(lived.folder, "link", BEA, CARL)
    lived.world.done(lived.folder, "unlink", BEA, CARL)
    assert lived.world.done(lived.folder, "sync").json["changes"] == {}
    assert lived.world.sandbox.portal.dump() == there


def test_whom_the_user_parts_stays_apart_whatever_an_address_book_says_later(lived: Lived) -> None:
    told(lived.folder, BEA, CARL, DORA)
    assert emails(lived, BEA) == [BEA, CARL, DORA]
    said = lived.world.done(lived.folder, "unlink", BEA, CARL).json
    assert [each["emails"] for each in said["people"]] == [[BEA, DORA], [CARL]]
    assert [each["by"] for each in said["left_out"]] == ["mail"]
    told(lived.folder, CARL, DORA, id="people/c2")
    told(lived.folder, BEA, CARL, id="people/c3")
    assert emails(lived, BEA) == [BEA, DORA]
    assert emails(lived, CARL) == [CARL]


def test_the_user_s_link_goes_before_a_contact_that_says_otherwise(lived: Lived) -> None:
    world = lived.world
    told(lived.folder, CARL, DORA)
    world.done(lived.folder, "unlink", BEA, DORA)
    said = world.done(lived.folder, "link", BEA, CARL).json
    assert [each["emails"] for each in said["people"]] == [[BEA, CARL]]
    assert [each["emails"] for each in said["left_out"]] == [[CARL, DORA]]
    assert emails(lived, DORA) == [DORA]


def test_a_task_made_for_two_stays_one_s_when_they_are_parted_and_the_other_gets_one_of_their_own(
    ready: SmallWorld,
) -> None:
    """The older contact, which has the task, is not the one whose address made the person."""
    folder = ready.folder()
    ready.sandbox.portal.load(CrmContact(email="abe@one.test"))
    ready.talk("abe@one.test", [290, 250, 210, 170, 130, 101])
    ready.done(folder, "backfill", "--dry-run")
    ready.done(folder, "link", "abe@one.test", BEA)
    ready.done(folder, "sync", "--yes")
    assert (len(open_tasks(ready, BEA)), len(open_tasks(ready, "abe@one.test"))) == (1, 0)
    theirs = open_tasks(ready, BEA)
    ready.done(folder, "unlink", "abe@one.test", BEA)
    for days in (0, 1, 2, 3):
        ready.done(folder, "sync", now=NOW + timedelta(days=days))
    assert open_tasks(ready, BEA) == theirs
    assert len(open_tasks(ready, "abe@one.test")) == 1
    held = [task["contact"] for task in tasks(ready)]
    assert len(held) == len(set(held))
    assert ready.done(folder, "sync", now=NOW + timedelta(days=3)).json["changes"] == {}


def test_two_people_with_a_task_each_who_are_linked_and_parted_again_never_have_two(lived: Lived) -> None:
    world = lived.world
    assert (len(open_tasks(world, BEA)), len(open_tasks(world, CARL))) == (1, 1)
    world.done(lived.folder, "link", BEA, CARL)
    world.done(lived.folder, "sync", now=NEXT)
    world.done(lived.folder, "unlink", BEA, CARL)
    had = set()
    for days in (1, 30, 70, 71, 100):
        world.done(lived.folder, "sync", now=NOW + timedelta(days=days))
        held = [task["contact"] for task in tasks(world)]
        assert len(held) == len(set(held)), days
        had |= set(held) if days > 1 else set()
    assert {BEA, CARL} <= had


def test_a_contact_that_two_people_share_is_filled_for_one_and_the_other_is_told_so(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.portal.people.add_address(BEA, HOME)
    ready.talk(HOME, [5])
    ready.done(folder, "backfill", "--yes")
    ready.done(folder, "unlink", BEA, HOME)
    ready.done(folder, "sync", "--yes")
    shown = {email: ready.done(folder, "show", email).json for email in (BEA, HOME)}
    assert {email: each["emails"] for email, each in shown.items()} == {BEA: [BEA], HOME: [HOME]}
    reasons = [each["not_pushed_because"] for each in shown.values()]
    assert reasons == [None, "their contact in the CRM is filled for somebody else who shares it"]
    assert ours(ready, BEA)["crmsync_last_contact"] == "2026-08-10T10:00:00.000Z"
    assert ready.done(folder, "sync").json["changes"] == {}


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (BEA, "stranger@nowhere.test", "stranger@nowhere.test: nobody of this address is known"),
        (ANN, BEA, f"{ANN}: that is yourself"),
        (BEA, "noreply@shop.test", "noreply@shop.test: a robot's address"),
        (BEA, "clerk@bank.test", "clerk@bank.test: on the never-log list"),
        (BEA, BEA.upper(), f"{BEA} was given twice"),
        (BEA, "Bea", "'Bea' is no e-mail address"),
    ],
)
@pytest.mark.parametrize("command", ["link", "unlink"])
def test_an_address_of_nobody_is_refused_with_what_it_is(
    lived: Lived, command: str, one: str, other: str, words: str
) -> None:
    before = lived.world.done(lived.folder, "show", BEA).out
    says(lived.world.crmsync(lived.folder, command, one, other), 2, words)
    assert lived.world.done(lived.folder, "show", BEA).out == before


def test_before_the_first_backfill_there_is_nobody_to_link(ready: SmallWorld) -> None:
    folder = ready.folder()
    before = files(folder)
    says(ready.crmsync(folder, "link", BEA, CARL), 2, "Run `crmsync backfill` first")
    assert {name for name in files(folder) if not name.startswith("crmsync.db.lock")} == set(before)


def test_it_waits_for_no_run_and_says_who_holds_the_store(lived: Lived) -> None:
    process, _, second = during_a_sync(lived, "--json", "link", BEA, CARL)
    says(second, 3, f"another run holds the store: crmsync sync, process {process}")
    assert emails(lived, BEA) == [BEA]


def test_it_says_in_words_what_follows_and_how_to_take_it_back(lived: Lived) -> None:
    def run(*words: str) -> Ended:
        ended = lived.world.nursery.run(lived.folder, *words)
        assert (ended.code, ended.err) == (0, "")
        return ended

    told(lived.folder, BEA, DORA)
    linked = run("link", BEA, CARL).out
    assert f"{BEA} and {CARL} are one person now, by your word.\n" in linked
    assert f"  {BEA}, {DORA}: mail has them in one contact Bea Bell\n" in linked
    assert f"The next sync mirrors it. `crmsync unlink {BEA} {CARL}` takes it back.\n" in linked
    parted = run("unlink", BEA, DORA).out
    assert "are two people now, by your word." in parted
    assert f"Left out, because it says otherwise:\n  {BEA}, {DORA}: mail has them in one contact Bea Bell\n" in parted
    assert f"one person     {BEA}, {CARL}: you linked them on " in run("show", BEA).out


def test_the_evidence_names_the_crm_the_address_book_and_gmail_s_rule(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.portal.people.add_address(BEA, HOME)
    ready.talk(HOME, [5])
    ready.talk("fay.five@gmail.com", [9])
    ready.talk("fayfive+x@googlemail.com", [8])
    ready.talk("fay+x@five.test", [7])
    ready.done(folder, "backfill", "--yes")
    contact = ready.sandbox.portal.contact(BEA).id
    told(folder, BEA, DORA)
    lived = Lived(world=ready, folder=folder)
    assert identity(lived, HOME) == [([BEA, DORA], "mail"), ([HOME, BEA], "crm")]
    because = [each["because"] for each in ready.done(folder, "show", BEA).json["identity"]]
    assert because == ["mail has them in one contact Bea Bell", f"contact {contact} of crm has them all"]
    assert identity(lived, FAY) == [(["fay+x@five.test", FAY], "hint")]
    assert identity(lived, "fay.five@gmail.com") == [(["fay.five@gmail.com", "fayfive+x@googlemail.com"], "hint")]


def test_people_of_one_name_are_never_taken_for_one(ready: SmallWorld) -> None:
    """One firm, one surname, one first name, swapped, initialled, misspelled: each has an address of their own."""
    decoys = ["ann.bell@firm.test", "a.bell@firm.test", "annbell@firm.test", "bell.ann@firm.test", "ann.bel@firm.test"]
    decoys += ["ann.bell@other.test", "ann.bell@gmail.com", "ann-bell@gmail.com", "ann.bell1@gmail.com"]
    for number, decoy in enumerate(decoys):
        ready.post(f"Ann Bell <{decoy}>", ANN, NOW - timedelta(days=9), f"d{number}")
        ready.post(f"Ann <{ANN}>", f"Ann Bell <{decoy}>", NOW - timedelta(days=8), f"d{number}")
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    lived = Lived(world=ready, folder=folder)
    assert [emails(lived, decoy) for decoy in decoys] == [[decoy] for decoy in decoys]


def test_a_mailing_list_is_nobody_s_mailbox(ready: SmallWorld) -> None:
    ready.post(f"Ann <{ANN}>", "garden@lists.test", NOW - timedelta(days=9), "l")
    ready.post("garden@lists.test", ANN, NOW - timedelta(days=9), "l", List_Id="<garden.lists.test>")
    ready.talk("garden+help@lists.test", [8])
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    assert emails(Lived(world=ready, folder=folder), "garden+help@lists.test") == ["garden+help@lists.test"]
