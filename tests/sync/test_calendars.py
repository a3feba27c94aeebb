"""A calendar beside the mailbox, through the real commands: what a meeting changes, what a night costs, what heals."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from endings import says
from small_world import ANN, NOW, SmallWorld, crm, rewrite, tables

from crmsync_sandbox.faults import Refuse
from crmsync_sandbox.life import Guest, Meeting

BEA, GUS = "bea@one.test", "gus@six.test"
DAY, WEEK, HOUR = timedelta(days=1), timedelta(days=7), timedelta(hours=1)
SCOPES = ("gmail.metadata", "calendar.calendarlist.readonly", "calendar.events.readonly")
OTHER = "ann@elsewhere.test"
CLERK = "clerk@bank.test"
"""Never to be logged."""
FACTS = ("contacts", "interactions", "kinds", "participants", "left_out")
"""Tables of what sources told."""


def meeting(id: str, start: datetime, guest: str, **fields: object) -> Meeting:
    guests = (Guest(email=ANN), Guest(email=guest))
    whole = {"id": id, "start": start, "end": start + HOUR, "organizer": ANN, "guests": guests, **fields}
    return Meeting(**whole)  # type: ignore[arg-type] # fields of a Meeting


@pytest.fixture
def folder(ready: SmallWorld) -> Path:
    """One login for both sources, and three meetings: one past, one ahead, one a week with Bea."""
    made = ready.folder()
    (made / "login.json").write_text(ready.sandbox.login(ANN, SCOPES))
    source = f'[sources.calendar]\nconnector = "google-calendar"\naccount = "{ANN}"\napi_base = "{ready.sandbox.url}"\n'
    config = made / "config.toml"
    config.write_text(f"{config.read_text()}\n{source}")
    agenda = ready.sandbox.calendar(ANN).primary
    agenda.add(meeting("past", NOW - 4 * DAY, GUS))
    agenda.add(meeting("ahead", NOW + DAY / 2, GUS))
    agenda.add(meeting("weekly", NOW - 3 * WEEK + HOUR, BEA, every=WEEK, count=60))
    return made


def person(world: SmallWorld, folder: Path, email: str, now: datetime = NOW) -> dict[str, object]:
    shown: dict[str, object] = world.done(folder, "show", email, now=now).json
    return shown


def test_a_meeting_is_contact_once_it_is_over_though_nothing_is_told_of_it(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    shown = person(ready, folder, GUS)
    assert (shown["last_meeting"], shown["next_meeting"]) == ("2026-11-14T10:00:00Z", "2026-11-18T21:00:00Z")
    run = ready.done(folder, "sync", now=NOW + DAY).json
    assert run["pulled"] == {"mail": 0, "calendar": 0}
    shown = person(ready, folder, GUS, NOW + DAY)
    assert (shown["last_meeting"], shown["last_channel"]) == ("2026-11-18T22:00:00Z", "meeting")
    assert crm(ready.sandbox)["contacts"][GUS]["crmsync_last_contact"] == "2026-11-18T22:00:00.000Z"


def test_a_quiet_night_costs_one_request(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    ready.sandbox.meter.reset()
    requests = ready.done(folder, "sync").json["requests"]
    assert requests["google-calendar"] == ready.sandbox.meter.requests["google-calendar"] == 1
    assert requests["gmail"] == 1


def test_an_expired_token_ends_in_the_same_state(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    ready.sandbox.calendar(ANN).primary.cancel("weekly")
    ready.sandbox.calendar(ANN).primary.add(meeting("new", NOW - DAY, BEA))
    other = ready.folder(like=folder)
    for file in ("config.toml", "login.json"):
        (other / file).write_text((folder / file).read_text())
    ready.done(folder, "sync")
    ready.sandbox.calendar(ANN).expire_sync_tokens()
    ready.done(other, "sync")
    assert [tables(other)[name] for name in FACTS] == [tables(folder)[name] for name in FACTS]
    assert person(ready, other, BEA)["last_meeting"] == "2026-11-17T10:00:00Z"
    assert person(ready, other, BEA)["next_meeting"] is None


def test_the_same_meeting_on_two_accounts_counts_once(ready: SmallWorld, folder: Path) -> None:
    agenda = ready.sandbox.calendar(OTHER).primary
    agenda.add(meeting("copy", NOW - 4 * DAY, GUS, uid="past@google.com"))
    (folder / "other.json").touch(mode=0o600)
    (folder / "other.json").write_text(ready.sandbox.login(OTHER, SCOPES))
    account = f'[accounts."{OTHER}"]\nlogin = {{ file = "other.json" }}\n'
    url = ready.sandbox.url
    source = f'[sources.other]\nconnector = "google-calendar"\naccount = "{OTHER}"\napi_base = "{url}"\n'
    config = folder / "config.toml"
    config.write_text(f"{config.read_text()}\n{account}\n{source}")
    assert ready.done(folder, "backfill", "--yes").json["pulled"]["other"] == 2
    evidence = person(ready, folder, GUS)["evidence"]
    assert isinstance(evidence, list)
    assert len([each for each in evidence if each["field"] == "last_meeting"]) == 1


def test_a_login_without_the_scope_for_calendars_stops_them_and_not_the_mail(ready: SmallWorld, folder: Path) -> None:
    (folder / "login.json").write_text(ready.sandbox.login(ANN))
    ended = ready.crmsync(folder, "backfill", "--yes")
    assert ended.code == 3
    assert "calendar: The login of ann@example.com was not granted" in ended.err
    assert "calendar.events.readonly" in ended.err
    assert ended.json["pulled"] == {"mail": 87}


def test_trouble_in_the_middle_of_a_night_leaves_what_was_known_whole(ready: SmallWorld, folder: Path) -> None:
    """One calendar is told, the next one fails: nobody's values are withheld for that."""
    team = "team@group.calendar.google.com"
    ready.sandbox.calendar(ANN).add(team)
    named = 'connector = "google-calendar"\n'
    rewrite(folder, named, f'{named}calendars = ["primary", "{team}"]\n')
    ready.done(folder, "backfill", "--yes")
    known = crm(ready.sandbox)
    ready.sandbox.faults.add(Refuse(status=503), service="google-calendar", path=team, times=99)
    ended = ready.crmsync(folder, "sync")
    assert ended.code == 3
    assert ready.done(folder, "status").json["sources"]["calendar"]["complete"]
    assert crm(ready.sandbox) == known


