"""With which calls to fetch what a listing lacks. Pure: the plan decides how long a first pull takes, not the code."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from crmsync_google.gmail.listing import Listing, Places
from crmsync_google.gmail.prices import Prices


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


def fetches(listing: Listing, places: Places, prices: Prices) -> Iterator[Fetch]:
    """The calls for these messages, which stand thread by thread; made as they are asked for, for there are many."""
    for thread, mine in groupby(places, key=listing.threads.__getitem__):
        yield from cheapest(thread, [listing.ids[place] for place in mine], prices)


def cheapest(thread: str, ids: Sequence[str], prices: Prices) -> list[Fetch]:
    """One call for the thread where that costs less than one for each message."""
    if prices.thread < prices.message * len(ids):
        return [GetThread(id=thread, messages=tuple(ids))]
    return [GetMessage(id=id) for id in ids]


def price(fetch: Fetch, prices: Prices) -> int:
    return prices.thread if isinstance(fetch, GetThread) else prices.message


def total(listing: Listing, places: Places, prices: Prices) -> int:
    """What `fetches` of these messages cost, in units."""
    counts = (sum(1 for _ in mine) for _, mine in groupby(places, key=listing.threads.key))
    return sum(min(prices.thread, prices.message * count) for count in counts)


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
