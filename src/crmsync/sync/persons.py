"""Who everybody is, and what is set for them: each person is put together when they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from crmsync.config.settings import Config
from crmsync.connector import Circle, Contact, EmailAddress, PersonView, Settings
from crmsync.identity.addresses import matches
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.planning.plan import KnownProfile
from crmsync.relationships.circles import ALL
from crmsync.relationships.decided import Decided
from crmsync.relationships.history import History
from crmsync.relationships.relationship import Person
from crmsync.sync.decided import decided
from crmsync.sync.identities import Identities
from crmsync.sync.past_tasks import endings
from crmsync.sync.tagging import Tagged
from crmsync.sync.told import Told

NOTHING_SET = Settings()
NOTHING_DECIDED = Decided()


class Persons(Mapping[PersonId, Person]):
    """Everybody of `past`, by their first address in alphabetical order."""

    def __init__(
        self,
        config: Config,
        told: Told,
        identities: Identities,
        past: Mapping[PersonId, History],
        *,
        tags: Tagged,
        now: datetime,
    ) -> None:
        directory = identities.directory
        self._identities = identities
        self._past = past
        self._tags = tags.tags
        self._settings = settings_of(directory, (each for some in told.profiles.values() for each in some))
        self._endings = endings(told, directory, config.me.timezone)
        self._decided = decided(told.decisions, directory, now)
        self._private = config.policy.personal.labels
        self._patterns = personal_patterns(config)

    @property
    def pins(self) -> dict[PersonId, Circle]:
        """The circles that are set by hand."""
        return {person: each.circle for person, each in self._settings.items() if each.circle}

    @cached_property
    def _addresses(self) -> Mapping[PersonId, tuple[EmailAddress, ...]]:
        return self._identities.addresses()

    def __getitem__(self, person: PersonId) -> Person:
        mine, past = self._addresses[person], self._past[person]
        settings, words = self._settings.get(person, NOTHING_SET), self._decided.get(person, NOTHING_DECIDED)
        return Person(
            id=person,
            addresses=mine,
            name=self._identities.name(mine),
            tags=self._tags.get(person, ()),
            settings=replace(settings, muted=True) if words.muted else settings,
            decided=words,
            endings=self._endings.get(person, ()),
            colleague=any(map(self._identities.directory.is_colleague, mine)),
            personal=self._is_personal(mine, past),
        )

    def _is_personal(self, addresses: Sequence[EmailAddress], past: History) -> bool:
        by_label = not past.labels.isdisjoint(self._private)
        return by_label or any(matches(address, self._patterns) for address in addresses)

    def __contains__(self, person: object) -> bool:
        return person in self._past and person in self._addresses

    def __iter__(self) -> Iterator[PersonId]:
        return filter(self._past.__contains__, self._addresses)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def settings_of(directory: Directory, seen: Iterable[KnownProfile]) -> dict[PersonId, Settings]:
    """What people set, over all profiles of a person: the shortest cadence, the closest circle, muted where one is.

    Whom nothing is set for is left out.
    """
    merged: dict[PersonId, Settings] = {}
    for profile in (each.profile for each in seen if each.profile.settings != NOTHING_SET):
        for person in {directory.people[a] for a in profile.addresses if a in directory.people}:
            merged[person] = _both(merged.get(person, NOTHING_SET), profile.settings)
    return merged


def _both(one: Settings, other: Settings) -> Settings:
    cadences = [days for days in (one.cadence_days, other.cadence_days) if days is not None]
    pins = [circle for circle in (one.circle, other.circle) if circle is not None]
    return Settings(
        cadence_days=min(cadences, default=None),
        muted=one.muted or other.muted,
        circle=min(pins, key=ALL.index, default=None),
    )


def personal_patterns(config: Config) -> frozenset[str]:
    """Whose addresses are personal by themselves, whatever label is on the mail."""
    personal = config.policy.personal
    return personal.addresses | {f"@{domain}" for domain in personal.domains}


def views_of(
    identities: Identities, past: Mapping[PersonId, History], contacts: Iterable[Contact]
) -> dict[PersonId, PersonView]:
    """What enrichers see of everybody with a history."""
    groups = _groups(identities.directory, contacts)
    return {
        person: PersonView(
            addresses=mine,
            name=identities.name(mine),
            labels=past[person].labels,
            groups=groups.get(person, frozenset()),
        )
        for person, mine in identities.addresses().items()
        if person in past
    }


def _groups(directory: Directory, contacts: Iterable[Contact]) -> dict[PersonId, frozenset[str]]:
    found: dict[PersonId, frozenset[str]] = {}
    for contact in contacts:
        for person in {directory.people[a] for a in contact.addresses if a in directory.people}:
            found[person] = found.get(person, frozenset()) | contact.groups
    return found
