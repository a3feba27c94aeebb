"""What the last run worked out of all interactions, and what was told since: only that is read, and what it touches."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection

from crmsync.connector import EmailAddress
from crmsync.identity.directory import HIDDEN
from crmsync.identity.newcomers import with_newcomers
from crmsync.identity.people import PersonId
from crmsync.relationships.copies import Mark
from crmsync.relationships.marks import thread_mark
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings
from crmsync.relationships.voices import Spoken, Voice, Voices, both, spoken, voices
from crmsync.store import histories, nearby, reading
from crmsync.store import people as everybody
from crmsync.store.histories import Head
from crmsync.store.reading import Opened
from crmsync.sync.digests import code_digest
from crmsync.sync.troubles import troubles

MOST = 0.25
"""If more than this of all interactions is new, it is quicker to read everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was kept, with what was told since."""

    head: Head
    ahead: Recordings = field(repr=False)
    """All that is not in what was kept: what is new, and what was not over yet."""
    stale: frozenset[EmailAddress]
    """All whose history can't go on from what was kept: who were on something that was changed or withdrawn, that is
    older, or a copy; those on copies of that, and in its conversations.
    """
    threads: Collection[Mark]
    """Those whose conversations may be others now."""
    some: Recordings = field(repr=False)
    """All that the stale addresses are on, all in those threads, and what may be the same as one of these."""
    conversations: Mapping[Mark, str] = field(repr=False)
    """What the threads of all these were called that went on in others."""
    begun: Mapping[Mark, str] = field(repr=False)
    """What the threads of what is ahead were called that began earlier."""
    voices: Mapping[EmailAddress, Voice | None] = field(repr=False)
    """Of who is stale or on something new, as of now."""
    said: Spoken = field(repr=False)
    """In short what is said of those."""
    before: Spoken = field(repr=False)
    """What was."""

    @property
    def lists(self) -> frozenset[EmailAddress]:
        """The mailing lists among all addresses, as of now."""
        return frozenset(map(EmailAddress, self.head.lists)) - self.voices.keys() | self.said.lists

    def people(self, known: Mapping[EmailAddress, PersonId]) -> Mapping[EmailAddress, PersonId] | None:
        """Who is who where nothing but what interactions say is new, and that of nobody whom it may join with others.

        `known`: who everybody was.
        """
        before, now = self.before, self.said
        if before == now:
            return known
        if not before.addresses <= now.addresses or now.lists & (before.addresses | known.keys()) != before.lists:
            return None
        heard = {address for address in now.addresses if not address.startswith(HIDDEN)}
        renamed = {each for each in heard & known.keys() if before.names.get(each) != now.names.get(each)}
        return with_newcomers(known, heard - known.keys(), renamed)

    def going(self, shown: Mapping[Mark, str]) -> dict[Mark, str]:
        """What threads are called where nothing old becomes another conversation's: after the one that began earlier.

        `shown`: by what is ahead.
        """
        earlier = {name: self.begun[mark] for mark, name in shown.items() if mark in self.begun}
        return {mark: earlier.get(name, name) for mark, name in shown.items()} | dict(self.conversations)

    def naming(self, shown: Mapping[Mark, str]) -> dict[Mark, str]:
        """What threads are called, by what they were and by what `some` of all interactions show."""
        changed = self.changed(shown)
        return {mark: name for mark, name in self.conversations.items() if mark not in self.threads} | changed

    def changed(self, shown: Mapping[Mark, str]) -> dict[Mark, str]:
        names = {shown[mark] for mark in self.threads if mark in shown}
        return {mark: name for mark, name in shown.items() if name in names}


class Remembered:
    """Of all interactions. Read when they are asked for: whole, or as little as will do."""

    def __init__(
        self,
        tx: Connection,
        settings: str,
        own: Collection[EmailAddress],
        before: "Remembered | None" = None,
    ) -> None:
        """`before`: read earlier, and nothing was told since."""
        self._tx, self._own = tx, own
        self._recorded: Recordings | None = before._recorded if before else None
        self._everything: Recordings | None = before._everything if before else None
        self.kept = _kept(tx, self.reading, settings, own)

    @property
    def whole(self) -> bool:
        """Whether all of them were read, with their texts."""
        return self._recorded is not None

    @property
    def recorded(self) -> Recordings:
        """All of them, by source and id."""
        if self._recorded is None:
            with self.reading() as tx:
                self._recorded = reading.all_interactions(tx)
        return self._recorded

    @property
    def everything(self) -> Recordings:
        """All of them, in no order."""
        if self._recorded is not None:
            return self._recorded
        if self._everything is None:
            with self.reading() as tx:
                self._everything = reading.everything(tx, self.reading)
        return self._everything

    @cached_property
    def voices(self) -> Voices:
        """Of everybody but self."""
        return {address: voice for address, voice in voices(self.everything).items() if address not in self._own}

    @cached_property
    def spoken(self) -> Spoken:
        if self.kept is None:
            return spoken(self.voices)
        with self.reading() as tx:
            return histories.load_spoken(tx).changed(self.kept.voices)

    @property
    def lists(self) -> frozenset[EmailAddress]:
        """The mailing lists among all addresses."""
        return self.kept.lists if self.kept else self.spoken.lists

    def people(self, words: str, known: Mapping[EmailAddress, PersonId]) -> Mapping[EmailAddress, PersonId] | None:
        """Who is who, where that follows from who everybody was; None where all are to be weighed. `words`: what is
        said of it elsewhere than in interactions, as a digest.
        """
        return self.kept.people(known) if self.kept and self.kept.head.words == words else None

    def on(self, addresses: Collection[EmailAddress]) -> Recordings:
        """All that these are on, and what may be the same as one of them."""
        if self._recorded is not None:
            return self._recorded
        with self.reading() as tx:
            return reading.interactions_on(tx, self.reading, addresses)

    def find(self, marks: Collection[Mark]) -> Mapping[Mark, Recorded]:
        """Those of them that there are."""
        if self._recorded is not None:
            return {mark: found for mark in marks if (found := self._recorded.find(mark))}
        with self.reading() as tx:
            return reading.find_interactions(tx, marks)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The transaction in which it was asked for, or another where that is over: the store may be closed by then."""
        if not self._tx.closed:
            yield self._tx
            return
        with self._tx.engine.connect() as tx:
            tx.detach()  # it is closed with the transaction, as nobody closes the store again; others' stay
            yield tx


