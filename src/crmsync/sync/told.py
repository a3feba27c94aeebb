"""All that was told, by sources, destinations and the user, read from the store once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from crmsync.config.settings import Config, Me
from crmsync.connector import Contact, EmailAddress
from crmsync.identity.directory import own_domains
from crmsync.identity.people import PersonId
from crmsync.planning.plan import KnownProfile
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.recordings import Recordings
from crmsync.store import decisions, facts, forgotten, links, people, profiles
from crmsync.store.decisions import Decision
from crmsync.store.links import Said
from crmsync.sync.digests import settings_digest
from crmsync.sync.remembered import Remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`contacts` with their source, `profiles` and `tasks` by destination, `said` the user's words on who is who."""

    remembered: Remembered = field(repr=False, compare=False)
    """All interactions, read as far as they are asked for."""
    settings: str
    """What is kept of them rests on this, as a digest."""
    contacts: Sequence[tuple[str, Contact]]
    profiles: Mapping[str, Sequence[KnownProfile]]
    tasks: Mapping[str, Sequence[KnownTask]]
    said: Sequence[Said]
    decisions: Sequence[Decision]
    """What the user decided on people."""
    known: Mapping[EmailAddress, PersonId]
    """Whose address it was in the last run: an id once given stays."""
    private: Collection[str] = ()
    """Whom nothing may be known of: never-log people and the forgotten."""

    @property
    def recorded(self) -> Recordings:
        """Every interaction."""
        return self.remembered.recorded


def read(tx: Connection, config: Config, before: Told | None = None) -> Told:
    """`before`: what was read earlier in a push, during which no source tells anything."""
    contacts = before.contacts if before else list(facts.all_contacts(tx))
    private = forgotten.private(tx, config.policy.never_log)
    own = own_of(config.me, (contact for _, contact in contacts))
    hidden = private.hidden if isinstance(private, forgotten.Private) else ()
    settings = settings_digest(config.me.timezone, own, domains_of(config.me, own), private, hidden)
    known = people.load(tx)
    return Told(
        remembered=Remembered(tx, settings, own, before.remembered if before else None),
        settings=settings,
        contacts=contacts,
        profiles={name: list(profiles.load(tx, name).values()) for name in config.destinations},
        tasks={name: list(profiles.load_tasks(tx, name).values()) for name in config.destinations},
        said=links.load(tx),
        decisions=decisions.load(tx),
        known=known,
        private=private,
    )


def own_of(me: Me, contacts: Iterable[Contact]) -> frozenset[EmailAddress]:
    """Self: what is configured, and what the accounts themselves say."""
    told = {address for contact in contacts if contact.own for address in contact.addresses}
    return frozenset(me.addresses) | told - me.not_addresses


def domains_of(me: Me, own: Collection[EmailAddress]) -> Collection[str]:
    """Where one's colleagues are."""
    return own_domains(own) if me.own_domains is None else me.own_domains
