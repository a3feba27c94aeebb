"""Laws of the plan: what is wanted, fetched once, at the least price, in order."""

from collections import defaultdict
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync_google.gmail.ids import Ids, key
from crmsync_google.gmail.listing import Listing, Mark
from crmsync_google.gmail.plan import Fetch, GetThread, fetches, in_pages, price, total
from crmsync_google.gmail.prices import Prices

USUAL = Prices()
MOST = 2
prices = st.builds(Prices, message=st.integers(1, 40), thread=st.integers(1, 80))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mailbox, plainly told. `threads`: each message's thread, newest message first."""

    threads: dict[str, str]
    sent: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    bulk: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    labels: tuple[frozenset[str], ...] = ()
    """What lies under each label of the user's own."""
    prices: Prices = USUAL

    def listing(self) -> Listing:
        made = Listing(self.threads.items())
        marks = {Mark.SENT: self.sent, Mark.HIDDEN: self.hidden, Mark.BULK: self.bulk, Mark.KNOWN: self.known}
        for mark, ids in marks.items():
            made.mark(mark, Ids(ids))
        made.mark_two_way()
        made.mark_labelled(map(Ids, self.labels), MOST)
        return made

    @property
    def two_way(self) -> set[str]:
        return {self.threads[id] for id in self.sent - self.hidden if id in self.threads}

    @property
    def labelled(self) -> set[str]:
        """Of the bulk in threads that are not two-way the newest under each label."""
        mute = [
            id for id, thread in self.threads.items() if id in self.bulk - self.hidden and thread not in self.two_way
        ]
        return {id for label in self.labels for id in [each for each in mute if each in label][:MOST]}

    @property
    def wanted(self) -> set[str]:
        return {
            id
            for id, thread in self.threads.items()
            if id not in self.hidden and (id not in self.bulk or thread in self.two_way or id in self.labelled)
        }

    def group(self, *, two_way: bool) -> list[Fetch]:
        listing = self.listing()
        return list(fetches(listing, listing.missing(two_way=two_way), self.prices))

    def all(self) -> list[Fetch]:
        return [*self.group(two_way=True), *self.group(two_way=False)]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Most ids are Gmail's, and some are not what we have ever seen."""
    names = st.integers(0, 2**64 - 1).map("{:x}".format) | st.text(max_size=3)
    ids = draw(st.lists(names, unique=True, max_size=40))
    threads = draw(st.lists(names, unique=True, min_size=1, max_size=12))
    some = st.frozensets(st.sampled_from([*ids, "another"]))
    return Case(
        threads={id: draw(st.sampled_from(threads)) for id in ids},
        sent=draw(some),
        hidden=draw(some),
        bulk=draw(some),
        known=draw(some),
        labels=tuple(draw(st.lists(some, max_size=3))),
        prices=draw(prices),
    )


@given(st.lists(st.text(max_size=20) | st.integers(0, 2**70).map("{:x}".format) | st.just("00af") | st.just("0")))
def test_ids_come_out_as_they_went_in_and_are_told_apart(ids: list[str]) -> None:
    held = Ids(ids)
    assert list(held) == ids
    assert [held[place] for place in range(len(held))] == ids
    assert list(held.as_keys()) == [held.key(place) for place in range(len(held))] == list(map(key, ids))
    assert len(set(map(key, ids))) == len(set(ids))


@settings(max_examples=50)
@given(cases())
def test_every_wanted_message_that_is_not_known_is_fetched_exactly_once(case: Case) -> None:
    fetched = [id for fetch in case.all() for id in fetch.messages]
    assert sorted(fetched) == sorted(case.wanted - case.known)


@settings(max_examples=50)
@given(cases())
def test_the_price_is_the_least_there_is(case: Case) -> None:
    missing: dict[str, int] = defaultdict(int)
    for id in case.wanted - case.known:
        missing[case.threads[id]] += 1
    least = sum(min(case.prices.message * count, case.prices.thread) for count in missing.values())
    assert sum(price(fetch, case.prices) for fetch in case.all()) == least
    listing = case.listing()
    groups = [listing.missing(two_way=two_way) for two_way in (True, False)]
    assert sum(total(listing, places, case.prices) for places in groups) == least


@settings(max_examples=50)
@given(cases())
def test_each_group_stands_by_its_threads_newest_message(case: Case) -> None:
    place = {id: number for number, id in enumerate(case.threads)}
    for two_way in (True, False):
        group = case.group(two_way=two_way)
        threads = [case.threads[fetch.messages[0]] for fetch in group]
        assert all((thread in case.two_way) is two_way for thread in threads)
        newest = [min(place[id] for id in fetch.messages) for fetch in group]
        heads = [
            newest[number] for number in range(len(group)) if number == 0 or threads[number] != threads[number - 1]
        ]
        assert heads == sorted(heads)
        assert len(heads) == len(set(threads))


@settings(max_examples=50)
@given(cases(), st.data())
def test_of_chosen_threads_just_that_is_missing_which_is_of_all(case: Case, data: st.DataObject) -> None:
    chosen = data.draw(st.frozensets(st.sampled_from([*case.threads.values(), "another"])))
    listing = case.listing()
    of = frozenset(map(key, chosen))
    places = [place for two_way in (True, False) for place in listing.missing(two_way=two_way, of=of)]
    missing = {id for id in case.wanted - case.known if case.threads[id] in chosen}
    assert {listing.ids[place] for place in places} == missing
    listing.mark_places(Mark.KNOWN, places)
    left = [listing.ids[place] for two_way in (True, False) for place in listing.missing(two_way=two_way)]
    assert sorted(left) == sorted(case.wanted - case.known - missing)


@settings(max_examples=50)
@given(cases())
def test_where_a_message_stands_is_said_only_of_what_is_worth_knowing(case: Case) -> None:
    listing = case.listing()
    places = listing.worth(frozenset(map(key, case.threads)))
    assert {listing.ids[place] for place in places.values()} == case.wanted
    assert all(key(listing.ids[place]) == each for each, place in places.items())


@settings(max_examples=50)
@given(cases())
def test_what_is_left_unread_as_bulk_is_counted(case: Case) -> None:
    left = set(case.threads) - case.hidden - case.wanted
    assert case.listing().unread() == len(left)
    assert left <= case.bulk


@settings(max_examples=50)
@given(cases())
def test_what_is_to_be_fetched_is_counted(case: Case) -> None:
    assert case.listing().lacking() == len(case.wanted - case.known)


@settings(max_examples=50)
@given(cases(), st.integers(1, 20))
def test_pages_keep_the_order_and_end_where_they_are_full(case: Case, size: int) -> None:
    pages = list(in_pages(case.all(), size))
    assert [fetch for page in pages for fetch in page] == case.all()
    for number, page in enumerate(pages):
        held = sum(len(fetch.messages) for fetch in page)
        assert held - len(page[-1].messages) < size
        assert held >= size or number == len(pages) - 1


def test_a_draft_was_not_sent_whatever_its_labels() -> None:
    threads = {"m1": "t", "m2": "t"}
    case = Case(threads=threads, sent=frozenset({"m1"}), hidden=frozenset({"m1"}), bulk=frozenset({"m2"}))
    assert case.all() == []


def test_a_thread_call_pays_from_three_messages_at_both_price_lists() -> None:
    for money in (USUAL, Prices.of({"messages.get": 5, "threads.get": 10})):
        for count in (1, 2, 3, 4):
            case = Case(threads={f"m{number}": "t" for number in range(count)}, prices=money)
            kinds = {type(fetch) for fetch in case.all()}
            assert (kinds == {GetThread}) is (count >= 3)
