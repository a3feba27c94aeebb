"""What all interactions together say of an address: what it is called, and whether it is a mailing list."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crmsync.connector import EmailAddress, Role
from crmsync.identity.addresses import list_address
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """`wrote`, `heard`: at which lists' addresses mail was posted that it wrote, and that it got; None: at none.

    `signed`: its names as it wrote them, `called`: as others did, each with how often.
    """

    wrote: frozenset[str | None] = frozenset()
    heard: frozenset[str | None] = frozenset()
    signed: Mapping[str, int] = field(default_factory=dict)
    called: Mapping[str, int] = field(default_factory=dict)


Voices = Mapping[EmailAddress, Voice]


def voices(recorded: Iterable[Recorded]) -> dict[EmailAddress, Voice]:
    """Of every address that is on an interaction."""
    posts: dict[tuple[EmailAddress, bool], set[str | None]] = defaultdict(set)
    names: dict[tuple[EmailAddress, bool], Counter[str]] = defaultdict(Counter)
    for one, number in counted(recorded):
        posted = list_address(one.list_id) if one.list_id else None
        for each in one.participants:
            mark = each.address, each.role is Role.FROM
            posts[mark].add(posted)
            if each.name and "@" not in each.name:
                names[mark][each.name] += number
    return {
        address: Voice(
            wrote=frozenset(posts.get((address, True), ())),
            heard=frozenset(posts.get((address, False), ())),
            signed=dict(names.get((address, True), ())),
            called=dict(names.get((address, False), ())),
        )
        for address in dict.fromkeys(address for address, _ in posts)
    }


def lists_of(known: Voices) -> frozenset[str]:
    """The addresses of mailing lists: what mail with their List-Id went to, and who wrote nothing but such mail.

    Anybody may write any List-Id: of somebody who is not on that mail it says nothing. And whoever writes without one
    is no list.
    """
    return frozenset(address for address, voice in known.items() if _is_list(address, voice))


def _is_list(address: EmailAddress, voice: Voice) -> bool:
    posted = address in voice.heard and None not in voice.wrote
    return posted or voice.wrote == {address}


def called(known: Voices) -> dict[EmailAddress, str]:
    """The name of each address that has one. How others write it down counts only where the person never wrote."""
    named = ((address, voice.signed or voice.called) for address, voice in known.items())
    return {address: _most(counts) for address, counts in named if counts}


def _most(counts: Mapping[str, int]) -> str:
    """The most frequent; of equals the first in the alphabet, so that the same facts give the same name."""
    return min(counts, key=lambda name: (-counts[name], name))
