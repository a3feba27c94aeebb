"""The picture: from all facts in the store to who is who and everybody's relationship, at one moment."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.config.settings import Connection as Connected
from crmsync.connector import Circle, Contact, EmailAddress, LogSettings, PersonView, Settings
from crmsync.identity.addresses import matches
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.planning.plan import KnownProfile
from crmsync.relationships.circles import ALL, Circling
from crmsync.relationships.decided import Decided
from crmsync.relationships.history import History
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.relationship import Moment, Person, Relationship, relationships
from crmsync.store import circles, coefficients, facts, progress
from crmsync.sync.decided import decided
from crmsync.sync.identities import Identities, who_is_who
from crmsync.sync.past import Asked, Past
from crmsync.sync.past_tasks import endings
from crmsync.sync.subjects import with_subjects
from crmsync.sync.tagging import Tagged, tagged
from crmsync.sync.told import Told, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    moment: Moment
    identities: Identities
    relationships: Mapping[PersonId, Relationship]
    complete: bool
    """Everything since the horizon is known, from every source and every enricher of the configuration."""
    troubles: tuple[str, ...]
    """Enrichers that failed: their tags are missing."""
    told: Told = field(repr=False)
    """What it was drawn from."""
    past: Past = field(repr=False)
    by: Coefficients
    """What the probability of contact is worked out with."""

    @property
    def circles(self) -> dict[PersonId, Circle]:
        """Everybody's who is in one."""
        return {id: each.circle for id, each in self.relationships.items() if each.circle}

    @property
    def directory(self) -> Directory:
        return self.identities.directory


def picture(tx: Connection, config: Config, now: datetime, before: Picture | None = None) -> Picture:
    """Worked out anew from the facts: nothing that can be computed is read from the store.

    `before`: one drawn earlier in the same push, of the same moment.
    """
    with uncollected():
        return drawn(tx, config, read(tx, config, before.told if before else None), now, before)


def drawn(tx: Connection, config: Config, told: Told, now: datetime, before: Picture | None = None) -> Picture:
    """The same, from what was read already. While everybody is who they were, their touches are what they were."""
    with uncollected():
        return _drawn(tx, config, told, now, before)


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing that is made here holds itself: to look for such among the millions takes a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _drawn(tx: Connection, config: Config, told: Told, now: datetime, before: Picture | None) -> Picture:
    identities = who_is_who(config, told)
    same = before is not None and before.directory == identities.directory
    asked = Asked(
        remembered=told.remembered,
        directory=identities.directory,
        known=told.known,
        settings=told.settings,
        zone=config.me.timezone,
        now=now,
    )
    known = before.past if before and same else asked.past()
    found, past = known.touches, known.histories
    complete, known_from = _coverage(tx, config)
    moment = Moment(now=now, zone=config.me.timezone, known_from=known_from)
    views = _views(identities, past, [contact for _, contact in told.contacts])
    subjects = config.store.store_subjects and config.enrichers
    tags = tagged(config, with_subjects(views, found, told.recorded) if subjects else views)
    everybody = _people(config, identities.directory, past, views=views, tags=tags, told=told, now=now)
    circling = Circling(sizes=config.policy.circles, previous=circles.load(tx, now))
    by = coefficients.load(tx, moment.today) or DEFAULT
    return Picture(
        moment=moment,
        identities=identities,
        relationships=relationships(everybody, found, config.policy.tags, moment, circling, by, past),
        complete=complete and not tags.troubles,
        troubles=tags.troubles,
        told=told,
        past=known,
        by=by,
    )


def logs(destination: Connected) -> LogSettings | None:
    """Where a destination is to keep a record of conversations, its settings for it."""
    settings = destination.config
    return settings if isinstance(settings, LogSettings) and settings.log else None


def _coverage(tx: Connection, config: Config) -> tuple[bool, datetime | None]:
    """Whether every source is known whole, and since when the latest-beginning of them is."""
    found = progress.load_all(tx)
    places = [found.get(name) for name in config.sources]
    if not places or not all(place and place.complete for place in places):
        return False, None
    sinces = [place.since for place in places if place and place.since]
    return True, max(sinces, default=facts.earliest(tx))


def _views(
    identities: Identities, past: Mapping[PersonId, History], contacts: Iterable[Contact]
) -> dict[PersonId, PersonView]:
    """Everybody with a touch."""
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


def _people(
    config: Config,
    directory: Directory,
    past: Mapping[PersonId, History],
    *,
    views: Mapping[PersonId, PersonView],
    tags: Tagged,
    told: Told,
    now: datetime,
) -> Iterator[Person]:
    settings = _settings(directory, [each for some in told.profiles.values() for each in some])
    ended = endings(told, directory, config.me.timezone)
    words = decided(told.decisions, directory, now)
    for person, view in views.items():
        yield Person(
            id=person,
            addresses=view.addresses,
            name=view.name,
            tags=tags.tags[person],
            settings=_muted(settings.get(person, Settings()), words.get(person, Decided())),
            decided=words.get(person, Decided()),
            endings=ended.get(person, ()),
            colleague=any(map(directory.is_colleague, view.addresses)),
            personal=_is_personal(config, view.addresses, past[person]),
        )


def _settings(directory: Directory, seen: Sequence[KnownProfile]) -> dict[PersonId, Settings]:
    """What people set, over all profiles of a person: the shortest cadence, the closest circle, muted where one is."""
    merged: dict[PersonId, Settings] = {}
    for each in seen:
        for person in {directory.people[a] for a in each.profile.addresses if a in directory.people}:
            merged[person] = _both(merged.get(person, Settings()), each.profile.settings)
    return merged


def _muted(settings: Settings, words: Decided) -> Settings:
    """Muted there, or by the user here."""
    return replace(settings, muted=settings.muted or words.muted)


def _both(one: Settings, other: Settings) -> Settings:
    cadences = [days for days in (one.cadence_days, other.cadence_days) if days is not None]
    pins = [circle for circle in (one.circle, other.circle) if circle is not None]
    return Settings(
        cadence_days=min(cadences, default=None),
        muted=one.muted or other.muted,
        circle=min(pins, key=ALL.index, default=None),
    )


def _groups(directory: Directory, contacts: Iterable[Contact]) -> dict[PersonId, frozenset[str]]:
    found: dict[PersonId, frozenset[str]] = {}
    for contact in contacts:
        for person in {directory.people[a] for a in contact.addresses if a in directory.people}:
            found[person] = found.get(person, frozenset()) | contact.groups
    return found


def _is_personal(config: Config, addresses: Sequence[EmailAddress], past: History) -> bool:
    by_label = not past.labels.isdisjoint(config.policy.personal.labels)
    return by_label or any(matches(address, personal_patterns(config)) for address in addresses)


def personal_patterns(config: Config) -> frozenset[str]:
    """Whose addresses are personal by themselves, whatever label is on the mail."""
    personal = config.policy.personal
    return personal.addresses | {f"@{domain}" for domain in personal.domains}
