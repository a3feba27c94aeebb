"""What is known of one destination, put in the form that planning reads."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import EmailAddress, MayCreate, takes_mail
from crmsync.identity.addresses import matches
from crmsync.identity.directory import HIDDEN, Kind
from crmsync.identity.people import PersonId
from crmsync.planning.conversations import Log
from crmsync.planning.newcomers import Newcomer
from crmsync.planning.plan import Known, KnownProfile, Plan, case_of, plan
from crmsync.planning.tasks import Case, KnownTask, ends
from crmsync.relationships.relationship import Relationship
from crmsync.store import facts, logged, profiles
from crmsync.sync.persons import personal_patterns
from crmsync.sync.picture import Picture, logs

SEND_AGAIN = timedelta(days=14)
"""After so long a refused change is tried once more: what was wrong may have been mended outside of it."""


def make_plan(tx: Connection, config: Config, destination: str, now: Picture) -> Plan:
    """What a push to `destination` would write, from what the store knows of it. Sends nothing, writes nothing."""
    seen = profiles.load(tx, destination)
    held = by_person(seen.values(), now)
    known = Known(
        relationships=now.relationships,
        profiles=held,
        tasks=_tasks(profiles.load_tasks(tx, destination).values(), seen, now),
        complete=now.complete,
        rejected=profiles.rejected(tx, destination, now.moment.now - SEND_AGAIN),
        owners=_owners(config, now.relationships),
        log=_log(tx, config, destination, now, seen),
        newcomers=dict(_newcomers(tx, destination, now, held)) if may_create(config, destination) else {},
    )
    return plan(
        known,
        now.moment,
        config.policy.capacity,
        share_why=config.policy.share_why,
        new_people=config.policy.new_people_week,
    )


def task_cases(tx: Connection, destination: str, now: Picture) -> dict[PersonId, Case]:
    """What decides on the task of each person whom the destination holds."""
    seen = profiles.load(tx, destination)
    held = by_person(seen.values(), now)
    tasks = _tasks(profiles.load_tasks(tx, destination).values(), seen, now)
    known = Known(relationships=now.relationships, profiles=held, tasks=tasks, complete=now.complete)
    return {id: case_of(known, id, some) for id, some in held.items() if id in now.relationships}


def one_person(tx: Connection, destination: str, now: Picture) -> list[list[KnownProfile]]:
    """Profiles at the destination of which several are one person's, the oldest first."""
    return [some for some in by_person(profiles.load(tx, destination).values(), now).values() if len(some) > 1]


def may_create(config: Config, destination: str) -> bool:
    """Whether whom the destination does not hold may get a contact there."""
    settings = config.destinations[destination].config
    return isinstance(settings, MayCreate) and settings.create_contacts == "two-way"


def _newcomers(
    tx: Connection, destination: str, now: Picture, held: Collection[PersonId]
) -> Iterator[tuple[PersonId, Newcomer]]:
    """Who was looked for there by every address, and not found; those apart whose contact was removed there."""
    lookups, removed = profiles.lookups_of(tx, destination), profiles.removed_from(tx, destination)
    nowhere = {address for address, profile in lookups.items() if profile is None} - removed
    for person, relationship in now.relationships.items():
        mine = relationship.person.addresses
        if person not in held and nowhere.issuperset(mine):
            own = [each for each in mine if now.directory.kind(each) is Kind.PERSON and takes_mail(each)]
            for address in (facts.last_used(tx, own) or own)[:1]:
                yield person, Newcomer(address=address, name=relationship.person.name)


def person_of(addresses: Iterable[EmailAddress], now: Picture) -> PersonId | None:
    """The person who has these addresses; of several, whom the user parted, the one who has the first, the primary."""
    return next((now.directory.people[a] for a in addresses if a in now.directory.people), None)


def by_person(seen: Iterable[KnownProfile], now: Picture) -> dict[PersonId, list[KnownProfile]]:
    """The oldest first: services number their records upward."""
    found: dict[PersonId, list[KnownProfile]] = defaultdict(list)
    for each in sorted(seen, key=lambda known: (len(known.profile.id), known.profile.id)):
        person = person_of(each.profile.addresses, now)
        if person is not None:
            found[person].append(each)
    return dict(found)


def handled(tx: Connection, destination: str, now: Picture) -> Iterator[tuple[PersonId, datetime]]:
    """When people were taken care of there: their task ended, however it did, or a conversation was noted."""
    seen = profiles.load(tx, destination)
    for person, tasks in _tasks(profiles.load_tasks(tx, destination).values(), seen, now).items():
        if person in now.relationships:
            yield from ((person, at) for at in ends(now.relationships[person], tasks, now.moment))
    for person, some in by_person(seen.values(), now).items():
        noted = (each.profile.notes_last_contacted for each in some)
        yield from ((person, at) for at in noted if at)


def _tasks(
    tasks: Iterable[KnownTask], seen: Mapping[str, KnownProfile], now: Picture
) -> dict[PersonId, list[KnownTask]]:
    """The oldest first, by whom their profile belongs to now: people may have turned out to be one since."""
    found: dict[PersonId, list[KnownTask]] = defaultdict(list)
    for task in sorted(tasks, key=lambda task: (task.created, task.key)):
        known = seen.get(task.profile)
        person = person_of(known.profile.addresses, now) if known else None
        found[person or task.person].append(task)
    return dict(found)


def _log(
    tx: Connection, config: Config, destination: str, now: Picture, seen: Mapping[str, KnownProfile]
) -> Log | None:
    settings = logs(config.destinations[destination])
    if settings is None:
        return None
    private = _private(config, now)
    return Log(
        channels=settings.log,
        at_most=settings.log_at_most,
        recorded=now.told.recorded,
        known=logged.load(tx, destination),
        own=now.directory.own,
        accounts=_accounts(config),
        private=private,
        hidden={id for id, each in seen.items() if any(map(private, each.profile.addresses))},
        subjects=config.store.store_subjects,
    )


def _private(config: Config, now: Picture) -> Callable[[EmailAddress], bool]:
    """Whether a destination must not hear of somebody: personal, forgotten, or never to be logged."""
    patterns, nobody = personal_patterns(config), now.told.private
    labelled = {a for each in now.relationships.values() if each.person.personal for a in each.person.addresses}
    return lambda address: (
        address in labelled or address.startswith(HIDDEN) or matches(address, patterns) or matches(address, nobody)
    )


def _accounts(config: Config) -> dict[str, EmailAddress]:
    return {name: each.account.address for name, each in config.sources.items() if each.account}


def _owners(config: Config, relationships: Mapping[PersonId, Relationship]) -> dict[PersonId, EmailAddress]:
    """The account through which self and the person are in touch most."""
    ways = {person: through(config, each) for person, each in relationships.items()}
    return {person: next(iter(found)) for person, found in ways.items() if found}


def through(config: Config, relationship: Relationship) -> dict[EmailAddress, int]:
    """How many mails and meetings with the person count on each of self's accounts, the account with most first."""
    accounts = _accounts(config)
    counts: Counter[EmailAddress] = Counter()
    for source, number in relationship.history.sources.items():
        if source in accounts:
            counts[accounts[source]] += number
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
