"""Forgetting a person: nothing of them stays, here or at HubSpot, and they do not come back."""

import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld, crm, rewrite, tables
from worlds import Lived

from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.meter import Call, Stage

BEA, CARL, FAY, MUM, BANK = "bea@one.test", "carl@two.test", "fay@five.test", "mum@family.test", "clerk@bank.test"
LATER = NOW + timedelta(days=1)


def forget(lived: Lived, email: str = BEA) -> dict[str, object]:
    return lived.world.done(lived.folder, "forget", email, "--yes").json


def ours(world: SmallWorld, email: str) -> dict[str, str]:
    contact = crm(world.sandbox)["contacts"][email]
    return {name: text for name, text in contact.items() if name.startswith("crmsync_")}


def stored(folder: Path) -> bytes:
    """Every byte of every file of the store: side files and locks too."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("crmsync.db*")))


def traces(folder: Path, *texts: str) -> list[str]:
    """Those of `texts` that stand anywhere in the store's files."""
    return [text for text in texts if text.encode() in stored(folder).lower()]


def test_what_we_wrote_and_what_people_set_is_emptied_and_the_task_archived(lived: Lived) -> None:
    world = lived.world
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "30")
    world.sandbox.portal.people.set_property(BEA, "crmsync_mute", "true")
    others = {email: one for email, one in crm(world.sandbox)["contacts"].items() if email != BEA}
    done = forget(lived)
    assert (done["status"], done["forgotten"]) == ("done", [BEA])
    assert done["changes"] == {"archive_task": 1, "clear_profile": 1}
    assert ours(world, BEA) == {}
    assert [task.archived_at is not None for task in world.sandbox.portal.tasks_of(BEA)] == [True]
    assert crm(world.sandbox)["contacts"][BEA]["archived"] is False, "a contact that we did not make stays"
    assert {email: one for email, one in crm(world.sandbox)["contacts"].items() if email != BEA} == others


