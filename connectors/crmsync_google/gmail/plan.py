"""What to fetch, with which call, in which order. Pure: the plan decides how long a first pull takes, not the code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crmsync_google.gmail.prices import Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The mailbox as its lists show it. `threads`: each message's thread, newest message first."""

    threads: Mapping[str, str]
    sent: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    bulk: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMessage:
    id: str

    @property
    def messages(self) -> tuple[str, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetThread:
    """`messages`: those wanted of it; a thread's answer holds them all."""

    id: str
    messages: tuple[str, ...]


Fetch = GetMessage | GetThread


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    two_way: tuple[Fetch, ...]
    """Of threads that hold a sent message, newest first: these are the people one talks with."""
    rest: tuple[Fetch, ...]
    unread: int
    """How many messages are left unread as bulk."""


def wanted(listing: Listing) -> list[str]:
    """Messages worth knowing, newest first: no drafts and chats, and bulk only where its thread is two-way."""
    answered = two_way_threads(listing)
    return [
        id
        for id, thread in listing.threads.items()
        if id not in listing.hidden and (id not in listing.bulk or thread in answered)
    ]


def plan(listing: Listing, known: Collection[str], prices: Prices) -> Plan:
    """How to fetch what is wanted and not known: threads in the order of their newest such message."""
    worth = wanted(listing)
    answered = two_way_threads(listing)
    missing: dict[str, list[str]] = defaultdict(list)
    for id in worth:
        if id not in known:
            missing[listing.threads[id]].append(id)
    fetches = {thread: cheapest(thread, ids, prices) for thread, ids in missing.items()}
    return Plan(
        two_way=tuple(fetch for thread, calls in fetches.items() if thread in answered for fetch in calls),
        rest=tuple(fetch for thread, calls in fetches.items() if thread not in answered for fetch in calls),
        unread=len(listing.threads.keys() - listing.hidden) - len(worth),
    )


def two_way_threads(listing: Listing) -> frozenset[str]:
    """Threads that hold a message that was sent; a draft was not, whatever its labels."""
    return frozenset(listing.threads[id] for id in listing.sent - listing.hidden if id in listing.threads)


def cheapest(thread: str, ids: Sequence[str], prices: Prices) -> list[Fetch]:
    """One call for the thread where that costs less than one for each message."""
    if prices.thread < prices.message * len(ids):
        return [GetThread(id=thread, messages=tuple(ids))]
    return [GetMessage(id=id) for id in ids]


def price(fetch: Fetch, prices: Prices) -> int:
    return prices.thread if isinstance(fetch, GetThread) else prices.message


def in_pages(fetches: Iterable[Fetch], size: int) -> Iterator[tuple[Fetch, ...]]:
    """`fetches` in their order, cut where a page holds at least `size` messages."""
    page: list[Fetch] = []
    held = 0
    for fetch in fetches:
        page.append(fetch)
        held += len(fetch.messages)
        if held >= size:
            yield tuple(page)
            page, held = [], 0
    if page:
        yield tuple(page)
