"""What all interactions together say of an address: what it is called, and whether it is a mailing list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crmsync.connector import EmailAddress, Role
from crmsync.identity.addresses import list_address
from crmsync.relationships.among import distinct
from crmsync.relationships.kinds import ROLE
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings, recordings


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
Numbers = NDArray[np.integer]
NOBODY: Mapping[str, int] = {}


def voices(recorded: Iterable[Recorded]) -> dict[EmailAddress, Voice]:
    """Of every address that is on an interaction."""
    known = recordings(recorded)
    alike, number = known.alike, known.numbers[known.alike.kind_of]
    seen = number > 0
    who, wrote = alike.who[seen] * 2, alike.roles[seen] == ROLE[Role.FROM]
    marks, heads = who + wrote, alike.head[alike.kind_of][seen]
    posts = _posts(known, marks, heads)
    named = _named(alike.names, marks, alike.called[seen], number[seen])
    return {
        alike.addresses[each]: Voice(
            wrote=frozenset(posts.get(2 * each + 1, ())),
            heard=frozenset(posts.get(2 * each, ())),
            signed=named.get(2 * each + 1, NOBODY),
            called=named.get(2 * each, NOBODY),
        )
        for each in distinct(who // 2).tolist()
    }


def _posts(known: Recordings, marks: Numbers, heads: Numbers) -> dict[int, set[str | None]]:
    """At which lists' addresses mail was posted.

    `marks`: of each participant twice their address, and one more who wrote it.
    """
    ids = [each.interaction.list_id for each in known.alike.heads]
    posted = [list_address(each) if each else None for each in ids]
    found: dict[int, set[str | None]] = {}
    for mark, head in _pairs(marks, heads, len(posted)):
        found.setdefault(mark, set()).add(posted[head])
    return found


def _named(names: Sequence[str], marks: Numbers, called: Numbers, number: Numbers) -> dict[int, dict[str, int]]:
    """By what names, and how often."""
    pairs, which = np.unique(marks.astype(np.int64) * len(names) + called, return_inverse=True)
    times = np.bincount(which, weights=number, minlength=len(pairs)).astype(np.int64)
    good = [bool(each) and "@" not in each for each in names]
    found: dict[int, dict[str, int]] = {}
    for pair, each in zip(pairs.tolist(), times.tolist(), strict=True):
        mark, name = divmod(pair, len(names))
        if good[name]:
            found.setdefault(mark, {})[names[name]] = each
    return found


def _pairs(ones: Numbers, others: Numbers, many: int) -> Iterator[tuple[int, int]]:
    """Each once. The others are fewer than `many`."""
    return (divmod(each, many) for each in distinct(ones.astype(np.int64) * many + others).tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Of every address what is said of it, in short: `names` of those that have one; `lists`: mailing lists."""

    addresses: frozenset[EmailAddress]
    names: Mapping[EmailAddress, str] = field(repr=False)
    lists: frozenset[EmailAddress] = field(repr=False)

    def changed(self, said: Mapping[EmailAddress, Voice | None]) -> "Spoken":
        """What is said of some is this now; of an address with None nothing is."""
        new = spoken({address: voice for address, voice in said.items() if voice})
        rest = {address: name for address, name in self.names.items() if address not in said}
        return Spoken(
            addresses=(self.addresses - said.keys()) | new.addresses,
            names=rest | dict(new.names),
            lists=(self.lists - said.keys()) | new.lists,
        )


def spoken(known: Voices) -> Spoken:
    names = ((address, called(voice)) for address, voice in known.items())
    return Spoken(
        addresses=frozenset(known),
        names={address: name for address, name in names if name},
        lists=frozenset(address for address, voice in known.items() if is_list(address, voice)),
    )


def is_list(address: EmailAddress, voice: Voice) -> bool:
    """Whether it is a mailing list's: what mail with its List-Id went to, or who wrote nothing but such mail.

    Anybody may write any List-Id: of somebody who is not on that mail it says nothing. And whoever writes without one
    is no list.
    """
    posted = address in voice.heard and None not in voice.wrote
    return posted or voice.wrote == {address}


def called(voice: Voice) -> str | None:
    """The name, if there is one. How others write it down counts only where the person never wrote."""
    counts = voice.signed or voice.called
    return _most(counts) if counts else None


def _most(counts: Mapping[str, int]) -> str:
    """The most frequent; of equals the first in the alphabet, so that the same facts give the same name."""
    return min(counts, key=lambda name: (-counts[name], name))


def both(one: Voice, other: Voice) -> Voice:
    """What the interactions of both say."""
    return Voice(
        wrote=one.wrote | other.wrote,
        heard=one.heard | other.heard,
        signed=_sum(one.signed, other.signed),
        called=_sum(one.called, other.called),
    )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {**one, **{name: one.get(name, 0) + number for name, number in other.items()}}