def test_not_a_byte_of_the_address_or_the_name_stays_in_any_file(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.post("Bea Only <bea@one.test>", f"{ANN}, Carl <{CARL}>", NOW, "both")
    world.done(folder, "sync", now=LATER)
    assert traces(folder, BEA, "bea only") == [BEA, "bea only"]
    world.done(folder, "forget", BEA, "--yes", now=LATER)
    assert traces(folder, BEA, "bea only") == []


def test_of_mail_with_others_a_place_without_a_name_stays(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.post(f"Ann <{ANN}>", f"Bea <{BEA}>, Carl <{CARL}>", NOW, "both")
    world.done(folder, "sync", now=LATER)
    before = world.done(folder, "show", CARL, now=LATER).json
    world.done(folder, "forget", BEA, "--yes", now=LATER)
    after = world.done(folder, "show", CARL, now=LATER).json
    measured = dict.fromkeys(("strength", "p_contact_90d", "explained"))
    assert {**after, **measured} == {**before, **measured}, "these are measured against everybody's"
    [proof] = [each for each in after["evidence"] if each["field"] == "last_sent"]
    assert (proof["others"], proof["weight"]) == (2, 0.5)


def test_they_do_not_come_back_by_later_mail_a_full_pull_or_the_crm(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    forget(lived)
    world.post(f"Bea <{BEA}>", ANN, NOW + timedelta(hours=1), "again")
    world.post(f"Ann <{ANN}>", f"Bea <{BEA}>, Carl <{CARL}>", NOW + timedelta(hours=2), "both")
    world.sandbox.portal.people.set_property(BEA, "crmsync_cadence_days", "7")
    world.sandbox.meter.reset()
    world.done(folder, "sync", now=LATER)
    world.done(folder, "backfill", "--since", "2020-01-01", "--yes", now=LATER)
    assert traces(folder, BEA) == []
    assert ours(world, BEA) == {"crmsync_cadence_days": "7"}
    asked = b"".join(call.path.encode() + call.body for call in world.sandbox.meter.log if call.service == "hubspot")
    assert BEA.encode() not in asked
    assert ours(world, CARL)["crmsync_last_sent"] == "2026-11-18T11:00:00.000Z"


def test_show_and_link_say_that_they_are_forgotten(lived: Lived) -> None:
    forget(lived)
    says(lived.world.crmsync(lived.folder, "show", BEA), 2, "forgotten on 18 November 2026")
    says(lived.world.crmsync(lived.folder, "link", BEA, CARL), 2, "forgotten on 18 November 2026")


def test_a_second_time_says_that_it_is_done_and_changes_nothing(lived: Lived) -> None:
    forget(lived)
    there, here = crm(lived.world.sandbox), tables(lived.folder)
    lived.world.sandbox.meter.reset()
    again = lived.world.done(lived.folder, "forget", BEA, "--yes")
    assert (again.json["status"], again.json["forgotten"], again.json["changes"]) == ("done", [], {})
    assert lived.world.sandbox.meter.log == []
    assert (crm(lived.world.sandbox), tables(lived.folder)) == (there, here)
    words = lived.world.nursery.run(lived.folder, "forget", BEA, "--yes")
    assert "was forgotten on 18 November 2026 already" in words.out


@pytest.mark.parametrize(
    ("email", "said"),
    [(ANN, "that is yourself"), ("who@nowhere.test", "nobody of this address is known"), ("nonsense", "no e-mail")],
)
def test_yourself_and_who_is_unknown_can_not_be_forgotten(lived: Lived, email: str, said: str) -> None:
    says(lived.world.crmsync(lived.folder, "forget", email, "--yes"), 2, said)
    assert lived.world.sandbox.meter.log == []


def test_without_a_yes_it_is_shown_and_refused(lived: Lived) -> None:
    there, here = crm(lived.world.sandbox), tables(lived.folder)
    ended = lived.world.crmsync(lived.folder, "forget", BEA)
    says(ended, 3, BEA, "18 records, 18 of them theirs alone", "1 tasks are archived", "--yes", "nothing is erased")
    assert ended.json["status"] == "refused"
    assert (crm(lived.world.sandbox), tables(lived.folder)) == (there, here)


def test_all_addresses_of_the_person_are_forgotten_also_one_that_only_the_crm_knows(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.sandbox.portal.people.add_address(BEA, "bea@home.test")
    assert forget(lived)["forgotten"] == ["bea@home.test", BEA]
    world.post("Bea <bea@home.test>", ANN, NOW + timedelta(hours=1), "home")
    world.done(folder, "sync", now=LATER)
    assert traces(folder, BEA, "bea@home.test") == []


def test_undo_does_not_bring_them_back_and_still_undoes_the_rest(lived: Lived) -> None:
    forget(lived)
    lived.world.done(lived.folder, "undo", "1", "--yes")
    assert ours(lived.world, BEA) == ours(lived.world, FAY) == {}
    assert traces(lived.folder, BEA) == []
    says(lived.world.crmsync(lived.folder, "show", BEA), 2, "forgotten")


def test_a_personal_person_is_forgotten_without_a_word_to_the_crm(lived: Lived) -> None:
    lived.world.sandbox.meter.reset()
    assert forget(lived, MUM)["changes"] == {}
    assert all(MUM.encode() not in call.body for call in lived.world.sandbox.meter.log)
    assert traces(lived.folder, "mum@family.test") == []


def test_who_was_pushed_before_they_became_private_is_taken_back_too(lived: Lived) -> None:
    rewrite(lived.folder, '"@bank.test"', f'"@bank.test", "{BEA}"')
    assert forget(lived)["changes"] == {"archive_task": 1, "clear_profile": 1}
    assert ours(lived.world, BEA) == {}
    assert traces(lived.folder, BEA) == []


def test_out_of_reach_of_hubspot_nothing_is_erased(lived: Lived) -> None:
    here = tables(lived.folder)
    lived.world.sandbox.faults.add(Refuse(status=503), service="hubspot", times=None)
    ended = lived.world.crmsync(lived.folder, "forget", BEA, "--yes")
    assert ended.code == 1
    assert "nothing is erased here before all is taken back there" in ended.err
    assert tables(lived.folder) == here
    lived.world.sandbox.faults.clear()
    forget(lived)
    assert traces(lived.folder, BEA) == []


@pytest.mark.parametrize(
    ("stage", "path"),
    [
        (Stage.BEFORE_EFFECT, "/contacts/search"),
        (Stage.AFTER_EFFECT, "/contacts/tasks/batch/read"),
        (Stage.BEFORE_EFFECT, "/tasks/batch/archive"),
        (Stage.AFTER_EFFECT, "/tasks/batch/archive"),
        (Stage.BEFORE_EFFECT, "/contacts/batch/update"),
        (Stage.AFTER_EFFECT, "/contacts/batch/update"),
    ],
    ids=str,
)
def test_killed_at_any_request_a_second_time_finishes(lived: Lived, stage: Stage, path: str) -> None:
    world, folder = lived.world, lived.folder
    process: list[int] = []

    def kill(at: Stage, call: Call) -> None:
        if at is stage and path in call.path:
            os.kill(process[0], signal.SIGKILL)

    world.sandbox.hooks.append(kill)
    process.append(world.nursery.start(folder, "--json", "forget", BEA, "--yes", "--as-of", NOW.isoformat()))
    assert world.nursery.wait(folder).code == -signal.SIGKILL
    world.sandbox.hooks.clear()
    assert traces(folder, BEA) == [BEA], "here nothing goes before all is gone there"
    forget(lived)
    assert ours(world, BEA) == {}
    assert [task.archived_at is not None for task in world.sandbox.portal.tasks_of(BEA)] == [True]
    assert traces(folder, BEA) == []


def test_another_program_that_has_the_store_open_keeps_no_copy_alive(lived: Lived) -> None:
    with closing(sqlite3.connect(lived.folder / "crmsync.db")) as other:
        other.execute("SELECT count(*) FROM people").fetchall()
        forget(lived)
        assert traces(lived.folder, BEA) == []


def test_while_another_program_reads_a_copy_may_be_left_and_that_is_said(lived: Lived) -> None:
    with closing(sqlite3.connect(lived.folder / "crmsync.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM people").fetchall()
        ended = lived.world.crmsync(lived.folder, "forget", BEA, "--yes")
        says(ended, 1, "another program reads the store, so a copy may be left. Run it again.")
    lived.world.done(lived.folder, "forget", BEA, "--yes")
    assert traces(lived.folder, BEA) == []
