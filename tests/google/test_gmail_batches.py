"""How fetches are put into batches: full ones, so that a minute's units are used."""

from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from crmsync_google.gmail.fetching import BATCH, BATCHES_A_MINUTE, in_batches
from crmsync_google.gmail.plan import Fetch, GetMessage, GetThread, price
from crmsync_google.gmail.prices import Prices

fetches = st.lists(
    st.integers(0, 999).map(lambda number: GetMessage(id=f"m{number}"))
    | st.integers(0, 999).map(lambda number: GetThread(id=f"t{number}", messages=())),
    max_size=200,
)
older = Prices.of({"messages.get": 5, "threads.get": 10})


@given(fetches, st.sampled_from([Prices(), older]), st.sampled_from([10, 200, 6_000, 15_000, 10**9]))
def test_each_batch_is_as_full_as_its_share_of_a_minute_and_google_allow(
    wanted: list[Fetch], prices: Prices, units_per_minute: int
) -> None:
    batches = list(in_batches(wanted, prices, units_per_minute))
    assert [fetch for batch in batches for fetch in batch] == wanted
    share = units_per_minute // BATCHES_A_MINUTE
    for batch, following in zip_longest(batches, batches[1:]):
        units = sum(price(fetch, prices) for fetch in batch)
        assert len(batch) == 1 or (units <= share and len(batch) <= BATCH)
        assert following is None or len(batch) == BATCH or units + price(following[0], prices) > share


def test_what_a_batch_leaves_of_the_usual_minute_is_little() -> None:
    dearest = 6_000 // BATCHES_A_MINUTE
    assert dearest / 6_000 <= 0.02
    assert dearest >= 3 * Prices().thread
