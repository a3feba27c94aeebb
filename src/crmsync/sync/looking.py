"""Looking at the store: sends no request and writes nothing. All raise `NoStore` where there is none yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import EmailAddress, email_address
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import Link, PersonId, spoken_for
from crmsync.identity.selves import PerhapsSelf, perhaps_self
from crmsync.planning.following import following
from crmsync.planning.plan import KnownProfile, Plan
from crmsync.planning.task_told import task_told
from crmsync.planning.tasks import Case
from crmsync.planning.wanted import time_text
from crmsync.planning.whom import candidate
from crmsync.relationships.day_words import in_words
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.number_words import learned_from
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.store import facts, forgotten, journal, progress
from crmsync.store.journal import RunRow
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.identities import own_addresses
from crmsync.sync.known import handled, make_plan, one_person, person_of, task_cases, through
from crmsync.sync.opening import Links, opening
from crmsync.sync.picture import Picture, drawn, picture
from crmsync.sync.told import Told, read
from crmsync.sync.worth_having import worth_having

SHOWN = 10
"""People who are named one by one in `status`; the rest is counted."""


class NotFound(Exception):
    """The run or person that was asked for is not known."""


@contextmanager
def reading(config: Config) -> Iterator[Connection]:
    store = Store(config.store.url)
    try:
        with store.read() as tx:
            yield tx
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plans:
    """By destination. `troubles`: what could not be worked out."""

    plans: Mapping[str, Plan]
    absent: Mapping[str, int]
    """How many people self talks with whom a destination does not have."""
    troubles: tuple[str, ...] = ()


def look_at_plans(config: Config, now: datetime) -> Plans:
    """What a sync would write to each destination, from what the store knows."""
    with reading(config) as tx:
        found = picture(tx, config, now)
        plans = {name: make_plan(tx, config, name, found) for name in config.destinations}
        absent = {name: len(worth_having(tx, [name], found)) for name in config.destinations}
        return Plans(plans=plans, absent=absent, troubles=found.troubles)


def past_runs(config: Config) -> list[RunRow]:
    """The newest first."""
    with reading(config) as tx:
        return journal.all_runs(tx)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    relationship: Relationship
    moment: Moment
    not_pushed_because: str | None
    identity: Sequence[Link] = ()
    """By whose word the addresses are one person's."""
    links: Links = field(default_factory=Links)
    through: Mapping[EmailAddress, int] = field(default_factory=dict)
    """How many mails and meetings count on each of the user's accounts: the first has the tie, and a task its owner."""
    follows: str = ""
    """What is to be done next, or why nothing."""
    tasks: Sequence[str] = ()
    """Of each destination, which task is open there, or why none."""
    by: Coefficients = DEFAULT
    """What the probability of contact is worked out with."""
    troubles: tuple[str, ...] = ()


def about(config: Config, email: str, now: datetime) -> About:
    """All about the person who has this address. Raises `NotFound` saying what the address is instead."""
    address = required(email)
    with reading(config) as tx:
        told = read(tx, config)
        found = drawn(tx, config, told, now)
        person = found.directory.person(address)
        if person is None or person not in found.relationships:
            raise NotFound(f"{address}: {instead(tx, found.directory, address)}")
        [seen] = abouts(tx, config, told, found, [found.relationships[person]])
        return seen


def abouts(
    tx: Connection, config: Config, told: Told, found: Picture, some: Collection[Relationship]
) -> Iterator[About]:
    """All about each of `some`."""
    places = opening(tx, config, told.remembered, found, some)
    cared = taken_care_of(tx, config, found)
    holders = _holders(told, found)
    words = spoken_for(found.identities.links, found.directory.people)
    cases = {name: task_cases(tx, name, found) for name in config.destinations}
    for each in some:
        yield About(
            relationship=each,
            moment=found.moment,
            not_pushed_because=_why_not(each, holders),
            identity=words.get(each.person.id, ()),
            links=places.links(each),
            through=through(config, each),
            follows=following(candidate(each, cared.get(each.person.id, ())), found.moment),
            tasks=tuple(_task(name, some.get(each.person.id), found, config) for name, some in cases.items()),
            by=found.by,
            troubles=found.troubles,
        )


