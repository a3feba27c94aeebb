"""Calls, meetings and messages that people log at the CRM are contact: who was phoned yesterday gets no task."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from small_world import ANN, NOW, SmallWorld, crm, rewrite

BEA = "bea@one.test"
"""She has had a rhythm, and is long past it."""
SOURCE = """[sources.logged]
connector = "hubspot"
key = {{ file = "hubspot.key" }}
api_base = "{url}"

[destinations.crm]
"""


@pytest.fixture
def folder(ready: SmallWorld) -> Path:
    made = ready.folder()
    rewrite(made, "[destinations.crm]\n", SOURCE.format(url=ready.sandbox.url))
    return made


def yesterday(**deed: object) -> dict[str, Any]:
    return {"contact": BEA, "at": (NOW - timedelta(days=1)).isoformat(), "owner": ANN, **deed}


def with_tasks(world: SmallWorld) -> set[str]:
    return {task["contact"] for task in crm(world.sandbox)["tasks"]}


def shown(world: SmallWorld, folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(world.done(folder, "show", BEA).out)
    return found


def test_without_a_call_she_gets_a_task(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    assert BEA in with_tasks(ready)


@pytest.mark.parametrize(
    ("do", "channel"), [("log_call", "call"), ("log_meeting", "meeting"), ("log_message", "message")]
)
def test_whom_one_talked_with_yesterday_gets_no_task(ready: SmallWorld, folder: Path, do: str, channel: str) -> None:
    ready.sandbox.portal.act({"do": do, **yesterday()})
    ready.done(folder, "backfill", "--yes")
    assert BEA not in with_tasks(ready)
    she = shown(ready, folder)
    assert (she["last_channel"], she["last_contact"]) == (channel, "2026-11-17T09:00:00Z")
    assert any(each["source"] == "logged" and each["kind"] == channel for each in she["evidence"])
    assert crm(ready.sandbox)["contacts"][BEA]["crmsync_last_contact"].startswith("2026-11-17T09:00:00")


def test_a_call_that_rang_out_is_shown_and_counts_for_nothing(ready: SmallWorld, folder: Path) -> None:
    ready.sandbox.portal.act({"do": "log_call", **yesterday(outcome="no answer")})
    ready.done(folder, "backfill", "--yes")
    she = shown(ready, folder)
    assert she["last_call"] is None
    assert "nobody answered, or it did not take place" in [each["reason"] for each in she["ignored"]]


def test_a_colleagues_call_is_not_ones_own(ready: SmallWorld, folder: Path) -> None:
    ready.sandbox.portal.act({"do": "add_owner", "email": "col@example.com"})
    ready.sandbox.portal.act({"do": "log_call", **yesterday(owner="col@example.com")})
    ready.done(folder, "backfill", "--yes")
    assert shown(ready, folder)["last_call"] is None


def test_a_night_with_nothing_new_costs_one_search_a_type_more(ready: SmallWorld, folder: Path) -> None:
    ready.sandbox.portal.act({"do": "log_call", **yesterday()})
    ready.done(folder, "backfill", "--yes")
    ready.done(folder, "sync")
    ended = json.loads(ready.done(folder, "sync", now=NOW + timedelta(hours=2)).out)
    without = ready.folder()
    ready.done(without, "backfill", "--yes")
    ready.done(without, "sync")
    plain = json.loads(ready.done(without, "sync", now=NOW + timedelta(hours=2)).out)
    assert ended["pulled"]["logged"] == 0
    assert ended["requests"]["hubspot"] == plain["requests"]["hubspot"] + 3


def doubts(world: SmallWorld, folder: Path) -> str:
    found = json.loads(world.crmsync(folder, "check").out)
    return " ".join(
        f"{each['what']} {each['remedy']}"
        for each in found
        if (each["connection"], each["weight"]) == ("logged", "doubtful")
    )


def test_check_doubts_a_log_of_whose_users_none_is_self(ready: SmallWorld, folder: Path) -> None:
    people = ready.sandbox.portal.people
    people.add_owner("boss@example.com")
    assert "is you" not in doubts(ready, folder)
    owners = ready.sandbox.portal.state.owners
    [mine] = [each for each in owners.values() if each.email == ANN]
    owners[mine.id] = replace(mine, email="ann@crm.example")
    assert "None of its users is you" in doubts(ready, folder)
    assert "[me] addresses: ann@crm.example or " in doubts(ready, folder)
    rewrite(folder, f'addresses = ["{ANN}"]', f'addresses = ["{ANN}", "ann@crm.example"]')
    assert "is you" not in doubts(ready, folder)
