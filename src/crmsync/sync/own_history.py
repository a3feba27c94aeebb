"""The user's own history, as it was known at moments of the past; and the coefficients that were learned from it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.counting import lists, touches
from crmsync.relationships.likelihood import Coefficients
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.touch import Touch
from crmsync.store import coefficients, progress
from crmsync.store.store import Store, locked
from crmsync.sync.identities import who_is_who
from crmsync.sync.told import Told, read

Touches = Mapping[PersonId, Sequence[Touch]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHistory:
    """What was recorded until `now`. Who is who is told as it is known today; all else, as it was known then."""

    recorded: Recordings = field(repr=False)
    directory: Directory = field(repr=False)
    now: datetime
    today: date
    complete: bool
    """Every source of the configuration is read back to its beginning."""
    in_use: Coefficients | None
    """The user's own, where there are any."""

    def counting(self, until: datetime | None = None) -> dict[PersonId, list[Touch]]:
        """Each person's touches that count, with nothing recorded after `until` known: not even who is a list, who
        writes in bulk, and which of two copies is the better one.
        """
        past = self.recorded.before(until or self.now)
        known = replace(self.directory, lists=lists(past))
        found = touches(past, known, until=self.now)
        counting = {person: [touch for touch in some if touch.counts] for person, some in found.items()}
        return {person: some for person, some in counting.items() if some}


def own_history(config: Config, now: datetime) -> OwnHistory:
    """Sends no request and writes nothing. Raises `NoStore`."""
    store = Store(config.store.url)
    try:
        with store.read() as tx:
            told = read(tx, config)
            return history_of(tx, config, told, who_is_who(config, told).directory, now)
    finally:
        store.close()


def history_of(tx: Connection, config: Config, told: Told, directory: Directory, now: datetime) -> OwnHistory:
    """The same, from what was read already."""
    today = now.astimezone(config.me.timezone).date()
    return OwnHistory(
        recorded=told.recorded,
        directory=directory,
        now=now,
        today=today,
        complete=_complete(tx, config),
        in_use=coefficients.load(tx, today),
    )


def civil_seconds(at: datetime, config: Config) -> float:
    """Since 1970 in the user's time zone, so that a day of these seconds is a day of the user's."""
    return at.astimezone(config.me.timezone).replace(tzinfo=UTC).timestamp()


def civil_moment(seconds: float, config: Config) -> datetime:
    """The moment that has these civil seconds; of an hour that comes twice, the first."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=config.me.timezone).astimezone(UTC)


def _complete(tx: Connection, config: Config) -> bool:
    places = progress.load_all(tx)
    return all(name in places and places[name].complete for name in config.sources)


def keep(config: Config, own: Coefficients) -> None:
    """Every command works out the probability of contact with these from now on. Raises `LockHeld`, `NoStore`."""
    with _writing(config) as tx:
        coefficients.save(tx, own)


def drop(config: Config) -> None:
    """The shipped ones hold again. Raises `LockHeld`, `NoStore`."""
    with _writing(config) as tx:
        coefficients.drop(tx)


@contextmanager
def _writing(config: Config) -> Iterator[Connection]:
    with locked(config.store.url, "backtest"):
        store = Store(config.store.url)
        try:
            with store.write() as tx:
                yield tx
        finally:
            store.close()