def _task(destination: str, case: Case | None, found: Picture, config: Config) -> str:
    if case is None:
        return f"none in {destination}: no contact there is theirs."
    return task_told(case, found.moment, config.policy.capacity, destination)


def required(text: str) -> EmailAddress:
    """Raises `NotFound` where `text` is no address."""
    address = email_address(text)
    if address is None:
        raise NotFound(f"{text!r} is no e-mail address.")
    return address


def taken_care_of(tx: Connection, config: Config, found: Picture) -> dict[PersonId, list[datetime]]:
    """When people were taken care of otherwise than by contact, at any destination."""
    moments: dict[PersonId, list[datetime]] = defaultdict(list)
    for name in config.destinations:
        for person, at in handled(tx, name, found):
            moments[person].append(at)
    return moments


def instead(tx: Connection, directory: Directory, address: EmailAddress) -> str:
    """What an address is that is no known person's, as a sentence's end."""
    if (at := forgotten.since(tx, address)) is not None:
        return f"forgotten on {in_words(at.date())}; nothing is kept, and they are not told of any more."
    what = {
        Kind.SELF: "that is yourself. If not, take it out of addresses, or put it into not_addresses, under [me].",
        Kind.ROOM: "a room, nobody to talk to.",
        Kind.LIST: "a mailing list, not a person: what comes over it is left out.",
        Kind.ROBOT: "a robot's address, not a person's: no date, no number and no task is made of what it sends.",
        Kind.HIDDEN: "on the never-log list; nothing is kept.",
    }
    unknown = "nobody of this address is known. In the page of `crmsync report` everybody can be found by name."
    return what.get(directory.kind(address), unknown)


def _holders(told: Told, found: Picture) -> dict[EmailAddress, set[PersonId | None]]:
    """By address, whose the contacts in the CRM are that have it."""
    holders: dict[EmailAddress, set[PersonId | None]] = defaultdict(set)
    for profile in (each.profile for some in told.profiles.values() for each in some):
        for address in profile.addresses:
            holders[address].add(person_of(profile.addresses, found))
    return holders


def _why_not(relationship: Relationship, holders: Mapping[EmailAddress, set[PersonId | None]]) -> str | None:
    """Why nothing of the person is pushed, or None where it is."""
    if relationship.person.personal:
        return "personal: kept here, never pushed"
    seen = set().union(*(holders.get(address, set()) for address in relationship.person.addresses))
    if relationship.person.id in seen:
        return None
    return "their contact in the CRM is filled for somebody else who shares it" if seen else "not in the CRM"


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
    perhaps_you: Sequence[PerhapsSelf] = ()
    worth_having: Sequence[Relationship] = ()
    one_person: Mapping[str, Sequence[Sequence[KnownProfile]]] = field(default_factory=dict)
    """By destination, contacts of which several are one person's."""
    by: Coefficients = DEFAULT
    """What the probability of contact is worked out with."""
    troubles: tuple[str, ...] = ()

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
            "coefficients": coefficients_json(self.by),
            "unreadable": self.unreadable,
            "never_logged": self.never_logged,
            "last_run": {"run": self.last.id, "status": self.last.status} if self.last else None,
            "one_person": {
                name: [[each.profile.id for each in some] for some in found] for name, found in self.one_person.items()
            },
            "perhaps_you": [
                {
                    "email": each.address,
                    "mails": each.mails,
                    "since": time_text(each.since),
                    "because": each.because.value,
                }
                for each in self.perhaps_you
            ],
            "worth_having": [
                {
                    "emails": list(each.person.addresses),
                    "name": each.person.name or None,
                    "last_contact": time_text(each.dates.last_contact.at) if each.dates.last_contact else None,
                }
                for each in self.worth_having
            ],
        }

    def lines(self) -> Iterator[str]:
        """The same in words."""
        for name, place in self.places.items():
            since = f"since {place.since.date()}" if place.since else "from the beginning"
            known = f"known {since}" if place.complete else f"the first pull is not finished{_so_far(place, since)}"
            yield f"{name}: {known}" + (f"; {place.unread} left unread as bulk" if place.unread else "")
        yield f"{self.people} people wrote or were written to; you wrote to {self.in_population} of them"
        yield ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in self.states.items())
        yield f"the probability of contact is learned from {learned_from(self.by)}"
        yield f"{self.unreadable} records could not be read; {self.never_logged} were never logged"
        if self.last:
            yield f"last run: {self.last.id}, {self.last.command}, {self.last.status or 'cut off'}"
        for name, found in self.one_person.items():
            yield from (f"{name}: {_doubled(some)}" for some in found)
        yield from map(perhaps_you, self.perhaps_you)
        yield from _not_there(self.worth_having)


