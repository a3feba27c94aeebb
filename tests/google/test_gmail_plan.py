"""Laws of the plan: what is wanted, fetched once, at the least price, in order."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync_google.gmail.plan import Fetch, GetThread, Listing, Plan, in_pages, plan, price, two_way_threads, wanted
from crmsync_google.gmail.prices import Prices

prices = st.builds(Prices, message=st.integers(1, 40), thread=st.integers(1, 80))


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    ids = [f"m{number}" for number in range(draw(st.integers(0, 40)))]
    threads = {id: f"t{draw(st.integers(0, 12))}" for id in ids}
    some = st.frozensets(st.sampled_from([*ids, "another"]))
    return Listing(threads=threads, sent=draw(some), hidden=draw(some), bulk=draw(some))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Listing, frozenset[str], Prices]:
    listing = draw(listings())
    known = draw(st.frozensets(st.sampled_from(list(listing.threads)))) if listing.threads else frozenset()
    return listing, known, draw(prices)


def all_of(made: Plan) -> tuple[Fetch, ...]:
    return (*made.two_way, *made.rest)


@settings(max_examples=50)
@given(cases())
def test_every_wanted_message_that_is_not_known_is_fetched_exactly_once(
    case: tuple[Listing, frozenset[str], Prices],
) -> None:
    listing, known, money = case
    fetched = [id for fetch in all_of(plan(listing, known, money)) for id in fetch.messages]
    assert sorted(fetched) == sorted(set(wanted(listing)) - known)


@given(listings())
def test_drafts_and_chats_are_never_wanted_and_bulk_only_in_two_way_threads(listing: Listing) -> None:
    answered = two_way_threads(listing)
    for id, thread in listing.threads.items():
        left_out = id in listing.hidden or (id in listing.bulk and thread not in answered)
        assert (id in wanted(listing)) is not left_out


@settings(max_examples=50)
@given(cases())
def test_the_price_is_the_least_there_is(case: tuple[Listing, frozenset[str], Prices]) -> None:
    listing, known, money = case
    missing: dict[str, int] = defaultdict(int)
    for id in set(wanted(listing)) - known:
        missing[listing.threads[id]] += 1
    least = sum(min(money.message * count, money.thread) for count in missing.values())
    assert sum(price(fetch, money) for fetch in all_of(plan(listing, known, money))) == least


@settings(max_examples=50)
@given(cases())
def test_two_way_threads_come_first_and_each_group_by_its_threads_newest_message(
    case: tuple[Listing, frozenset[str], Prices],
) -> None:
    listing, known, money = case
    made = plan(listing, known, money)
    place = {id: number for number, id in enumerate(listing.threads)}
    answered = two_way_threads(listing)
    for group, two_way in ((made.two_way, True), (made.rest, False)):
        threads = [listing.threads[fetch.messages[0]] for fetch in group]
        assert all((thread in answered) is two_way for thread in threads)
        newest = [min(place[id] for id in fetch.messages) for fetch in group]
        heads = [
            newest[number] for number in range(len(group)) if number == 0 or threads[number] != threads[number - 1]
        ]
        assert heads == sorted(heads)
        assert len(heads) == len(set(threads))


@settings(max_examples=50)
@given(cases())
def test_what_is_left_unread_as_bulk_is_counted(case: tuple[Listing, frozenset[str], Prices]) -> None:
    listing, known, money = case
    left = set(listing.threads) - listing.hidden - set(wanted(listing))
    assert plan(listing, known, money).unread == len(left)
    assert left <= listing.bulk


@settings(max_examples=50)
@given(cases(), st.integers(1, 20))
def test_pages_keep_the_order_and_end_where_they_are_full(
    case: tuple[Listing, frozenset[str], Prices], size: int
) -> None:
    fetches = all_of(plan(*case))
    pages = list(in_pages(fetches, size))
    assert tuple(fetch for page in pages for fetch in page) == fetches
    for number, page in enumerate(pages):
        held = sum(len(fetch.messages) for fetch in page)
        assert held - len(page[-1].messages) < size
        assert held >= size or number == len(pages) - 1


def test_a_draft_was_not_sent_whatever_its_labels() -> None:
    threads = {"m1": "t", "m2": "t"}
    listing = Listing(threads=threads, sent=frozenset({"m1"}), hidden=frozenset({"m1"}), bulk=frozenset({"m2"}))
    assert wanted(listing) == []


def test_a_thread_call_pays_from_three_messages_at_both_price_lists() -> None:
    for money in (Prices(), Prices.of({"messages.get": 5, "threads.get": 10})):
        for count in (1, 2, 3, 4):
            listing = Listing(threads={f"m{number}": "t" for number in range(count)})
            kinds = {type(fetch) for fetch in plan(listing, (), money).rest}
            assert (kinds == {GetThread}) is (count >= 3)