def _kept(tx: Connection, opened: Opened, settings: str, own: Collection[EmailAddress]) -> Kept | None:
    """None where nothing is kept, or by other rules or settings, or of other people, or where too much is new."""
    head = histories.head(tx)
    if head is None or (head.code, head.settings, head.people) != (code_digest(), settings, everybody.load_digest(tx)):
        return None
    ahead = reading.interactions_ahead(tx, head)
    if len(ahead) > MOST * head.count:
        return None
    conversations = histories.load_conversations(tx, ahead.thread_marks)
    news, begun = troubles(tx, head, ahead, conversations)
    threads = _with_those_they_go_on_in(tx, nearby.threads_near(tx, news))
    stale = nearby.addresses_near(tx, news, threads) - set(own)
    some = reading.interactions_on(tx, opened, stale, threads)
    before, said = _voices(tx, head, ahead, stale, some, own)
    return Kept(
        head=head,
        ahead=ahead,
        stale=frozenset(stale),
        threads=threads,
        some=some,
        conversations=conversations | histories.load_conversations(tx, some.thread_marks),
        begun=begun,
        voices=said,
        said=spoken({address: voice for address, voice in said.items() if voice}),
        before=spoken(before),
    )


def _with_those_they_go_on_in(tx: Connection, threads: Collection[Mark]) -> set[Mark]:
    return {*threads, *histories.load_conversations(tx, {thread_mark(*each) for each in threads})}


def _voices(
    tx: Connection,
    head: Head,
    ahead: Recordings,
    stale: Collection[EmailAddress],
    some: Recordings,
    own: Collection[EmailAddress],
) -> tuple[Voices, dict[EmailAddress, Voice | None]]:
    """What was said of some, and what is now: of the stale by all that they are on, of others on something new by that
    beside what was said before.
    """
    shown = voices(some)
    others = voices(ahead.later_than(head.last)).items()
    new = {address: each for address, each in others if address not in stale and address not in own}
    before = histories.load_voices(tx, {*stale, *new})
    gone_on = {address: both(before.get(address, Voice()), voice) for address, voice in new.items()}
    return before, {address: shown.get(address) for address in stale} | gone_on
