"""Where a person opens in the browser what is told of them: the thread of the last mail, the record in the CRM."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import Destination, Linking, RecordLinking
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import Mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.relationship import Relationship
from crmsync.retry import Caller
from crmsync.store import profiles, record_links
from crmsync.store.record_links import RecordLink
from crmsync.store.store import Store
from crmsync.sync.connections import source
from crmsync.sync.known import by_person
from crmsync.sync.picture import Picture
from crmsync.sync.remembered import Remembered

ASK_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """None: the service does not say where, or there is nothing to open."""

    mail: str | None = None
    crm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Of some of all people. Sends no request."""

    sources: Mapping[str, Linking]
    mails: Mapping[Mark, Recorded]
    """The last one that counts of each."""
    records: Mapping[PersonId, str]
    """Of who is in the CRM, and where that has told where its records open."""

    def links(self, relationship: Relationship) -> Links:
        return Links(mail=self._mail(relationship), crm=self.records.get(relationship.person.id))

    def _mail(self, relationship: Relationship) -> str | None:
        """The last mail that counts, if its source can tell where it is read."""
        mail = self.mails.get(mark) if (mark := _last_mail(relationship)) else None
        opened = self.sources.get(mail.source) if mail else None
        return opened.link(mail.interaction) if opened and mail else None


def _last_mail(relationship: Relationship) -> Mark | None:
    dates = relationship.dates
    last = max(filter(None, (dates.last_sent, dates.last_received)), key=lambda touch: touch.at, default=None)
    return (last.source, last.id) if last else None


def opening(
    tx: Connection, config: Config, remembered: Remembered, found: Picture, some: Iterable[Relationship]
) -> Opening:
    """For `some`, who may be thousands: their mails are read at one go."""
    caller = Caller(wait_scale=config.retry.wait_scale)
    opened = {name: source(connection, caller) for name, connection in config.sources.items()}
    return Opening(
        mails=remembered.find({mark for each in some if (mark := _last_mail(each))}),
        sources={name: each for name, each in opened.items() if isinstance(each, Linking)},
        records={person: link for name in config.destinations for person, link in _records(tx, name, found).items()},
    )


def ask_where_records_open(store: Store, name: str, destination: Destination, now: datetime) -> None:
    """Once a week at most: it hardly ever changes."""
    if not isinstance(destination, RecordLinking):
        return
    with store.read() as tx:
        told = record_links.load(tx, name)
    if told is None or told.asked <= now - ASK_AGAIN:
        link = RecordLink(pattern=destination.record_link(), asked=now)
        with store.write() as tx:
            record_links.save(tx, name, link)


def _records(tx: Connection, destination: str, found: Picture) -> dict[PersonId, str]:
    told = record_links.load(tx, destination)
    if told is None or told.pattern is None:
        return {}
    seen = by_person(profiles.load(tx, destination).values(), found)
    return {person: told.pattern.replace("{id}", some[0].profile.id) for person, some in seen.items()}
