"""Whom the user parts stays apart, whoever says otherwise and over however many steps; the user's last word holds."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations, pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from made_up import NOW, address

from crmsync.connector import EmailAddress
from crmsync.identity.joining import Pair
from crmsync.identity.people import Link, PersonId, Word, overruled, resolve, spoken_for

ALL = [address(f"{name}@mail.test") for name in "abcdefgh"]
A, B, C, D = ALL[:4]
SOME = st.sampled_from(ALL)
PAIRS = st.tuples(SOME, SOME).filter(lambda pair: pair[0] < pair[1])
OTHERS = st.sampled_from([Word.SOURCE, Word.DESTINATION, Word.HINT])
LINKS = st.lists(
    st.builds(
        lambda some, word: Link(addresses=tuple(some), by=word.name, word=word), st.sets(SOME, max_size=4), OTHERS
    ),
    max_size=6,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What the user says of two addresses."""

    pair: Pair
    apart: bool


SAID = st.lists(st.builds(Saying, pair=PAIRS, apart=st.booleans()), max_size=6)


def who(
    said: Iterable[Saying], links: Iterable[Link], *, known: dict[EmailAddress, PersonId] | None = None
) -> dict[EmailAddress, PersonId]:
    """Everybody's person, where the user said all this, in this order."""
    last = {each.pair: (number, each.apart) for number, each in enumerate(said)}
    own = [
        Link(addresses=pair, by="you", word=Word.USER, at=NOW + timedelta(seconds=number))
        for pair, (number, apart) in last.items()
        if not apart
    ]
    return resolve(ALL, [*links, *own], known or {}, [pair for pair, (_, apart) in last.items() if apart])


def groups(people: dict[EmailAddress, PersonId]) -> set[frozenset[EmailAddress]]:
    return {frozenset(a for a in people if people[a] == person) for person in people.values()}


@given(SAID, LINKS)
def test_whom_the_user_parted_is_never_one_person(said: list[Saying], links: list[Link]) -> None:
    people = who(said, links)
    for one, other in {each.pair for each in said if each.apart} - {each.pair for each in said if not each.apart}:
        assert people[one] != people[other]


@given(SAID, LINKS, PAIRS, st.booleans())
def test_the_last_word_of_the_user_always_holds(said: list[Saying], links: list[Link], pair: Pair, apart: bool) -> None:
    people = who([*said, Saying(pair=pair, apart=apart)], links)
    assert (people[pair[0]] != people[pair[1]]) is apart


@given(SAID, LINKS, PAIRS)
def test_link_and_unlink_take_each_other_back(said: list[Saying], links: list[Link], pair: Pair) -> None:
    link, unlink = Saying(pair=pair, apart=False), Saying(pair=pair, apart=True)
    assert who([*said, link, unlink, link], links) == who([*said, link], links)
    assert who([*said, unlink, link, unlink], links) == who([*said, unlink], links)


@given(LINKS, PAIRS)
def test_a_word_that_is_taken_back_gives_everybody_the_id_they_had(links: list[Link], pair: Pair) -> None:
    before = who([], [], known={})
    joined = who([Saying(pair=pair, apart=False)], [], known=before)
    parted = who([Saying(pair=pair, apart=False), Saying(pair=pair, apart=True)], [], known=joined)
    assert parted == before


@given(SAID, LINKS)
def test_resolving_again_changes_nobody(said: list[Saying], links: list[Link]) -> None:
    once = who(said, links)
    assert who(said, links, known=once) == once


@given(SAID, LINKS, st.randoms())
def test_the_order_in_which_words_are_given_changes_nothing(
    said: list[Saying], links: list[Link], random: Random
) -> None:
    shuffled = [replace(link, addresses=tuple(random.sample(link.addresses, len(link.addresses)))) for link in links]
    random.shuffle(shuffled)
    assert who(said, shuffled) == who(said, links)


@given(SAID, LINKS)
def test_nobody_is_together_but_by_a_chain_of_words(said: list[Saying], links: list[Link]) -> None:
    """Parting only ever takes away: people are parts of what they would be, had the user parted nobody."""
    free = who([each for each in said if not each.apart], links)
    for group in groups(who(said, links)):
        assert len({free[each] for each in group}) == 1


@given(LINKS, st.sets(PAIRS, max_size=3))
def test_a_word_is_told_to_be_left_out_exactly_where_it_does_not_hold(links: list[Link], parted: set[Pair]) -> None:
    people = who([Saying(pair=pair, apart=True) for pair in parted], links)
    told = overruled(links, people)
    for link in links:
        assert (len({people[each] for each in link.addresses}) > 1) is (link in told)


@given(SAID, LINKS)
def test_the_words_that_are_told_for_a_person_join_all_their_addresses(said: list[Saying], links: list[Link]) -> None:
    """Evidence that suffices: whoever reads it comes to the same person."""
    people = who(said, links)
    own = [Link(addresses=each.pair, by="you", word=Word.USER) for each in said if not each.apart]
    found = spoken_for([*links, *own], people)
    evidence = [link for some in found.values() for link in some]
    assert groups(resolve(ALL, evidence, {})) == groups(people)


def test_a_contact_that_the_user_contradicts_still_joins_the_others() -> None:
    book = Link(addresses=(A, B, C, D), by="book")
    assert groups(resolve(ALL[:4], [book], {}, [(A, B)])) == {frozenset({A, C, D}), frozenset({B})}
    assert groups(resolve(ALL[:4], [book], {}, [(A, B), (A, C)])) == {frozenset({A, D}), frozenset({B, C})}


def test_sources_go_before_destinations_and_these_before_hints() -> None:
    book, crm, hint = (
        Link(addresses=pair, by=word.name, word=word)
        for pair, word in (((B, C), Word.SOURCE), ((A, B), Word.DESTINATION), ((A, D), Word.HINT))
    )
    assert groups(resolve(ALL[:4], [hint, crm, book], {}, [(A, C)])) == {frozenset({B, C}), frozenset({A, D})}
    assert groups(resolve(ALL[:4], [hint, crm, book], {}, [(B, D)])) == {frozenset({A, B, C}), frozenset({D})}


def test_the_user_s_later_link_goes_before_the_earlier_one_where_both_can_not_be() -> None:
    said = [Saying(pair=(A, B), apart=False), Saying(pair=(B, C), apart=True), Saying(pair=(A, C), apart=False)]
    people = who(said, [])
    assert people[A] == people[C] != people[B]


def test_twenty_thousand_addresses_are_resolved_in_well_under_a_second() -> None:
    many = [address(f"person{number}@firm{number % 500}.test") for number in range(20_000)]
    links = [Link(addresses=pair, by="book") for pair in zip(many[::3], many[1::3], strict=False)]
    links += [Link(addresses=tuple(many[:300]), by="a group that is no person", word=Word.DESTINATION)]
    apart = list(combinations(many[:20], 2)) + list(pairwise(many[5000:5200]))
    best = min(_seconds(many, links, apart) for _ in range(3))
    assert best < 0.6


def _seconds(many: list[EmailAddress], links: list[Link], apart: list[Pair]) -> float:
    began = time.process_time()
    resolve(many, links, {}, apart)
    return time.process_time() - began
