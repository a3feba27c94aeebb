"""The picture: from all facts in the store to who is who and everybody's relationship, at one moment."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.config.settings import Connection as Connected
from crmsync.connector import Circle, LogSettings
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.circles import Circling
from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.relationships.relationship import Moment
from crmsync.relationships.relationships_of_all import KnownOfAll, Relationships
from crmsync.relationships.uncollected import uncollected
from crmsync.store import circles, coefficients, facts, progress
from crmsync.sync.asking import Asked
from crmsync.sync.identities import Identities, who_is_who
from crmsync.sync.past import Past
from crmsync.sync.persons import Persons, views_of
from crmsync.sync.subjects import with_subjects
from crmsync.sync.tagging import Tagged, tagged
from crmsync.sync.told import Told, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    moment: Moment
    identities: Identities
    relationships: Relationships
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
        return self.relationships.circles

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


def _drawn(tx: Connection, config: Config, told: Told, now: datetime, before: Picture | None) -> Picture:
    identities = who_is_who(config, told)
    same = before is not None and before.directory == identities.directory
    asked = Asked(
        remembered=told.remembered,
        directory=identities.directory,
        known=told.known,
        settings=told.settings,
        words=identities.words,
        zone=config.me.timezone,
        now=now,
    )
    known = before.past if before and same else asked.past()
    complete, known_from = _coverage(tx, config)
    moment = Moment(now=now, zone=config.me.timezone, known_from=known_from)
    tags = _tags(config, identities, told, known)
    circling = Circling(sizes=config.policy.circles, previous=circles.load(tx, now))
    by = coefficients.load(tx, moment.today) or DEFAULT
    people = Persons(config, told, identities, known.histories, tags=tags, now=now)
    everybody = _everybody(known, people)
    return Picture(
        moment=moment,
        identities=identities,
        relationships=Relationships(everybody, config.policy.tags, moment, circling, by),
        complete=complete and not tags.troubles,
        troubles=tags.troubles,
        told=told,
        past=known,
        by=by,
    )


def _tags(config: Config, identities: Identities, told: Told, known: Past) -> Tagged:
    """Where nothing is configured that gives any, nobody is looked at for them."""
    if not (config.enrichers or config.policy.tags):
        return tagged(config, {})
    views = views_of(identities, known.histories, [contact for _, contact in told.contacts])
    subjects = config.store.store_subjects and config.enrichers
    return tagged(config, with_subjects(views, known.touches, told.recorded) if subjects else views)


def _everybody(known: Past, people: Persons) -> KnownOfAll:
    return KnownOfAll(
        ids=known.ids,
        beats=known.beats,
        people=people,
        histories=known.histories,
        touches=known.touches,
        pins=people.pins,
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
