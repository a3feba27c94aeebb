"""A record of conversations: which mails and meetings a destination is to hold, and which of ours are taken back.

What counts as contact is logged and nothing else, so that the record agrees with the dates. Who is personal, or must
never be logged, is on none, nor anybody else whom the destination does not know.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crmsync.connector import (
    ArchiveLogged,
    Channel,
    Conversation,
    EmailAddress,
    Interaction,
    LogInteraction,
    Role,
    ShareLogged,
)
from crmsync.identity.people import PersonId
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Ignored, Touch

Mark = tuple[str, str]
"""Source and id of an interaction."""
Sight = tuple[PersonId, Channel, str, datetime]
"""A person, and channel, direction and minute of what self had with them."""


class LogFate(StrEnum):
    """What became of a conversation that was to be logged."""

    INTENDED = "intended"
    """The request may or may not have had its effect."""
    LOGGED = "logged"
    THEIRS = "theirs"
    """Somebody else had logged it."""
    UNDONE = "undone"
    """Taken back by an undo: it is not logged again."""
    WITHDRAWN = "withdrawn"
    """Taken back since it counts no more: it is logged again if it ever counts."""


SETTLED = frozenset({LogFate.LOGGED, LogFate.THEIRS, LogFate.UNDONE})
OURS = frozenset({LogFate.INTENDED, LogFate.LOGGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A conversation as the ledger holds it."""

    key: str
    channel: Channel
    profiles: tuple[str, ...]
    fate: LogFate
    record: str = ""
    """Its id at the destination."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the record of a destination is made from."""

    channels: Collection[str]
    at_most: int
    """How many a run may make."""
    recorded: Sequence[Recorded]
    known: Mapping[str, KnownLog]
    """The ledger, by key."""
    own: Collection[EmailAddress] = ()
    accounts: Mapping[str, EmailAddress] = field(default_factory=dict)
    """By source: whose mailbox or calendar it is."""
    private: Callable[[EmailAddress], bool] = lambda address: False
    """Whether somebody is on it of whom the destination must not even hear by a subject."""
    hidden: Collection[str] = ()
    """Profiles of those of whom it must not hear any more. What names one of them is taken back, and made anew for the
    others."""
    subjects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """`candidates`: all that is to be logged, the newest first, made when it is asked for.

    `shares`: what is logged already, and is about somebody who has a profile only since; the newest first.
    """

    candidates: Iterator[LogInteraction]
    count: int
    archived: tuple[ArchiveLogged, ...]
    shares: tuple[ShareLogged, ...] = ()


def conversations(
    log: Log, relationships: Mapping[PersonId, Relationship], profiles: Mapping[PersonId, Sequence[str]]
) -> Conversations:
    """`profiles`: ids at the destination, by the person they belong to."""
    profiles = _visible(log, profiles)
    about = _about(log, relationships)
    marked = [(key_of(each), each) for each in log.recorded if each.mark in about]
    counting = {key for key, each in marked if any(touch.counts for _, touch in about[each.mark])}
    seen = set(_seen_under_another_key(log, marked, about, counting))
    found = [
        (key, each)
        for key, each in marked
        if _is_open(log, key)
        and any(touch.counts and profiles.get(person) for person, touch in about[each.mark])
        and not (seen and seen.intersection(_sights(about[each.mark])))
    ]
    found.sort(key=_newest)
    addresses = {a: person for person, each in relationships.items() for a in each.person.addresses}

    def made(pair: tuple[str, Recorded]) -> LogInteraction:
        key, each = pair
        return _log(log, key, each, about[each.mark], profiles, addresses)

    held = [pair for pair in marked if pair[0] in counting and _is_shared(log, *pair, about, profiles)]
    return Conversations(
        candidates=map(made, found),
        count=len(found),
        archived=tuple(_archived(log, {key for key, _ in marked})),
        shares=tuple(share for change in map(made, sorted(held, key=_newest)) for share in _shares(log, change)),
    )


def _visible(log: Log, profiles: Mapping[PersonId, Sequence[str]]) -> Mapping[PersonId, Sequence[str]]:
    """Nothing is put onto a profile that also bears an address of somebody private: it would be taken back at once."""
    return {person: [id for id in ids if id not in log.hidden] for person, ids in profiles.items()}


def _newest(pair: tuple[str, Recorded]) -> tuple[float, str]:
    return -pair[1].interaction.at.timestamp(), pair[0]


def key_of(record: Recorded) -> str:
    """The same on every account that holds the interaction, and for ever; of a meeting as long as it is not moved."""
    one = record.interaction
    name = one.key or "/".join(record.mark)
    if one.channel is Channel.MEETING:
        name = f"{name} {one.at.isoformat()}"
    return hashlib.sha256(f"{one.channel}:{name}".encode()).hexdigest()[:20]


