"""Whom to introduce to whom, from what the store knows. Sends no request and writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crmsync.config.settings import Config, Connection
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.planning.introductions import Introduction, introductions
from crmsync.relationships.interests import Interests
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import counted
from crmsync.relationships.relationship import Moment
from crmsync.sync.choosing import NOT_WHOLE
from crmsync.sync.looking import reading
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.told import read

INTERESTS = "interests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Introductions:
    found: Sequence[Introduction]
    moment: Moment
    topics: int
    """That anybody worth introducing has."""
    troubles: tuple[str, ...] = ()


def introduced(config: Config, now: datetime, limit: int) -> Introductions:
    """The best `limit`; nobody while not everything is read. Raises `NoStore` where there is no store yet."""
    with reading(config) as tx:
        told = read(tx, config)
        found = drawn(tx, with_interests(config), told, now)
        people = [each for each in found.relationships.values() if _is_somebody(found, each.person.id)]
        met = together(told.recorded, found.directory, {each.person.id for each in people})
    return Introductions(
        found=introductions(people, met, limit=limit) if found.complete else [],
        moment=found.moment,
        topics=len({name.casefold() for each in people for name in each.tags}),
        troubles=found.troubles if found.complete or found.troubles else (NOT_WHOLE,),
    )


def with_interests(config: Config) -> Config:
    """The enricher `interests` is asked here, whether the configuration names it or not."""
    if any(each.connector == INTERESTS for each in config.enrichers.values()):
        return config
    asked = Connection(name=INTERESTS, connector=INTERESTS, config=Interests.Config())
    return replace(config, enrichers={**config.enrichers, f"for introductions: {INTERESTS}": asked})


def _is_somebody(found: Picture, person: PersonId) -> bool:
    """Not an office: nobody can tell who answers there."""
    addresses = found.relationships[person].person.addresses
    return any(found.directory.kind(address) is Kind.PERSON for address in addresses)


def together(
    recorded: Iterable[Recorded], directory: Directory, among: Collection[PersonId]
) -> Callable[[PersonId, PersonId], bool]:
    """Whether two people were ever on one mail or meeting, whether it counts or not."""
    marks: dict[PersonId, set[int]] = defaultdict(set)
    for number, (each, _) in enumerate(counted(recorded)):
        for address in {one.address for one in each.participants}:
            person = directory.people.get(address)
            if person is not None and person in among:
                marks[person].add(number)
    return lambda one, other: not marks[one].isdisjoint(marks[other])
