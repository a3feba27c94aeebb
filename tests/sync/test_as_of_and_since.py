"""Time: looking back with --as-of, beginning later with --since, and going on with what was not finished."""

from datetime import timedelta
from pathlib import Path

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld, crm, rewrite
from worlds import Lived

from crmsync_sandbox.faults import Refuse

FAY = "fay@five.test"


def test_looking_back_ignores_what_came_later(lived: Lived) -> None:
    world = lived.world
    shown = [world.done(lived.folder, "show", FAY, now=NOW - timedelta(days=days)).json for days in (0, 100, 145)]
    assert [one["last_contact"] for one in shown] == [
        "2026-09-07T10:00:00Z",
        "2026-07-01T10:00:00Z",
        "2026-05-22T10:00:00Z",
    ]
    assert [len([e for e in one["ignored"] if e["reason"] == "it lies in the future"]) for one in shown] == [0, 2, 4]


def test_a_date_means_its_end_in_the_users_time_zone(lived: Lived) -> None:
    """In Honolulu the sixth of September ends between Fay's last mail and Ann's answer."""
    rewrite(lived.folder, "Europe/London", "Pacific/Honolulu")
    shown = lived.world.nursery.run(lived.folder, "--json", "show", FAY, "--as-of", "2026-09-06").json
    assert shown["last_received"] == "2026-09-07T09:00:00Z"
    assert shown["last_contact"] == "2026-07-01T10:00:00Z"


def test_looking_ahead_tells_what_a_later_day_would_write(lived: Lived) -> None:
    planned = lived.world.done(lived.folder, "plan", now=NOW + timedelta(days=30)).json["crm"]["changes"]
    values = {change["contact"]: change["values"] for change in planned if change["kind"] == "set_properties"}
    assert values[lived.world.sandbox.portal.contact(FAY).id]["state"] == ["fine", "quiet"]


@pytest.mark.parametrize("words", [("sync",), ("backfill",), ("undo", "1", "--yes")], ids=" ".join)
def test_writing_as_of_another_time_is_refused_where_a_service_is_real(lived: Lived, words: tuple[str, ...]) -> None:
    world, folder = lived.world, lived.folder
    config = (folder / "config.toml").read_text()
    for other in ("https://gmail.googleapis.com", "https://api.hubapi.com"):
        real = config.replace("wait_scale = 0.01", "wait_scale = 1").replace(world.sandbox.url, other, 1)
        (folder / "config.toml").write_text(real)
        ended = world.crmsync(folder, *words)
        assert ended.code == 2
        assert "--as-of works here only while every api_base is on loopback" in ended.err
        assert world.sandbox.meter.log == []


@pytest.mark.parametrize("option", ["--as-of", "--since"])
def test_what_is_no_time_is_wrong_usage(lived: Lived, option: str) -> None:
    ended = lived.world.nursery.run(lived.folder, "backfill", option, "yesterday")
    assert ended.code == 2
    assert "'yesterday' is no time; write 2026-11-22" in ended.err
    assert lived.world.sandbox.meter.log == []


def old_mail(world: SmallWorld, count: int) -> None:
    for number in range(count):
        world.post(f"Old <old{number}@past.test>", ANN, NOW.replace(year=2024), f"old{number}")


def test_since_leaves_older_mail_unread_and_says_since_when_all_is_known(ready: SmallWorld) -> None:
    old_mail(ready, 300)
    folder = ready.folder()
    pulled = ready.done(folder, "backfill", "--yes", "--since", "2026-01-01").json["pulled"]["mail"]
    assert 87 <= pulled <= 87 + 100
    known = ready.done(folder, "status").json["sources"]["mail"]
    assert (known["complete"], known["since"]) == (True, "2026-01-01T00:00:00Z")


def test_since_keeps_holding_on_later_nights(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes", "--since", "2026-01-01")
    ready.post("Gus <gus@six.test>", ANN, NOW, "gus-again")
    ready.done(folder, "sync")
    assert ready.done(folder, "status").json["sources"]["mail"]["since"] == "2026-01-01T00:00:00Z"


def test_nobody_is_new_whose_first_mail_lies_at_the_beginning_of_what_is_known(ready: SmallWorld) -> None:
    ready.talk("ida@ten.test", [30, 20])
    folder = ready.folder()
    ready.done(folder, "backfill", "--yes", "--since", "2026-10-10")
    assert ready.done(folder, "show", "ida@ten.test").json["state"] != "new"
    other = ready.folder()
    ready.done(other, "backfill", "--yes")
    assert ready.done(other, "show", "ida@ten.test").json["state"] == "new"


def test_a_sync_stops_an_unfinished_backfill_after_its_minutes_and_pushes_only_dates(ready: SmallWorld) -> None:
    old_mail(ready, 150)
    folder = cut_off_after_a_page(ready)
    ended = ready.crmsync(folder, "sync", "--yes", "--max-minutes", "0")
    says(ended, 3, "mail: the first pull is not finished; the next run goes on with it")
    assert ended.json["changes"] == {"set_properties": 5}
    contacts, tasks = crm(ready.sandbox)["contacts"], crm(ready.sandbox)["tasks"]
    assert contacts[FAY]["crmsync_last_contact"] == "2026-09-07T10:00:00.000Z"
    assert not any("crmsync_state" in one or "crmsync_why" in one for one in contacts.values())
    assert tasks == []
    done = ready.done(folder, "sync", "--yes").json
    assert done["changes"] == {"set_properties": 6, "create_task": 3}


def test_a_sync_that_reads_again_what_gmail_has_forgotten_stops_after_its_minutes_too(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.post(f"Ann <{ANN}>", FAY, NOW, "again")
    world.sandbox.mailbox(ANN).forget_history()
    ended = world.crmsync(folder, "sync", "--yes", "--max-minutes", "0")
    says(ended, 3, "mail: the first pull is not finished; the next run goes on with it")
    assert world.done(folder, "sync", "--yes").json["changes"] == {"set_properties": 1}


def cut_off_after_a_page(world: SmallWorld) -> Path:
    """A folder whose backfill was stopped by Gmail's daily limit after the first page of mail."""
    folder = world.folder()
    world.sandbox.faults.add(Refuse(status=403, reason="dailyLimitExceeded"), path="/batch/", skip=16, times=1)
    assert world.crmsync(folder, "backfill").code == 3
    return folder


def test_what_is_stored_of_an_unfinished_backfill_is_not_read_again(ready: SmallWorld) -> None:
    old_mail(ready, 150)
    folder = cut_off_after_a_page(ready)
    ready.sandbox.meter.reset()
    ready.done(folder, "sync", "--yes")
    parts = [part for call in ready.sandbox.meter.log for part in call.parts if part.status == 200]
    got = [part.path for part in parts]
    assert len(got) == len(set(got)) < 175
