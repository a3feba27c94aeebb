"""What asks before it writes: a first push, a plan that changes or empties too much; and tries that write nothing."""

import json
import os
import pty
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld, crm, rewrite, tables
from worlds import Beginnings, Lived

from crmsync_sandbox.life import CrmContact


def writes(world: SmallWorld) -> list[str]:
    asked = [call for call in world.sandbox.meter.log if call.service == "hubspot" and call.method != "GET"]
    return [call.path for call in asked if not call.path.endswith(("/batch/read", "/search"))]


def test_a_first_push_that_nobody_confirms_is_refused_and_the_pull_kept(
    ready: SmallWorld, beginnings: Beginnings
) -> None:
    folder, there = ready.folder(), crm(ready.sandbox)
    ended = ready.crmsync(folder, "backfill")
    says(ended, 3, "not confirmed: it is the first push to this account", "--yes", "contact")
    assert ended.json["status"] == "refused"
    assert ended.json["pulled"] == {"mail": 87}
    assert crm(ready.sandbox) == there
    assert writes(ready) == []
    assert ready.done(folder, "sync", "--yes").json["pulled"] == {"mail": 0}
    assert crm(ready.sandbox) == beginnings.end.there


def test_every_push_is_a_first_one_until_one_was_confirmed(ready: SmallWorld) -> None:
    folder = ready.folder()
    for words in (("backfill",), ("backfill",), ("sync",)):
        says(ready.crmsync(folder, *words), 3, "first push")
    ready.done(folder, "sync", "--yes")
    ready.post(f"Ann <{ANN}>", "bea@one.test", NOW, "again")
    ready.done(folder, "sync")


@pytest.fixture
def crowd(ready: SmallWorld) -> SmallWorld:
    """Sixty people to whom Ann wrote once, each with values of another program's in our properties."""
    foreign = {"crmsync_last_sent": "2020-01-01T00:00:00Z"}
    for number in range(60):
        email = f"p{number}@crowd.test"
        ready.post(f"Ann <{ANN}>", email, NOW - timedelta(days=30), email)
        ready.sandbox.portal.load(CrmContact(email=email, properties=foreign))
    return ready


def confirmed_once(world: SmallWorld) -> Path:
    """A folder from which something was pushed before, so that only the plan's size can be a reason to ask."""
    folder = world.folder()
    rewrite(folder, "[policy]\n", "[policy]\nlimits = { changes_min = 1000 }\n")
    rewrite(folder, '"mum@family.test"]', '"mum@family.test"], domains = ["crowd.test"]')
    world.done(folder, "backfill", "--yes")
    rewrite(folder, ', domains = ["crowd.test"]', "")
    rewrite(folder, "limits = { changes_min = 1000 }\n", "")
    return folder


def test_a_plan_that_changes_more_than_fifty_values_is_refused_until_confirmed(crowd: SmallWorld) -> None:
    folder = confirmed_once(crowd)
    there = crm(crowd.sandbox)
    ended = crowd.crmsync(folder, "sync")
    says(ended, 3, "60 of", "would get a value other than the one they have (limit 50)", "--yes")
    assert (ended.json["status"], ended.json["changes"]) == ("refused", {})
    assert crm(crowd.sandbox) == there
    assert crowd.done(folder, "sync", "--yes").json["changes"]["set_properties"] == 60
    after = crm(crowd.sandbox)["contacts"]["p0@crowd.test"]
    assert after["crmsync_last_sent"] == "2026-10-19T09:00:00.000Z"


def test_a_plan_within_a_fifth_of_many_contacts_is_not_asked_about(lived: Lived) -> None:
    rewrite(lived.folder, "[policy]\n", "[policy]\nlimits = { changes_min = 0, changes_share = 0.2 }\n")
    world = lived.world
    world.post(f"Ann <{ANN}>", "bea@one.test", NOW, "again")
    world.done(lived.folder, "sync")
    world.post(f"Ann <{ANN}>", "carl@two.test", NOW, "again")
    world.post(f"Ann <{ANN}>", "fay@five.test", NOW, "again")
    says(world.crmsync(lived.folder, "sync"), 3, "2 of 6 contacts would get a value other than the one they have")


