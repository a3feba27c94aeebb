"""A night reads no more of what was kept than it needs; what is asked for later is of the same run, or nothing is."""

from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from test_nights_go_on import ANN, World, happens, mail, world
from test_nights_read_little import person, years

from crmsync.connector import EmailAddress
from crmsync.identity.people import PersonId, resolve
from crmsync.relationships.history import History
from crmsync.store import histories, people
from crmsync.store.engine import StoreError
from crmsync.sync import identities
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.told import read


@pytest.fixture
def lived() -> Iterator[World]:
    """A run that was kept, and one more mail of somebody known since."""
    with world() as here:
        happens(here, ("told", "one", years(9)))
        here.sees()
        happens(here, ("told", "one", [mail("new", [person(3), ANN], 3)]))
        happens(here, ("passed", 24))
        yield here


def looks(here: World) -> Picture:
    """As `next` does: the transaction is over when the answer is told."""
    with here.store.read() as tx:
        return drawn(tx, here.config, read(tx, here.config), here.now)


def keeps(here: World) -> Picture:
    with here.store.write() as tx:
        found = drawn(tx, here.config, read(tx, here.config), here.now)
        histories.save(tx, found.past.update())
    return found


def pasts(here: World) -> dict[PersonId, History]:
    """Of everybody, from all facts."""
    with here.store.read() as tx:
        return dict(here.anew(tx).past.histories)


def test_a_night_reads_the_stories_of_those_it_touches(lived: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Mock(wraps=histories.load_stories)
    monkeypatch.setattr(histories, "load_stories", asked)
    monkeypatch.setattr(histories, "load_all_stories", lambda *_: pytest.fail("everybody's are read"))
    monkeypatch.setattr(histories, "load_spoken", lambda _: pytest.fail("everybody's names are read"))
    monkeypatch.setattr(identities, "resolve", lambda *_: pytest.fail("everybody is weighed"))
    assert len(keeps(lived).relationships.circles) == 9
    [[_, some]] = (each.args for each in asked.call_args_list)
    assert len(some) == 1


def test_others_are_there_when_they_are_asked_for_once_the_run_is_over(lived: World) -> None:
    assert dict(looks(lived).past.histories) == pasts(lived)


def test_they_are_when_the_run_kept_what_it_came_to(lived: World) -> None:
    assert dict(keeps(lived).past.histories) == pasts(lived)


def test_where_another_run_kept_its_own_meanwhile_it_is_to_be_run_again(lived: World) -> None:
    found = looks(lived)
    happens(lived, ("told", "one", [mail("newer", [person(5), ANN], 20)]))
    keeps(lived)
    assert found.past.histories[found.directory.people[person(3)]].told == 7, "what the night touched is at hand"
    with pytest.raises(StoreError, match="changed meanwhile, by another run"):
        found.past.histories[found.directory.people[person(4)]]


@pytest.mark.parametrize(
    ("new", "weighed"),
    [
        ("new@firm.test", False),
        ("p3@firm.test", False),
        ("p4+news@firm.test", True),
        ("b.o@gmail.com", True),
        ("b.u@gmail.com", False),
    ],
)
def test_everybody_is_weighed_where_somebody_may_be_somebody_s_second_address(
    lived: World, new: str, weighed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not for who is new and has no other, or is called by a name of which nothing hangs."""
    happens(lived, ("told", "one", [mail("bo", [EmailAddress("bo@gmail.com"), ANN], -1)]))
    lived.sees()
    asked = Mock(wraps=resolve)
    monkeypatch.setattr(identities, "resolve", asked)
    happens(lived, ("told", "one", [mail("who", [EmailAddress(new), ANN], 29)]))
    looks(lived)
    assert asked.called is weighed
    lived.sees()
    assert lived.gone_on == [False, True, True]


def test_where_somebody_else_said_who_is_who_everything_is_read(lived: World) -> None:
    with lived.store.write() as tx:
        people.save(tx, people.load(tx) | {person(1): people.load(tx)[person(2)]})
        found = drawn(tx, lived.config, read(tx, lived.config), lived.now)
        assert found.past.update().anew
