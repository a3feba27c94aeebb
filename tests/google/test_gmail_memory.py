"""A long list takes little memory: numbers in arrays, not a text and a dictionary's entry for each message."""

import tracemalloc
from collections.abc import Iterator

from crmsync_google.gmail.ids import Ids
from crmsync_google.gmail.listing import Listing, Mark
from crmsync_google.gmail.plan import fetches
from crmsync_google.gmail.prices import Prices

MESSAGES = 40_000
FIRST = 0x18725BD90E000000


def letters() -> Iterator[tuple[str, str]]:
    """Each message a thread of its own, which takes the most."""
    return ((f"{FIRST - number:x}", f"{FIRST - number:x}") for number in range(MESSAGES))


def test_a_listing_and_its_plan_take_less_than_250_bytes_a_message_at_their_peak() -> None:
    """So 200,000 take less than 50 MB."""
    tracemalloc.start()
    listing = Listing(letters())
    listing.mark(Mark.SENT, Ids(id for id, _ in letters()))
    listing.mark_two_way()
    planned = sum(1 for _ in fetches(listing, listing.missing(two_way=True), Prices()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert planned == MESSAGES
    assert peak / MESSAGES < 250
