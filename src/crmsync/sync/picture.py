"""The picture: from all facts in the store to who is who and everybody's relationship, at one moment."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import Contact, EmailAddress, Settings
from crmsync.identity.addresses import matches
from crmsync.identity.directory import HIDDEN, Directory, own_domains
from crmsync.identity.people import Link, PersonId, resolve
from crmsync.planning.plan import KnownProfile
from crmsync.relationships.counting import lists, touches
from crmsync.relationships.names import names
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.relationship import Moment, Person, Relationship, relationships
from crmsync.relationships.touch import Touch
from crmsync.store import facts, people, profiles, progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    moment: Moment
    directory: Directory
    relationships: Mapping[PersonId, Relationship]
    complete: bool
    """Everything since the horizon is known, from every source of the configuration."""


def picture(tx: Connection, config: Config, now: datetime) -> Picture:
    """Worked out anew from the facts: nothing that can be computed is read from the store."""
    recorded = list(facts.all_interactions(tx))
    told = list(facts.all_contacts(tx))
    seen = {name: list(profiles.load(tx, name).values()) for name in config.destinations}
    contacts = [contact for _, contact in told]
    directory = _directory(config, recorded, told, seen, people.load(tx))
    found = touches(recorded, directory, until=now)
    complete, known_from = _coverage(tx, config, recorded)
    moment = Moment(now=now, zone=config.me.timezone, known_from=known_from)
    profiles_seen = [each for some in seen.values() for each in some]
    everybody = _people(config, directory, found, contacts=contacts, seen=profiles_seen, recorded=recorded)
    return Picture(
        moment=moment,
        directory=directory,
        relationships=relationships(everybody, found, config.policy.tags, moment),
        complete=complete,
    )


def _directory(
    config: Config,
    recorded: Sequence[Recorded],
    told: Sequence[tuple[str, Contact]],
    seen: Mapping[str, Sequence[KnownProfile]],
    known: Mapping[EmailAddress, PersonId],
) -> Directory:
    own = _own(config, [contact for _, contact in told])
    addresses = {p.address for r in recorded for p in r.interaction.participants if not p.address.startswith(HIDDEN)}
    domains = config.me.own_domains
    return Directory(
        own=own,
        never_log=config.policy.never_log,
        own_domains=own_domains(own) if domains is None else domains,
        lists=lists(recorded),
        people=resolve(addresses - own, _links(told, seen, own), known),
    )


def _own(config: Config, contacts: Iterable[Contact]) -> frozenset[EmailAddress]:
    """Self: what is configured, and what the accounts themselves say."""
    told = {address for contact in contacts if contact.own for address in contact.addresses}
    return frozenset(config.me.addresses) | told - config.me.not_addresses


def _links(
    told: Sequence[tuple[str, Contact]], seen: Mapping[str, Sequence[KnownProfile]], own: Collection[EmailAddress]
) -> Iterator[Link]:
    """Who says which addresses are one person."""
    for source, contact in told:
        if not contact.own:
            yield Link(addresses=_without(contact.addresses, own), by=source)
    for destination, some in seen.items():
        for each in some:
            yield Link(addresses=_without(each.profile.addresses, own), by=destination)


def _without(addresses: Iterable[EmailAddress], own: Collection[EmailAddress]) -> tuple[EmailAddress, ...]:
    return tuple(address for address in addresses if address not in own)


def _coverage(tx: Connection, config: Config, recorded: Sequence[Recorded]) -> tuple[bool, datetime | None]:
    """Whether every source is known whole, and since when the latest-beginning of them is."""
    found = progress.load_all(tx)
    places = [found.get(name) for name in config.sources]
    if not places or not all(place and place.complete for place in places):
        return False, None
    earliest = min((record.interaction.at for record in recorded), default=None)
    sinces = [place.since for place in places if place and place.since]
    return True, max(sinces, default=earliest)


def _people(
    config: Config,
    directory: Directory,
    found: Mapping[PersonId, Sequence[Touch]],
    *,
    contacts: Sequence[Contact],
    seen: Sequence[KnownProfile],
    recorded: Sequence[Recorded],
) -> Iterator[Person]:
    """Everybody with a touch."""
    addresses: dict[PersonId, list[EmailAddress]] = {}
    for address, person in sorted(directory.people.items()):
        addresses.setdefault(person, []).append(address)
    called = names(recorded, contacts)
    settings = _settings(directory, seen)
    groups = _groups(directory, contacts)
    for person, mine in addresses.items():
        if person in found:
            yield Person(
                id=person,
                addresses=tuple(mine),
                name=next((called[a] for a in mine if a in called), ""),
                groups=groups.get(person, frozenset()),
                settings=settings.get(person, Settings()),
                colleague=any(map(directory.is_colleague, mine)),
                personal=_is_personal(config, mine, found[person]),
            )


def _settings(directory: Directory, seen: Sequence[KnownProfile]) -> dict[PersonId, Settings]:
    """What people set, over all profiles of a person: the shortest cadence, and muted where one is."""
    merged: dict[PersonId, Settings] = {}
    for each in seen:
        for person in {directory.people[a] for a in each.profile.addresses if a in directory.people}:
            merged[person] = _both(merged.get(person, Settings()), each.profile.settings)
    return merged


def _both(one: Settings, other: Settings) -> Settings:
    cadences = [days for days in (one.cadence_days, other.cadence_days) if days is not None]
    return Settings(cadence_days=min(cadences, default=None), muted=one.muted or other.muted)


def _groups(directory: Directory, contacts: Iterable[Contact]) -> dict[PersonId, frozenset[str]]:
    found: dict[PersonId, frozenset[str]] = {}
    for contact in contacts:
        for person in {directory.people[a] for a in contact.addresses if a in directory.people}:
            found[person] = found.get(person, frozenset()) | contact.groups
    return found


def _is_personal(config: Config, addresses: Sequence[EmailAddress], found: Sequence[Touch]) -> bool:
    personal = config.policy.personal
    patterns = personal.addresses | {f"@{domain}" for domain in personal.domains}
    by_label = any(touch.labels & personal.labels for touch in found)
    return by_label or any(matches(address, patterns) for address in addresses)
