"""All that was told, by sources, destinations and the user, read from the store once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import Contact, EmailAddress
from crmsync.identity.people import PersonId
from crmsync.planning.plan import KnownProfile
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.recordings import Recordings
from crmsync.store import decisions, facts, forgotten, links, people, profiles
from crmsync.store.decisions import Decision
from crmsync.store.links import Said
from crmsync.store.reading import all_interactions


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`contacts` with their source, `profiles` and `tasks` by destination, `said` the user's words on who is who."""

    recorded: Recordings
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


def read(tx: Connection, config: Config, before: Told | None = None) -> Told:
    """`before`: what was read earlier in a push, during which no source tells anything."""
    return Told(
        recorded=before.recorded if before else all_interactions(tx),
        contacts=before.contacts if before else list(facts.all_contacts(tx)),
        profiles={name: list(profiles.load(tx, name).values()) for name in config.destinations},
        tasks={name: list(profiles.load_tasks(tx, name).values()) for name in config.destinations},
        said=links.load(tx),
        decisions=decisions.load(tx),
        known=people.load(tx),
        private=forgotten.private(tx, config.policy.never_log),
    )
