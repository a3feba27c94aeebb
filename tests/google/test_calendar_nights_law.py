"""The law of the nights: whatever happens, many nightly pulls know what one fresh pull of all calendars would."""

import random
from datetime import timedelta
from typing import Any, get_args

import pytest
from calendar_world import ANN, BOB, DAY, HOUR, NOW, WEEK, ZOE, CalendarWorld, meeting

from crmsync.connector import Interaction
from crmsync_sandbox.calendar.agenda import Agenda
from crmsync_sandbox.life import Answer, Guest

TEAM = "team@group.calendar.google.com"
GUESTS = (BOB, ZOE, "eve@example.org", "cat@example.net")


def some_time(chance: random.Random) -> dict[str, Any]:
    start = NOW + chance.randrange(-60 * 24, 110 * 24) * HOUR
    return {"start": start, "end": start + chance.choice([HOUR / 2, HOUR, DAY])}


def some_guests(chance: random.Random) -> dict[str, Any]:
    others = chance.sample(GUESTS, chance.randrange(3))
    answers = get_args(Answer)
    return {"guests": tuple(Guest(email=email, answer=chance.choice(answers)) for email in (ANN, *others))}


def something_happens(agenda: Agenda, chance: random.Random) -> None:
    living = [entry for entry in agenda.entries() if not entry.cancelled]
    series = [entry.id for entry in living if entry.is_series]
    members = [entry for entry in living if entry.series]
    id = f"m{agenda.version}"
    match chance.choice(["meeting", "series", "move", "guests", "cancel", "cancel", "end", "split", "expire"]):
        case "meeting":
            agenda.add(meeting(id, **some_time(chance), **some_guests(chance)))
        case "series":
            every = chance.choice([DAY, WEEK, timedelta(days=30)])
            all_day = chance.random() < 0.2
            start = NOW.replace(hour=0) - chance.randrange(60) * DAY
            agenda.add(meeting(id, start, every=every, count=chance.randrange(2, 30), all_day=all_day))
        case "move" if living:
            entry = chance.choice(living)
            agenda.change(entry.id, **some_time(chance))
        case "guests" if living:
            agenda.change(chance.choice(living).id, **some_guests(chance))
        case "cancel" if living:
            agenda.cancel(chance.choice(living).id)
        case "end" if series:
            agenda.cancel(chance.choice(series))
        case "split" if members:
            member = chance.choice(members)
            if member.series in series and not member.exception:
                agenda.split(member.series, member.id, **some_guests(chance))
        case "expire" if chance.random() < 0.3:
            agenda.expire_sync_tokens()


@pytest.mark.parametrize("since", [None, NOW - 30 * DAY], ids=["everything", "a month"])
@pytest.mark.parametrize("seed", range(8))
def test_nights_know_what_a_fresh_pull_knows(diary: CalendarWorld, seed: int, since: object) -> None:
    chance = random.Random(seed)
    diary.calendars = "all"
    diary.store.since = since  # type: ignore[assignment] # a parameter
    agendas = [diary.agenda, diary.account.add(TEAM, zone="America/New_York")]
    for _ in range(20):
        something_happens(chance.choice(agendas), chance)
    diary.pull()
    listed = diary.store.now
    for _ in range(12):
        for _ in range(chance.randrange(6)):
            something_happens(chance.choice(agendas), chance)
        diary.night()
        listed = diary.store.now if diary.paths[0].startswith("users") else listed
        now, diary.store.now = diary.store.now, listed
        expected = diary.fresh().meetings
        diary.store.now = now
        assert {id: known for id, known in diary.store.meetings.items() if _after(known, since)} == expected


def _after(known: Interaction, since: object) -> bool:
    """What ended before the horizon stays, told or not."""
    return since is None or known.at + known.duration > since  # type: ignore[operator] # a parameter
