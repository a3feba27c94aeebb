"""A service that can't be reached, or allows no more today: what is done is kept, and later it goes on from there."""

import re
import socket
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, crm, end, rewrite
from worlds import Beginnings, Lived

from crmsync_sandbox.faults import Refuse


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address on loopback at which nobody listens; the port stays taken, so that nobody will."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_an_unreachable_gmail_fails_a_first_backfill_and_names_the_host(ready: SmallWorld, nowhere: str) -> None:
    folder = ready.folder()
    before = crm(ready.sandbox)
    rewrite(folder, f'"{ANN}"\napi_base = "{ready.sandbox.url}"', f'"{ANN}"\napi_base = "{nowhere}"')
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 1, "crmsync: mail:", nowhere.removeprefix("http://"), "gave up after 5 tries", "again later")
    assert ended.json["status"] == "failed"
    assert crm(ready.sandbox) == before
    keeps_secrets(folder, ended)


def test_an_unreachable_gmail_stops_the_pull_only(lived: Lived, nowhere: str) -> None:
    world, folder = lived.world, lived.folder
    world.sandbox.portal.people.set_property("bea@one.test", "crmsync_cadence_days", "7")
    rewrite(folder, f'"{ANN}"\napi_base = "{world.sandbox.url}"', f'"{ANN}"\napi_base = "{nowhere}"')
    ended = world.crmsync(folder, "sync")
    says(ended, 3, "crmsync: mail:", nowhere.removeprefix("http://"))
    assert ended.json["changes"] == {"set_properties": 1, "update_task": 1}


def test_an_unreachable_hubspot_keeps_the_pull(ready: SmallWorld, beginnings: Beginnings, nowhere: str) -> None:
    folder = ready.folder()
    rewrite(folder, f'hubspot.key" }}\napi_base = "{ready.sandbox.url}"', f'hubspot.key" }}\napi_base = "{nowhere}"')
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crmsync: crm:", nowhere.removeprefix("http://"), "gave up after 5 tries", "again later")
    assert ended.json["pulled"] == {"mail": 87}
    keeps_secrets(folder, ended)
    rewrite(folder, nowhere, ready.sandbox.url)
    ready.done(folder, "sync", "--yes")
    assert end(ready, folder) == beginnings.end


def test_gmails_daily_limit_in_the_middle_of_a_backfill_says_until_when_and_is_gone_on_from(
    ready: SmallWorld, beginnings: Beginnings
) -> None:
    folder = ready.folder()
    ready.sandbox.faults.add(Refuse(status=403, reason="dailyLimitExceeded"), path="/threads/|/messages/", times=1)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crmsync: mail: Gmail's daily allowance for ann@example.com is used up until")
    assert re.search(r"until \d\d:\d\d UTC", ended.err)
    assert ended.json["status"] == "partial"
    keeps_secrets(folder, ended)
    ready.done(folder, "sync", "--yes")
    assert end(ready, folder) == beginnings.end


def test_gmails_daily_limit_late_in_a_backfill_keeps_what_was_read(ready: SmallWorld) -> None:
    for day in range(150):
        ready.post(f"Writer <writer{day}@eight.test>", ANN, NOW.replace(year=2025), f"old{day}")
    folder = ready.folder()
    ready.sandbox.faults.add(Refuse(status=403, reason="dailyLimitExceeded"), path="/batch/", skip=20, times=1)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "daily allowance")
    read = ended.json["pulled"]["mail"]
    owner = 1
    assert 82 < read < 87 + 150
    assert ready.done(folder, "sync", "--yes").json["pulled"] == {"mail": 87 + 150 - read + owner}


@pytest.mark.parametrize("skip", range(4))
def test_hubspots_daily_limit_in_the_middle_of_the_push_says_when_it_ends_and_nothing_happens_twice(
    ready: SmallWorld, beginnings: Beginnings, skip: int
) -> None:
    folder = ready.folder()
    ready.sandbox.portal.zone = ZoneInfo("America/New_York")
    refuse = Refuse(status=429, reason="DAILY")
    ready.sandbox.faults.add(refuse, service="hubspot", method="POST", path="batch|owners", skip=skip, times=None)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crmsync: crm:", "no more requests today", "midnight", "again after")
    assert re.search(r"after \d{4}-\d\d-\d\dT0[45]:00:00Z", ended.err), "midnight in New York"
    assert ended.json["status"] == "partial"
    ready.sandbox.faults.clear()
    ready.done(folder, "sync", "--yes")
    assert end(ready, folder) == beginnings.end


def test_a_history_that_gmail_has_forgotten_is_read_anew_and_nothing_is_missed_or_doubled(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.post(f"Ann <{ANN}>", "fay@five.test", NOW, "again")
    world.sandbox.mailbox(ANN).forget_history()
    run = world.done(folder, "sync").json
    owner = 1
    assert (run["pulled"], run["changes"]) == ({"mail": 1 + owner}, {"set_properties": 1})
    assert world.done(folder, "sync").json["requests"]["gmail"] == 1


def test_after_hubspots_daily_limit_no_request_is_repeated(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.faults.add(Refuse(status=429, reason="DAILY"), service="hubspot", times=None)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "no more requests today", "again later")
    search_and_time_zone = 2
    assert ended.json["requests"]["hubspot"] == search_and_time_zone
