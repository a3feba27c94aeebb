"""What the last run worked out of all interactions, and what was told since: only those are read that it touches."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from crmsync.connector import EmailAddress
from crmsync.relationships.copies import Mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.voices import Voice, Voices, voices
from crmsync.store import histories, reading
from crmsync.store.histories import Head
from crmsync.sync.digests import code_digest

MOST = 0.5
"""If more of all addresses than this have news, it is quicker to read everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept, with what the news make of it."""

    head: Head
    stale: frozenset[EmailAddress]
    """All on interactions that were told, changed or withdrawn, on their copies, and in their conversations."""
    threads: Collection[Mark]
    """Those whose conversations may be others now."""
    some: Recordings = field(repr=False)
    """All that the stale addresses are on, all in those threads, and what may be the same as one of these."""
    voices: Voices = field(repr=False)
    """Everybody's, as of now."""
    conversations: Mapping[Mark, str] = field(repr=False)
    """As they were kept."""

    def naming(self, shown: Mapping[Mark, str]) -> dict[Mark, str]:
        """What all threads are called, by what they were and by what `some` of all interactions show."""
        changed = self.changed(shown)
        return {mark: name for mark, name in self.conversations.items() if mark not in self.threads} | changed

    def changed(self, shown: Mapping[Mark, str]) -> dict[Mark, str]:
        names = {shown[mark] for mark in self.threads if mark in shown}
        return {mark: name for mark, name in shown.items() if name in names}


class Remembered:
    """Of all interactions. Read when they are asked for: whole, or as little as will do."""

    def __init__(
        self, tx: Connection, settings: str, own: Collection[EmailAddress], before: "Remembered | None" = None
    ) -> None:
        """`before`: read earlier, and nothing was told since."""
        self._tx, self._own = tx, own
        self._recorded: Recordings | None = before._recorded if before else None
        self.kept = _kept(tx, settings, own)

    @property
    def whole(self) -> bool:
        """Whether all of them were read."""
        return self._recorded is not None

    @property
    def recorded(self) -> Recordings:
        """All of them."""
        if self._recorded is None:
            with self.reading() as tx:
                self._recorded = reading.all_interactions(tx)
        return self._recorded

    @cached_property
    def voices(self) -> Voices:
        """Of everybody but self."""
        found = self.kept.voices if self.kept else voices(self.recorded)
        return {address: voice for address, voice in found.items() if address not in self._own}

    def on(self, addresses: Collection[EmailAddress]) -> Recordings:
        """All that these are on, and what may be the same as one of them."""
        if self._recorded is not None:
            return self._recorded
        with self.reading() as tx:
            return reading.interactions_on(tx, addresses)

    def find(self, mark: Mark) -> Recorded | None:
        if self._recorded is not None:
            return self._recorded.find(mark)
        with self.reading() as tx:
            return reading.find_interaction(tx, *mark)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The transaction in which it was asked for, or another where that is over: the store may be closed by then."""
        if not self._tx.closed:
            yield self._tx
            return
        try:
            with self._tx.engine.connect() as tx:
                yield tx
        finally:
            self._tx.engine.dispose()


def _kept(tx: Connection, settings: str, own: Collection[EmailAddress]) -> Kept | None:
    """None where nothing is kept, or by other rules or settings, or where it has too many news."""
    head = histories.head(tx)
    if head is None or (head.code, head.settings) != (code_digest(), settings):
        return None
    news, conversations = histories.load_news(tx), histories.load_conversations(tx)
    threads = _with_those_they_go_on_in(reading.threads_near(tx, news), conversations)
    stale = reading.addresses_near(tx, news, threads) - set(own)
    before = histories.load_voices(tx)
    if len(stale) > MOST * len(before):
        return None
    some = reading.interactions_on(tx, stale, threads)
    return Kept(
        head=head,
        stale=frozenset(stale),
        threads=threads,
        some=some,
        voices=_renewed(before, voices(some), stale),
        conversations=conversations,
    )


def _with_those_they_go_on_in(threads: Collection[Mark], conversations: Mapping[Mark, str]) -> set[Mark]:
    names = {conversations[mark] for mark in threads if mark in conversations}
    return {*threads, *(mark for mark, name in conversations.items() if name in names)} if names else set(threads)


def _renewed(before: Voices, shown: Voices, stale: Collection[EmailAddress]) -> dict[EmailAddress, Voice]:
    rest = {address: voice for address, voice in before.items() if address not in stale}
    return rest | {address: shown[address] for address in stale if address in shown}