def test_filling_what_is_empty_is_never_too_much(ready: SmallWorld) -> None:
    folder = ready.folder()
    rewrite(folder, "[policy]\n", "[policy]\nlimits = { changes_min = 0, changes_share = 0.0, clears = 0 }\n")
    rewrite(folder, '"mum@family.test"]', '"mum@family.test"], domains = ["two.test", "three.test"]')
    ready.done(folder, "backfill", "--yes")
    rewrite(folder, ', domains = ["two.test", "three.test"]', "")
    assert ready.done(folder, "sync").json["changes"]["set_properties"] == 2


def test_emptying_more_than_twenty_is_refused_until_confirmed(ready: SmallWorld) -> None:
    for number in range(21):
        email = f"p{number}@crowd.test"
        ready.post(f"Ann <{ANN}>", email, NOW - timedelta(days=30), email)
        ready.sandbox.portal.load(CrmContact(email=email))
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes")
    rewrite(folder, '"mum@family.test"]', '"mum@family.test"], domains = ["crowd.test"]')
    there = crm(ready.sandbox)
    says(ready.crmsync(folder, "sync"), 3, "21 contacts would have a value emptied (limit 20)", "--yes")
    assert crm(ready.sandbox) == there
    ready.done(folder, "sync", "--yes")
    assert "crmsync_last_sent" not in crm(ready.sandbox)["contacts"]["p0@crowd.test"]


def test_a_dry_run_writes_nothing_and_tells_what_the_next_sync_applies(ready: SmallWorld) -> None:
    folder, there = ready.folder(), ready.sandbox.portal.dump()
    tried = ready.done(folder, "backfill", "--dry-run").json
    assert ready.sandbox.portal.dump() == there
    assert writes(ready) == []
    assert (tried["applied"], tried["status"]) == (0, "done")
    planned = ready.done(folder, "plan").json["crm"]["changes"]
    done = ready.done(folder, "sync", "--yes").json
    assert tried["changes"] == done["changes"] == {"set_properties": 6, "create_task": 3}
    assert len(planned) == done["applied"] == 9


def test_a_dry_run_of_a_sync_pulls_and_writes_nothing(lived: Lived) -> None:
    world, there = lived.world, lived.world.sandbox.portal.dump()
    world.post(f"Ann <{ANN}>", "bea@one.test", NOW + timedelta(hours=1), "again")
    later = NOW + timedelta(days=1)
    tried = world.done(lived.folder, "sync", "--dry-run", now=later).json
    assert tried["pulled"] == {"mail": 1}
    assert writes(world) == []
    assert world.sandbox.portal.dump() == there
    done = world.done(lived.folder, "sync", now=later).json
    assert tried["changes"] == done["changes"]
    assert (done["pulled"], done["applied"]) == ({"mail": 0}, sum(done["changes"].values()))


def test_a_dry_run_shows_the_plan_and_no_json(ready: SmallWorld) -> None:
    folder = ready.folder()
    ended = ready.nursery.run(folder, "backfill", "--dry-run", "--as-of", NOW.isoformat())
    assert "crm: 9 changes" in ended.out
    assert "last_contact: - → 2026-08-10T10:00:00Z" in ended.out
    assert "new task for 2026-11-18: Get in touch with A Friend" in ended.out


def at_a_terminal(folder: Path, typed: bytes, *words: str) -> tuple[int, str]:
    """The exit code of `crmsync WORDS` whose user types this when asked, and what stood on stderr."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "crmsync", "--config", str(folder / "config.toml"), *words]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        os.write(ours, typed)
        _, said = running.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    return running.returncode, said.decode()


@pytest.mark.parametrize(("typed", "code", "created"), [(b"y\n", 0, True), (b"n\n", 3, False), (b"\x04", 130, False)])
def test_a_user_at_a_terminal_is_asked_and_obeyed(world: SmallWorld, typed: bytes, code: int, created: bool) -> None:
    ended, said = at_a_terminal(world.folder(), typed, "setup")
    assert ended == code, said
    assert "Create these?" in said
    properties = world.sandbox.portal.dump()["properties"]["contacts"]
    assert any(one["name"] == "crmsync_state" for one in properties) == created


def test_who_breaks_off_at_the_question_of_a_push_keeps_the_pull(ready: SmallWorld) -> None:
    folder, there = ready.folder(), crm(ready.sandbox)
    code, said = at_a_terminal(folder, b"\x04", "--json", "backfill", "--as-of", NOW.isoformat())
    assert code == 130, said
    assert "interrupted; what was done is saved" in said
    assert crm(ready.sandbox) == there
    assert len(tables(folder)["interactions"]) == 82
    assert json.loads(ready.done(folder, "runs").out)[0]["status"] == "interrupted"
