"""Whom the destinations know, for a source that wants to begin with them. Nothing of it is stored."""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain, islice

from crmsync.config.settings import ConfigError
from crmsync.connector import ConnectorError, Destination, EmailAddress, Roster
from crmsync.identity.addresses import matches

MOST = 10_000
"""Addresses of one destination that are listened to: a hundred requests or so. With more, asking one by one would take
longer than reading all."""


class CrmPeople:
    """Asked for once a run, and only where a source wants to know; never-log people are not told.

    A destination's trouble leaves its people out; the push will meet it, too, and report it.
    """

    def __init__(self, openers: Mapping[str, Callable[[], Destination]], never_log: Collection[str]) -> None:
        self._openers, self._never_log = openers, never_log
        self._found: frozenset[EmailAddress] | None = None

    def addresses(self) -> frozenset[EmailAddress]:
        if self._found is None:
            told = chain.from_iterable(map(_told, self._openers.values()))
            self._found = frozenset(address for address in told if not matches(address, self._never_log))
        return self._found


def _told(opener: Callable[[], Destination]) -> Iterator[EmailAddress]:
    try:
        destination = opener()
        if isinstance(destination, Roster):
            yield from islice(chain.from_iterable(destination.addresses()), MOST)
    except (ConnectorError, ConfigError):
        return