def test_of_a_calendar_of_somebody_who_is_never_logged_no_trace_is_kept_or_shown(
    ready: SmallWorld, folder: Path
) -> None:
    rewrite(folder, 'connector = "google-calendar"', 'connector = "google-calendar"\ncalendars = "all"')
    account = ready.sandbox.calendar(ANN)
    account.add(CLERK, role="reader", owner=CLERK).add(meeting("audit", NOW - DAY, CLERK, uid=CLERK))
    account.primary.add(meeting("lunch", NOW - DAY, CLERK, uid=f"lunch-{CLERK}"))
    said = ready.done(folder, "backfill", "--yes").out + ready.done(folder, "sync", now=NOW + WEEK).out
    kept = b"".join(file.read_bytes() for file in folder.glob("crmsync.db*"))
    assert CLERK not in said
    assert CLERK.encode() not in kept


def test_a_calendar_that_is_named_and_not_there_is_told_with_each_run(ready: SmallWorld, folder: Path) -> None:
    rewrite(
        folder, 'connector = "google-calendar"', 'connector = "google-calendar"\ncalendars = ["primary", "gone@x.test"]'
    )
    ready.done(folder, "backfill", "--yes")
    for number in range(2):
        ended = ready.nursery.run(folder, "sync", "--as-of", (NOW + number * DAY).isoformat())
        told = (
            "skipped 1: calendar: the calendar gone@x.test was left out: it is not on the account's list of calendars"
        )
        assert told in ended.out


def test_an_own_calendar_that_can_not_be_read_makes_the_run_a_partial_one(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    ready.sandbox.faults.add(Refuse(status=404), service="google-calendar")
    says(
        ready.crmsync(folder, "sync"),
        3,
        f"calendar: The primary calendar of {ANN} can't be read",
        "Google Calendar is switched on",
    )
    assert ready.done(folder, "sync").code == 0


def test_of_somebody_forgotten_not_even_their_calendars_name_stays_or_comes_back(
    ready: SmallWorld, folder: Path
) -> None:
    rewrite(folder, 'connector = "google-calendar"', 'connector = "google-calendar"\ncalendars = "all"')
    account = ready.sandbox.calendar(ANN)
    account.add(BEA, role="reader", owner=BEA).add(meeting("audit", NOW - DAY, BEA, uid=BEA))
    ready.done(folder, "backfill", "--yes")
    ready.done(folder, "forget", BEA, "--yes")
    for now in (NOW, NOW + WEEK):
        kept = b"".join(file.read_bytes() for file in folder.glob("crmsync.db*"))
        assert BEA.encode() not in kept
        said = ready.done(folder, "sync", now=now)
        assert BEA not in said.out + said.err
    assert person(ready, folder, GUS, NOW + WEEK)["last_meeting"] == "2026-11-18T22:00:00Z"
