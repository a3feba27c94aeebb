"""A night reads what it has news of, however much there is."""

from typing import Any

import pytest
from test_nights_go_on import ANN, World, happens, mail, meeting, world

from crmsync.connector import EmailAddress, Interaction
from crmsync.relationships import counting
from crmsync.relationships.counting import Touches
from crmsync.relationships.recordings import Recordings
from crmsync.sync import past
from crmsync.sync.picture import drawn
from crmsync.sync.told import read

EACH = 6


def person(number: int) -> EmailAddress:
    return EmailAddress(f"p{number}@firm.test")


def years(people: int) -> list[Interaction]:
    """Six mails with each."""
    return [
        mail(f"i{who}-{n}", ways, -n * people - who, thread=f"t{who}-{n // 2}")
        for who in range(people)
        for n in range(EACH)
        for ways in [[ANN, person(who)] if n % 2 else [person(who), ANN]]
    ]


def night(here: World, *some: Interaction) -> int:
    """How many interactions are read."""
    happens(here, ("told", "one", list(some)))
    happens(here, ("passed", 24))
    here.sees()
    assert here.gone_on[-1]
    return here.read[-1]


@pytest.mark.parametrize("people", [60, 240])
def test_only_those_whom_it_touches(people: int) -> None:
    with world() as here:
        happens(here, ("told", "one", years(people)))
        here.sees()
        assert here.read == [people * EACH]
        assert night(here, mail("new1", [person(3), ANN], 2), mail("new2", [ANN, person(4)], 3)) == 2 * (EACH + 1)
        assert night(here) == 0
        assert night(here, mail("i9-0", [person(9), ANN], 4)) == EACH
        assert night(here, meeting("soon", [person(7)], 24 * 5 + 1, 30, None)) == EACH + 1
        assert night(here) == 0
        assert night(here) == EACH + 1, "the meeting is over"
        assert night(here) == 0
        twice = [mail(id, [person(1), ANN], 100, key="k") for id in "ab"]
        assert night(here, *twice) == EACH + 2


def test_where_most_have_news_everything_is_read() -> None:
    with world() as here:
        happens(here, ("told", "one", years(8)))
        here.sees()
        happens(here, ("told", "two", [mail(f"n{who}", [person(who), ANN], 1) for who in range(6)]))
        here.sees()
        assert here.gone_on == [False, False]
        assert here.read[-1] == 8 * EACH + 6


def test_who_turns_out_to_be_one_weighs_less_on_mail_with_a_third() -> None:
    with world() as here:
        happens(here, ("told", "one", [*years(20), mail("all", [ANN, person(1), person(2), person(3)], 1)]))
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
            assert not found.past.update.anew
            assert len(told.recorded) == 20 * EACH, "as where conversations are logged, or subjects are shown"
            monkeypatch.setattr(past, "touches", touches)
            assert [len(each.touches) for each in found.relationships.values()] == [EACH] * 20
        assert made == [20 * EACH]
