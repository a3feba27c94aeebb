"""Everybody's chronicle by columns is, in each slot and to the last bit, that of each one's touches one by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import Channel
from crmsync.relationships.annals import Annals, annals
from crmsync.relationships.answers_of_all import together
from crmsync.relationships.beat import beats_of
from crmsync.relationships.beats import Beats
from crmsync.relationships.chronicle import Beside, Chronicle, Run
from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.entries import Entries
from crmsync.relationships.history import history
from crmsync.relationships.likes import like
from crmsync.relationships.moments import EPOCH, ticks
from crmsync.relationships.packed_chronicles import pack_chronicle, unpack_chronicle
from crmsync.relationships.touch import Touch

MONTH = timedelta(days=30)
NOTHING_ELSE = Beside(told=0, labels=frozenset(), next_meeting=None)
Change = tuple[ZoneInfo, datetime]
BACK_OVER_MIDNIGHT = st.sampled_from(
    [  # a day comes again half a minute later; of the second so does a month
        (ZoneInfo("America/St_Johns"), datetime(2006, 10, 29, 2, 30, 30, tzinfo=UTC)),
        (ZoneInfo("America/St_Johns"), datetime(2009, 11, 1, 2, 30, 30, tzinfo=UTC)),
    ]
)
CHANGES = BACK_OVER_MIDNIGHT | st.sampled_from(
    [
        (ZoneInfo("Europe/London"), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (ZoneInfo("Pacific/Apia"), datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a day was left out
        (ZoneInfo("Pacific/Kwajalein"), datetime(1969, 9, 30, 13, tzinfo=UTC)),  # nearly all of one came again
        (ZoneInfo("Asia/Kathmandu"), datetime(2025, 12, 31, 18, 15, tzinfo=UTC)),
    ]
)
AWAY = st.one_of(
    st.integers(-8, 8).map(lambda n: timedelta(minutes=20 * n)),
    st.integers(-60, 60).map(lambda n: timedelta(hours=n)),
    st.integers(-400, 400).map(lambda n: timedelta(days=n)),
    st.sampled_from([MONTH, -MONTH, MONTH + timedelta(microseconds=1), -MONTH - timedelta(microseconds=1)]),
)
NUMBERINGS = st.sampled_from(
    [
        {None: 0, "a": 1, "b": 2, "c": 3},  # unlike in the lowest bits alone
        {None: 0, "a": -(2**63), "b": 2**63 - 1, "c": 0x1234_5678_9ABC_DEF0},
    ]
)


def kind(channel: Channel, way: Literal["sent", "received", "both"], others: int, direct: bool = True) -> Touch:
    return Touch(source="", id="", channel=channel, at=EPOCH, direction=way, others=others, direct=direct)


WAYS: tuple[Literal["sent", "received"], ...] = ("sent", "received")
KINDS = st.sampled_from(
    [
        *(kind(Channel.MAIL, *rest) for rest in product(WAYS, (1, 2, 3, 7), (True, False))),
        *(kind(channel, "both", n) for channel in Channel if channel is not Channel.MAIL for n in (1, 3)),
        *(kind(Channel.MESSAGE, way, 1) for way in WAYS),
    ]
)
FEW_KINDS = st.sampled_from(
    [
        *(kind(Channel.MAIL, way, 1) for way in WAYS),
        kind(Channel.CALL, "both", 1),
        kind(Channel.MESSAGE, "received", 1),
    ]
)
MINUTE = timedelta(minutes=1)
FEW_TIMES = st.sampled_from([-MINUTE, timedelta(), timedelta(), MINUTE, MONTH, MONTH + timedelta(microseconds=1)])


def lives_of(
    kinds: st.SearchStrategy[Touch], away: st.SearchStrategy[timedelta], threads: Sequence[str | None]
) -> st.SearchStrategy[list[list[Touch]]]:
    touches = st.builds(
        lambda one, away, source, thread: replace(one, at=EPOCH + away, source=source, thread=thread),
        kinds,
        away,
        st.sampled_from(["one", "two"]),
        st.sampled_from(threads),
    )
    return st.lists(st.lists(touches, max_size=20) | st.lists(touches, min_size=3, max_size=6), max_size=4)


LIVES = lives_of(KINDS, AWAY, (None, "a", "b", "c"))
EVENTFUL = lives_of(FEW_KINDS, FEW_TIMES, ("a", "a", "b"))
"""In which much is at the same moment, across the change of a clock, or just a month apart."""

World = tuple[list[list[Touch]], CivilDays, ZoneInfo, dict[str | None, int]]


def lived(lives: list[list[Touch]], moved: timedelta) -> list[list[Touch]]:
    """In order of time."""
    found = [[replace(touch, id=str(n), at=touch.at + moved) for n, touch in enumerate(life)] for life in lives]
    return [sorted(life, key=lambda touch: touch.at) for life in found]


def worlds(lives: st.SearchStrategy[list[list[Touch]]], changes: st.SearchStrategy[Change]) -> st.SearchStrategy[World]:
    return st.builds(
        lambda lives, change, numbers: (lived(lives, change[1] - EPOCH), CivilDays(change[0]), change[0], numbers),
        lives,
        changes,
        NUMBERINGS,
    )


WORLDS = worlds(LIVES, CHANGES) | worlds(EVENTFUL, BACK_OVER_MIDNIGHT)


def run_of(life: Sequence[Touch], begin: int, days: CivilDays, numbers: dict[str | None, int]) -> Run[int]:
    ats = [ticks(touch.at) for touch in life]
    threads = [numbers[touch.thread] for touch in life]
    marks = range(begin, begin + len(life))
    return Run(marks=marks, ats=ats, days=days.days(ats), threads=threads, likes=list(map(like, life)))


def one_by_one(world: World) -> list[Chronicle[int]]:
    found, begin = [], 0
    for life in world[0]:
        found.append(Chronicle[int]())
        found[-1].add(run_of(life, begin, world[1], world[3]))
        begin += len(life)
    return found


def at_once(world: World) -> Annals:
    lives, days, _, numbers = world
    told = [touch for life in lives for touch in life]
    known = [*(like(kind(Channel.MAIL, "sent", n)) for n in (1, 500, 1)), *map(like, told)]
    ats = np.array([ticks(touch.at) for touch in told], np.int64)
    entries = Entries(
        people=np.repeat(np.arange(len(lives), dtype=np.int32), list(map(len, lives))),
        ats=ats,
        days=days.of(ats),
        threads=np.array([numbers[touch.thread] for touch in told], np.int64),
        likes=np.arange(3, 3 + len(told), dtype=np.int32),
        marks=np.arange(len(told), dtype=np.int64),
    )
    return annals(entries, known, len(lives))


def slots(chronicle: Chronicle[Any]) -> dict[str, object]:
    """What is in each. Python's own numbers alone: a number of a library's is none that can be kept."""
    found = {name: getattr(chronicle, name) for name in Chronicle.__slots__ if name != "beats"}
    found |= {name: getattr(chronicle.beats, name) for name in Beats.__slots__}
    return found | {name: tuple(found[name]) for name in ("latest", "weights", "talked_on")}


@given(WORLDS)
def test_everybody_s_is_that_of_each_one_by_one(world: World) -> None:
    found = at_once(world)
    assert [slots(found.chronicle(person)) for person in range(len(world[0]))] == list(map(slots, one_by_one(world)))


@given(WORLDS)
def test_it_tells_the_history_of_the_same_touches(world: World) -> None:
    told, found = [touch for life in world[0] for touch in life], at_once(world)
    for person, life in enumerate(world[0]):
        beside = Beside(told=len(life), labels=frozenset(), next_meeting=None)
        assert found.chronicle(person).history(beside, told.__getitem__) == history(life, world[2])


@given(WORLDS)
def test_so_does_each_beat(world: World) -> None:
    told = [touch for life in world[0] for touch in life]
    pasts = [each.history(NOTHING_ELSE, told.__getitem__) for each in one_by_one(world)]
    assert at_once(world).beats.tobytes() == beats_of(pasts).tobytes()


@given(WORLDS, st.lists(st.integers(0, 4) | st.integers(0, 20), max_size=3))
def test_gone_on_with_from_what_is_kept_it_is_the_same(world: World, parts: list[int]) -> None:
    lives, days, _, numbers = world
    for life in lives:
        found = Chronicle[int]()
        for begin, end in pairwise(sorted({0, len(life), *(min(part, len(life)) for part in parts)})):
            found.add(run_of(life[begin:end], begin, days, numbers))
            found = unpack_chronicle(pack_chronicle(found, int), int)
        assert [slots(found)] == list(map(slots, one_by_one(([life], *world[1:]))))


@given(WORLDS)
def test_each_is_kept_as_if_it_were_made(world: World) -> None:
    found = at_once(world)
    kept = [unpack_chronicle(packed, int) for packed in found.packed()]
    assert list(map(slots, kept)) == [slots(found.chronicle(person)) for person in range(len(world[0]))]
    for each in one_by_one(world):
        assert slots(unpack_chronicle(pack_chronicle(each, int), int)) == slots(each)


@given(WORLDS, st.integers(0, 4), st.none() | st.integers(0, 4))
def test_it_tells_which_touches_are_named(world: World, begin: int, end: int | None) -> None:
    found, named = at_once(world), set[int]()
    for one in one_by_one(world)[begin:end]:
        named |= {last[1] for last in (one.first, one.exchange, *one.last.values()) if last}
    assert found.marks(begin, end).tolist() == sorted(named)


@given(WORLDS)
def test_marks_are_kept_as_one_says(world: World) -> None:
    for one in one_by_one(world):
        kept = pack_chronicle(one, lambda mark: -mark)
        assert slots(unpack_chronicle(kept, lambda number: -number)) == slots(one)


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 3), max_size=40))
def test_equal_ones_come_together_each_as_they_stood(marks: list[int]) -> None:
    order = together(np.array(marks, np.int64)).tolist()
    found = [(marks[place], place) for place in order]
    groups = [[place for _, place in found if marks[place] == mark] for mark in dict.fromkeys(m for m, _ in found)]
    assert sorted(order) == list(range(len(marks)))
    assert [place for group in groups for place in group] == order
    assert all(group == sorted(group) for group in groups)
