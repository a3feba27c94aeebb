"""`next` names many and tells all about few: what it shows, and some more where the answer is kept."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import click
import pytest
from test_nights_go_on import ANN, World, happens, mail, world
from test_nights_read_little import person

from crmsync.cli import completing
from crmsync.cli import next as command
from crmsync.cli.main import Globals
from crmsync.cli.naming import answer
from crmsync.planning.whom import Choice
from crmsync.store import kept
from crmsync.sync import choosing
from crmsync.sync.choosing import Decision, decision, keep
from crmsync.sync.looking import abouts

PEOPLE = 12


@pytest.fixture
def overdue() -> Iterator[World]:
    """With each they wrote now and then, until a year ago."""
    ways = [(who, [ANN, person(who)] if n % 2 else [person(who), ANN], n) for who in range(PEOPLE) for n in range(6)]
    told = [mail(f"i{who}-{n}", ways, -24 * (360 + 9 * n) - who, thread=f"t{who}-{n // 2}") for who, ways, n in ways]
    with world() as here:
        happens(here, ("told", "one", told))
        yield here


def people(found: Decision) -> list[str]:
    named: list[Choice] = [*(each.choice for each in found.named), *found.more]
    return [each.relationship.person.addresses[0] for each in named]


def test_of_as_many_all_is_told_as_are_asked_for(overdue: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Mock(wraps=abouts)
    monkeypatch.setattr(choosing, "abouts", told)
    found = decision(overdue.config, overdue.now, limit=5)
    assert (len(found.named), len(found.more)) == (5, PEOPLE - 5)
    assert len(told.call_args.args[-1]) == 5
    assert people(found) == people(decision(overdue.config, overdue.now, limit=PEOPLE)), "in the same order"
    assert len(decision(overdue.config, overdue.now).named) == overdue.config.policy.capacity.day


@pytest.mark.parametrize(("limit", "enough"), [(None, True), (7, True), (8, False)])
def test_an_answer_that_was_kept_is_good_for_as_many_as_it_tells_of(
    overdue: World, limit: int | None, enough: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "KEPT", 7)
    keep(overdue.config, "mine", overdue.now, answer)
    path = Path(overdue.config.store.url.removeprefix("sqlite:///"))
    monkeypatch.setattr(command, "kept", lambda _: kept.recall(path, "mine", overdue.now))
    found = command._kept_of(Mock(spec=Globals), limit)
    assert (found is not None) is enough
    if found:
        assert (len(found["named"]), len(found["more"])) == (7, PEOPLE - 7)
        completed = completing.people(click.Context(click.Command("show")), Mock(), "p")
        assert {each.value for each in completed} == {person(who) for who in range(PEOPLE)}, "those, too"
        assert f"and {PEOPLE - (limit or found['places'])} more" in "\n".join(command.lines(found, limit, links=False))


def test_one_that_tells_of_everybody_is_good_for_any_number(overdue: World, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(overdue.config, "mine", overdue.now, answer)
    path = Path(overdue.config.store.url.removeprefix("sqlite:///"))
    monkeypatch.setattr(command, "kept", lambda _: kept.recall(path, "mine", overdue.now))
    assert command._kept_of(Mock(spec=Globals), 500)
