"""Human conversations, written out: every mail of an outline, as it lies in the owner's mailbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from crmsync_sandbox.generate import names, wire
from crmsync_sandbox.generate.cast import Cast
from crmsync_sandbox.generate.outline import Outline
from crmsync_sandbox.generate.rhythm import answer_time, within
from crmsync_sandbox.generate.truth import Correspondent, Entry, Kind, Note, Sort
from crmsync_sandbox.life import Mail

PERSONAL_TAB = "CATEGORY_PERSONAL"
"""Gmail's label for its primary tab: the one category that does not speak for bulk."""


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Mails among the owner and others; each further mail answers those before it."""

    random: Random
    owner: Correspondent
    topic: str
    labels: frozenset[str] = frozenset()
    ids: list[str] = field(default_factory=list)

    def write(
        self,
        writer: Correspondent,
        to: Sequence[Correspondent],
        at: datetime,
        *,
        cc: Sequence[Correspondent] = (),
        bcc: Sequence[Correspondent] = (),
        extra: Sequence[tuple[str, str]] = (),
    ) -> Entry:
        """One more mail: in the owner's sent mail where the owner writes, else in the inbox."""
        letter = self._letter(writer, to, cc, bcc, at)
        self.ids.append(letter.id)
        note = Note(sort=Sort.HUMAN, writer=writer.address, readers=_addresses((*to, *cc, *bcc)))
        if writer is self.owner:
            return self._entry(wire.sent(letter, *extra), at, {"SENT"}, note)
        reached = self._own_address(letter)
        return self._entry(wire.received(letter, reached, *extra), at, {"INBOX", PERSONAL_TAB}, note)

    def _entry(self, headers: wire.Headers, at: datetime, labels: set[str], note: Note) -> Entry:
        return Entry(mail=Mail(headers=headers, at=at, thread=self.ids[0], labels=self.labels | labels), note=note)

    def _letter(
        self,
        writer: Correspondent,
        to: Sequence[Correspondent],
        cc: Sequence[Correspondent],
        bcc: Sequence[Correspondent],
        at: datetime,
    ) -> wire.Letter:
        sender = self._mailbox(writer)
        return wire.Letter(
            id=wire.message_id(self.random, sender.domain),
            at=at,
            sender=sender,
            to=tuple(map(self._mailbox, to)),
            cc=tuple(map(self._mailbox, cc)),
            bcc=tuple(map(self._mailbox, bcc)),
            subject=f"{'Re: ' if self.ids else ''}{wire.CANARY} {self.topic}",
            parents=tuple(self.ids),
            zone=self.random.choice((0, 0, 1, 2, -5, -8, 9)),
        )

    def _mailbox(self, who: Correspondent) -> wire.Mailbox:
        """The usual address, now and then one of the others."""
        other = len(who.addresses) > 1 and self.random.random() < 0.25
        return wire.Mailbox(name=who.name, address=self.random.choice(who.addresses[1:]) if other else who.address)

    def _own_address(self, letter: wire.Letter) -> str:
        named = {mailbox.address for mailbox in (*letter.to, *letter.cc)}
        return next((address for address in self.owner.addresses if address in named), self.owner.address)


def begun(random: Random, cast: Cast, person: Correspondent) -> Conversation:
    """A conversation with `person` on some topic, under the user's label for them."""
    labels = frozenset({person.label} if person.label else ())
    return Conversation(random=random, owner=cast.owner, topic=random.choice(names.TOPICS), labels=labels)


def conversations(random: Random, cast: Cast, plan: Sequence[Outline], until: datetime) -> Iterator[Entry]:
    """Every mail of every outline, none after `until`."""
    crowd = cast.of(Kind.COLLEAGUE, Kind.CLIENT)
    for outline in plan:
        yield from _conversation(random, cast, outline, _company(random, outline.person, crowd), until)


def _conversation(
    random: Random, cast: Cast, outline: Outline, company: Sequence[Correspondent], until: datetime
) -> Iterator[Entry]:
    talk = begun(random, cast, outline.person)
    spoken = False
    for place, at in enumerate(within(_times(random, outline), until)):
        if place in outline.owner_turns:
            yield talk.write(cast.owner, [outline.person], at, cc=company)
        else:
            writer = random.choice([outline.person, *company]) if spoken else outline.person
            spoken = True
            rest = [each for each in (outline.person, *company) if each is not writer]
            yield talk.write(writer, [cast.owner], at, cc=rest)


def _company(random: Random, person: Correspondent, crowd: Sequence[Correspondent]) -> list[Correspondent]:
    """Who else is in it: with colleagues and clients a quarter of the talks have one to four others."""
    if person.kind not in {Kind.COLLEAGUE, Kind.CLIENT} or random.random() > 0.25:
        return []
    others = [each for each in crowd if each is not person]
    return random.sample(others, min(random.randint(1, 4), len(others)))


def _times(random: Random, outline: Outline) -> list[datetime]:
    times = [outline.start]
    while len(times) < outline.length:
        times.append(times[-1] + max(answer_time(random), timedelta(minutes=1)))
    return times


def _addresses(people: Sequence[Correspondent]) -> tuple[str, ...]:
    return tuple(person.address for person in people)
