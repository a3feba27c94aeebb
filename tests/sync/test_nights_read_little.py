"""A night reads what it has news of, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from test_nights_go_on import ANN, World, happens, mail, meeting, world

from crmsync.connector import EmailAddress, Interaction
from crmsync.relationships import counting
from crmsync.relationships.recordings import Recordings, Texts
from crmsync.relationships.touches import Touches
from crmsync.store import reading
from crmsync.store.alike import Read
from crmsync.store.scan import Scan
from crmsync.sync import night as going_on
from crmsync.sync.picture import drawn
from crmsync.sync.told import read

EACH = 6
"""How many mails are with each."""


def person(number: int) -> EmailAddress:
    return EmailAddress(f"p{number}@firm.test")


def years(people: int, each: int = EACH) -> list[Interaction]:
    return [
        mail(f"i{who}-{n}", ways, -n * people - who, thread=f"t{who}-{n // 2}", key=f"k{who}-{n}")
        for who in range(people)
        for n in range(each)
        for ways in [[ANN, person(who)] if n % 2 else [person(who), ANN]]
    ]


def night(here: World, *some: Interaction) -> int:
    """How many interactions are read."""
    happens(here, ("told", "one", list(some)))
    happens(here, ("passed", 24))
    here.sees()
    assert here.gone_on[-1]
    return here.read[-1]


@contextmanager
def lived(people: int, each: int) -> Iterator[World]:
    with world() as here:
        happens(here, ("told", "one", years(people, each)))
        here.sees()
        assert here.read == [people * each]
        yield here


SIZES = pytest.mark.parametrize(("people", "each"), [(30, EACH), (120, EACH), (30, 4 * EACH)])


@SIZES
def test_what_only_adds_is_all_that_is_read(people: int, each: int) -> None:
    with lived(people, each) as here:
        assert night(here, mail("new1", [person(3), ANN], 2), mail("new2", [ANN, person(4)], 3)) == 2
        assert night(here) == 0
        assert night(here, mail("new3", [EmailAddress("new@firm.test"), ANN], 50)) == 1, "of somebody new"
        twice = [mail(id, [person(1), ANN], 75, key="k") for id in "ab"]
        assert night(here, *twice) == 2, "copies, but of nothing old"
        assert night(here, mail("answer", [person(5), ANN], 100, thread="t5-0")) == 1, "where something old goes on"
        assert night(here) == 0


@SIZES
def test_what_is_not_over_is_read_again_until_it_is(people: int, each: int) -> None:
    with lived(people, each) as here:
        assert night(here, meeting("soon", [person(7)], 24 * 2 + 1, 30, None)) == 1
        assert [night(here) for _ in range(4)] == [1, 1, 0, 0], "over in the second of these nights"


@SIZES
def test_all_is_read_of_those_whom_it_touches_where_it_can_t_just_be_added(people: int, each: int) -> None:
    """What was told is read, and all of theirs with it."""
    with lived(people, each) as here:
        assert night(here, mail("i9-0", [person(9), ANN], 4)) == 1 + each, "what changed"
        assert night(here, mail("late", [person(1), ANN], -people * each - 5)) == 1 + each + 1, "what is late"
        again = mail("again", [person(2), ANN], 50, key="k2-0")
        assert night(here, again) == 1 + each + 1, "what may be a copy of something older"
        happens(here, ("gone", "one", ["i3-1"]))
        assert night(here) == each - 1, "what was withdrawn"
        other = mail("moved", [person(8), ANN], 100)
        assert night(here, other) == 1
        changed = mail("moved", [person(6), ANN], 130)
        assert night(here, changed) == 1 + each, "of whom it was with; of whom it is with now it is added"
        assert night(here) == 0


def test_what_it_says_is_read_is_what_the_database_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with lived(60, EACH) as here:
        happens(
            here, ("told", "one", [mail("new", [person(3), ANN], 2), mail("late", [person(4), ANN], -60 * EACH - 5)])
        )
        happens(here, ("passed", 24))
        rows: list[int] = []
        recordings = reading._recordings

        def counted(read: Read, found: Scan, said: Texts) -> Recordings:
            rows.append(len(found.numbers))
            return recordings(read, found, said)

        monkeypatch.setattr(reading, "_recordings", counted)
        monkeypatch.setattr(reading, "scan", lambda _: pytest.fail("everything is read"))
        with here.store.read() as tx:
            found = drawn(tx, here.config, read(tx, here.config), here.now)
            assert len(found.relationships) == 60
        assert sum(rows) == found.past.read == 2 + EACH + 1


@pytest.mark.parametrize(("new", "goes_on"), [(12, True), (13, False)])
def test_where_more_than_a_quarter_is_new_everything_is_read(new: int, goes_on: bool) -> None:
    with lived(8, EACH) as here:
        happens(here, ("told", "two", [mail(f"n{who}", [person(who % 8), ANN], 1 + who) for who in range(new)]))
        happens(here, ("passed", 24))
        here.sees()
        assert here.gone_on == [False, goes_on]
        assert here.read[-1] == (new if goes_on else 8 * EACH + new)


def test_who_turns_out_to_be_one_weighs_less_on_mail_with_a_third() -> None:
    with world() as here:
        happens(here, ("told", "one", [*years(20), mail("all", [ANN, person(1), person(2), person(3)], -1000)]))
        here.sees()
        happens(here, ("said", [person(1), person(2)], False))
        here.sees()
        assert here.read[-1] == 3 * EACH + 1
        happens(here, ("said", [person(1), person(2)], True))
        here.sees()
        assert here.gone_on == [False, True, True]


def test_a_copy_that_joins_two_threads_makes_exchanges_of_those_who_are_on_other_mails_of_both() -> None:
    with world() as here:
        both = [person(1), person(2)]
        happens(here, ("told", "one", [*years(20), mail("asks", [person(5), ANN], 1, thread="here")]))
        happens(here, ("told", "two", [mail("answers", [ANN, person(5)], 3, thread="there")]))
        happens(here, ("told", "one", [mail("first", [ANN, *both], 2, thread="here", key="k")]))
        happens(here, ("passed", 24))
        here.sees()
        happens(here, ("told", "two", [mail("again", [ANN, *both], 9, thread="there", key="k")]))
        here.sees()
        assert here.gone_on == [False, True]


def test_where_everything_is_read_already_touches_are_made_for_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with world() as here:
        happens(here, ("told", "one", years(20)))
        here.sees()
        made: list[int] = []

        def touches(recorded: Recordings, *rest: Any, **more: Any) -> Touches:
            made.append(len(recorded))
            return counting.touches(recorded, *rest, **more)

        with here.store.read() as tx:
            told = read(tx, here.config)
            found = drawn(tx, here.config, told, here.now)
            assert not found.past.update().anew
            assert len(told.recorded) == 20 * EACH, "as where conversations are logged, or subjects are shown"
            monkeypatch.setattr(going_on, "touches", touches)
            assert [len(each.touches) for each in found.relationships.values()] == [EACH] * 20
        assert made == [20 * EACH]