def coefficients_json(by: Coefficients) -> dict[str, str | None]:
    """Where they come from; `fitted` is null for the shipped ones."""
    return {"origin": by.origin, "fitted": by.fitted.isoformat() if by.fitted else None}


def _not_there(some: Sequence[Relationship]) -> Iterator[str]:
    if some:
        yield f"you talk with {len(some)} people who are not in the CRM:"
    for each in some[:SHOWN]:
        last = f", last on {each.dates.last_contact.at.date()}" if each.dates.last_contact else ""
        yield f"  {each.person.name or each.person.addresses[0]} <{each.person.addresses[0]}>{last}"
    if len(some) > SHOWN:
        yield f"  and {len(some) - SHOWN} more; `crmsync --json status` names all"


def _doubled(some: Sequence[KnownProfile]) -> str:
    contacts = " and ".join(f"{each.profile.id} ({', '.join(each.profile.addresses)})" for each in some)
    return f"contacts {contacts} are one person's. Merge them there, or `crmsync unlink` the addresses"


def perhaps_you(each: PerhapsSelf) -> str:
    """The suggestion in words, with what to do about it."""
    mails = "1 mail" if each.mails == 1 else f"{each.mails} mails"
    return (
        f"perhaps yours: {each.address}: {each.because} ({mails} since {each.since.date()}). "
        f"Put it into addresses under [me], or into not_addresses if it is somebody else's"
    )


def _so_far(place: Progress, since: str) -> str:
    return f", all that you sent is known {since}" if place.sent else ""


def standing(config: Config, now: datetime) -> Standing:
    """Counts from the store, as of `now`."""
    with reading(config) as tx:
        told = read(tx, config)
        drawn_now = drawn(tx, config, told, now)
        found = drawn_now.relationships.values()
        states = Counter(each.state.value for each in found if each.in_population)
        return Standing(
            places={name: place for name, place in progress.load_all(tx).items() if name in config.sources},
            people=len(found),
            in_population=states.total(),
            states=dict(sorted(states.items())),
            unreadable=facts.left_out_count(tx, unreadable=True),
            never_logged=facts.left_out_count(tx, unreadable=False),
            last=next(iter(journal.all_runs(tx)), None),
            perhaps_you=_suggested(config, told, now),
            worth_having=worth_having(tx, config.destinations, drawn_now),
            one_person={name: one_person(tx, name, drawn_now) for name in config.destinations},
            by=drawn_now.by,
            troubles=drawn_now.troubles,
        )


def suggested_self(config: Config, now: datetime) -> list[PerhapsSelf]:
    """Addresses that may be the user's own, and are not told to be."""
    with reading(config) as tx:
        return _suggested(config, read(tx, config), now)


def _suggested(config: Config, told: Told, now: datetime) -> list[PerhapsSelf]:
    own = own_addresses(config, (contact for _, contact in told.contacts))
    past = (each.interaction for each in told.recorded if each.ended <= now)
    return perhaps_self(past, own, config.me.not_addresses)