def _about(log: Log, relationships: Mapping[PersonId, Relationship]) -> dict[Mark, list[tuple[PersonId, Touch]]]:
    """With whom each interaction counts, or would if it were not met twice. Who is personal is nowhere."""
    found: dict[Mark, list[tuple[PersonId, Touch]]] = defaultdict(list)
    for person, relationship in relationships.items():
        if relationship.person.personal:
            continue
        for touch in relationship.touches:
            if touch.channel in log.channels and (touch.counts or touch.ignored is Ignored.COPY):
                found[touch.source, touch.id].append((person, touch))
    return found


def _is_open(log: Log, key: str) -> bool:
    known = log.known.get(key)
    return known is None or known.fate not in SETTLED or _is_betrayed(log, known)


def _is_betrayed(log: Log, known: KnownLog) -> bool:
    """A record of ours is on the timeline of somebody who must not be there any more."""
    return known.fate in OURS and not set(log.hidden).isdisjoint(known.profiles)


def _is_shared(
    log: Log,
    key: str,
    record: Recorded,
    about: Mapping[Mark, Sequence[tuple[PersonId, Touch]]],
    profiles: Mapping[PersonId, Sequence[str]],
) -> bool:
    """Whether it is logged, and about somebody in the CRM of whom the record does not tell."""
    known = log.known.get(key)
    if known is None or known.fate is not LogFate.LOGGED or _is_betrayed(log, known):
        return False
    people = (person for person, touch in about[record.mark] if touch.counts)
    return any(id not in known.profiles for person in people for id in profiles.get(person, ()))


def _shares(log: Log, change: LogInteraction) -> Iterator[ShareLogged]:
    known = log.known[change.key]
    for profile in change.profiles:
        if profile not in known.profiles:
            key = f"share:{profile}:{change.key}"
            yield ShareLogged(key=key, profile=profile, record=known.record, content=change.content)


def _seen_under_another_key(
    log: Log,
    marked: Iterable[tuple[str, Recorded]],
    about: Mapping[Mark, Sequence[tuple[PersonId, Touch]]],
    counting: Collection[str],
) -> Iterator[Sight]:
    """What was logged under the Message-ID of a copy, of which another copy is taken for the first now."""
    for key, each in marked:
        if key not in counting and not _is_open(log, key):
            yield from _sights(about[each.mark])


def _sights(touches: Iterable[tuple[PersonId, Touch]]) -> Iterator[Sight]:
    for person, touch in touches:
        yield person, touch.channel, touch.direction, touch.at.replace(second=0, microsecond=0)


def _archived(log: Log, standing: Collection[str]) -> Iterator[ArchiveLogged]:
    """Ours of a conversation that counts with nobody any more: called off, moved, declined, withdrawn; or was with
    somebody who is private now."""
    for key, known in log.known.items():
        gone = key not in standing or _is_betrayed(log, known)
        if known.fate in OURS and known.channel in log.channels and gone:
            first, *others = known.profiles
            yield ArchiveLogged(
                key=key, profile=first, channel=known.channel, record=known.record, beside=tuple(others)
            )


def _log(
    log: Log,
    key: str,
    record: Recorded,
    touches: Iterable[tuple[PersonId, Touch]],
    profiles: Mapping[PersonId, Sequence[str]],
    addresses: Mapping[EmailAddress, PersonId],
) -> LogInteraction:
    people = [person for person, touch in touches if touch.counts and profiles.get(person)]
    first, *others = dict.fromkeys(id for person in people for id in profiles[person])
    return LogInteraction(
        key=key, profile=first, beside=tuple(others), content=_content(log, record, set(people), addresses)
    )


def _content(
    log: Log, record: Recorded, people: Collection[PersonId], addresses: Mapping[EmailAddress, PersonId]
) -> Conversation:
    one = record.interaction
    named = dict.fromkeys(p.address for p in one.participants)
    open_to_all = not any(map(log.private, named))
    return Conversation(
        channel=one.channel,
        at=one.at,
        ended=record.ended,
        sent=one.channel is Channel.MAIL and _sender(one) in log.own,
        own=next((a for a in named if a in log.own), log.accounts.get(record.source)),
        others=tuple(a for a in named if addresses.get(a) in people),
        owner=log.accounts.get(record.source),
        subject=one.subject if log.subjects and open_to_all else None,
    )


def _sender(mail: Interaction) -> EmailAddress | None:
    return next((p.address for p in mail.participants if p.role is Role.FROM), None)
