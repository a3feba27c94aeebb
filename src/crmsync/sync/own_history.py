"""The user's own history, in the form in which the backtest reads any network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from crmsync.config.settings import Config
from crmsync.identity.people import PersonId
from crmsync.relationships.touch import Touch
from crmsync.store.store import Store
from crmsync.sync.picture import picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """`counting`: by person, the touches that count, in order of time."""

    counting: Mapping[PersonId, list[Touch]]
    zone: tzinfo

    def seconds(self, at: datetime) -> float:
        """Of the civil time, so that a day of these seconds is a day of the user's."""
        return at.astimezone(self.zone).replace(tzinfo=UTC).timestamp()


def own_contacts(config: Config, now: datetime) -> Contacts:
    """Everybody's, up to `now`. Sends no request and writes nothing. Raises `NoStore`."""
    store = Store(config.store.url)
    try:
        with store.read() as tx:
            found = picture(tx, config, now).relationships
    finally:
        store.close()
    counting = {person: [t for t in each.touches if t.counts] for person, each in found.items()}
    return Contacts(counting=counting, zone=config.me.timezone)
