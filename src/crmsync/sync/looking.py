"""Looking at the store: sends no request and writes nothing. All raise `NoStore` where there is none yet."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import EmailAddress, email_address
from crmsync.identity.directory import Kind
from crmsync.planning.plan import Plan
from crmsync.planning.wanted import time_text
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.store import facts, journal, profiles, progress
from crmsync.store.journal import RunRow
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.known import make_plan
from crmsync.sync.picture import Picture, picture


class NotFound(Exception):
    """The run or person that was asked for is not known."""


@contextmanager
def _reading(config: Config) -> Iterator[Connection]:
    store = Store(config.store.url)
    try:
        with store.read() as tx:
            yield tx
    finally:
        store.close()


def look_at_plans(config: Config, now: datetime) -> dict[str, Plan]:
    """What a sync would write to each destination, from what the store knows."""
    with _reading(config) as tx:
        found = picture(tx, config, now)
        return {name: make_plan(tx, config, name, found) for name in config.destinations}


def past_runs(config: Config) -> list[RunRow]:
    """The newest first."""
    with _reading(config) as tx:
        return journal.all_runs(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    relationship: Relationship
    moment: Moment
    not_pushed_because: str | None


def about(config: Config, email: str, now: datetime) -> About:
    """All about the person who has this address. Raises `NotFound` saying what the address is instead."""
    address = email_address(email)
    if address is None:
        raise NotFound(f"{email!r} is no e-mail address.")
    with _reading(config) as tx:
        found = picture(tx, config, now)
        person = found.directory.person(address)
        if person is None or person not in found.relationships:
            raise NotFound(f"{address}: {_instead(found, address)}")
        relationship = found.relationships[person]
        return About(
            relationship=relationship, moment=found.moment, not_pushed_because=_why_not(tx, config, relationship)
        )


def _instead(found: Picture, address: EmailAddress) -> str:
    what = {
        Kind.SELF: "that is yourself.",
        Kind.ROOM: "a room, nobody to talk to.",
        Kind.LIST: "a mailing list, not a person.",
        Kind.ROBOT: "a robot's address, not a person's.",
        Kind.HIDDEN: "on the never-log list; nothing is kept.",
    }
    return what.get(found.directory.kind(address), "nobody of this address is known.")


def _why_not(tx: Connection, config: Config, relationship: Relationship) -> str | None:
    """Why nothing of the person is pushed, or None where it is."""
    if relationship.person.personal:
        return "personal: kept here, never pushed"
    known = {a for name in config.destinations for a, id in profiles.lookups_of(tx, name).items() if id is not None}
    return None if known & set(relationship.person.addresses) else "not in the CRM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much is known, and how the last run ended."""

    places: Mapping[str, Progress]
    people: int
    in_population: int
    states: Mapping[str, int]
    unreadable: int
    never_logged: int
    last: RunRow | None

    def as_json(self) -> dict[str, Any]:
        """The JSON of `status`."""
        return {
            "sources": {
                name: {
                    "complete": place.complete,
                    "sent_complete": place.sent,
                    "since": time_text(place.since) if place.since else None,
                    "left_unread_as_bulk": place.unread,
                }
                for name, place in self.places.items()
            },
            "people": self.people,
            "in_population": self.in_population,
            "states": dict(self.states),
            "unreadable": self.unreadable,
            "never_logged": self.never_logged,
            "last_run": {"run": self.last.id, "status": self.last.status} if self.last else None,
        }

    def lines(self) -> Iterator[str]:
        """The same in words."""
        for name, place in self.places.items():
            since = f"since {place.since.date()}" if place.since else "from the beginning"
            known = f"known {since}" if place.complete else f"the first pull is not finished{_so_far(place, since)}"
            yield f"{name}: {known}" + (f"; {place.unread} left unread as bulk" if place.unread else "")
        yield f"{self.people} people wrote or were written to; you wrote to {self.in_population} of them"
        yield ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in self.states.items())
        yield f"{self.unreadable} records could not be read; {self.never_logged} were never logged"
        if self.last:
            yield f"last run: {self.last.id}, {self.last.command}, {self.last.status or 'cut off'}"


def _so_far(place: Progress, since: str) -> str:
    return f", all that you sent is known {since}" if place.sent else ""


def standing(config: Config, now: datetime) -> Standing:
    """Counts from the store, as of `now`."""
    with _reading(config) as tx:
        found = picture(tx, config, now).relationships.values()
        states = Counter(each.state.value for each in found if each.in_population)
        return Standing(
            places={name: place for name, place in progress.load_all(tx).items() if name in config.sources},
            people=len(found),
            in_population=states.total(),
            states=dict(sorted(states.items())),
            unreadable=facts.left_out_count(tx, unreadable=True),
            never_logged=facts.left_out_count(tx, unreadable=False),
            last=next(iter(journal.all_runs(tx)), None),
        )
