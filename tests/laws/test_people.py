"""From addresses to people."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from made_up import address

from crmsync.connector import EmailAddress
from crmsync.identity.people import Link, PersonId, new_id, resolve

A, B, C, D = (address(f"{name}@mail.test") for name in "abcd")
SOME = st.sampled_from([address(f"{name}@mail.test") for name in "abcdefgh"])
LINKS = st.lists(st.lists(SOME, max_size=3).map(lambda some: Link(addresses=tuple(some), by="somebody")), max_size=5)
ADDRESSES = st.frozensets(SOME)
NOBODY: dict[EmailAddress, PersonId] = {}


def link(*addresses: EmailAddress) -> Link:
    return Link(addresses=addresses, by="the address book")


def groups(people: dict[EmailAddress, PersonId]) -> set[frozenset[EmailAddress]]:
    return {frozenset(a for a in people if people[a] == person) for person in people.values()}


@given(ADDRESSES, LINKS, st.randoms())
def test_the_order_in_which_links_are_told_changes_nothing(
    addresses: frozenset[EmailAddress], links: list[Link], random: Random
) -> None:
    shuffled = [Link(addresses=tuple(random.sample(each.addresses, len(each.addresses))), by=each.by) for each in links]
    random.shuffle(shuffled)
    ordered = random.sample(sorted(addresses), len(addresses))
    assert resolve(ordered, shuffled, NOBODY) == resolve(sorted(addresses), links, NOBODY)


@given(ADDRESSES, LINKS)
def test_resolving_again_changes_nobody(addresses: frozenset[EmailAddress], links: list[Link]) -> None:
    once = resolve(addresses, links, NOBODY)
    assert resolve(addresses, links, once) == once


@given(ADDRESSES, LINKS, LINKS)
def test_people_are_exactly_what_the_links_say_whatever_was_believed_before(
    addresses: frozenset[EmailAddress], before: list[Link], now: list[Link]
) -> None:
    believed = resolve(addresses, before, NOBODY)
    assert groups(resolve(addresses, now, believed)) == groups(resolve(addresses, now, NOBODY))


@given(ADDRESSES, LINKS, LINKS)
def test_more_links_only_join_and_the_smaller_id_stays(
    addresses: frozenset[EmailAddress], first: list[Link], more: list[Link]
) -> None:
    before = resolve(addresses, first, NOBODY)
    after = resolve(addresses, first + more, before)
    for address_, person in before.items():
        together = {before[other] for other in before if after[other] == after[address_]}
        assert after[address_] == min(together)
        assert person in together


@given(ADDRESSES, LINKS, LINKS)
def test_the_address_that_made_an_id_keeps_it_or_joins_somebody_s(
    addresses: frozenset[EmailAddress], before: list[Link], now: list[Link]
) -> None:
    believed = resolve(addresses, before, NOBODY)
    people = resolve(addresses, now, believed)
    for maker in (each for each in believed if each in people and believed[each] == new_id([each])):
        assert people[maker] in {believed.get(other) for other in people if people[other] == people[maker]}


@given(ADDRESSES, LINKS, SOME)
def test_a_newcomer_changes_nobody_s_id(
    addresses: frozenset[EmailAddress], links: list[Link], newcomer: EmailAddress
) -> None:
    before = resolve(addresses, links, NOBODY)
    after = resolve(addresses | {newcomer}, links, before)
    assert {each: after[each] for each in before} == before


def test_the_same_addresses_make_the_same_id_in_another_store() -> None:
    assert resolve([A], [link(A, B)], NOBODY)[B] == new_id([B, A]) == new_id([A])


def test_links_reach_over_several_steps() -> None:
    people = resolve([D], [link(A, B), link(B, C)], NOBODY)
    assert groups(people) == {frozenset({A, B, C}), frozenset({D})}


def test_when_the_word_that_joined_them_is_taken_back_they_are_two_again() -> None:
    apart = resolve([A, B], [], NOBODY)
    joined = resolve([A, B], [link(A, B)], apart)
    assert joined[A] == joined[B] == min(apart.values())
    assert resolve([A, B], [], joined) == apart


def test_who_has_an_id_keeps_it_when_the_address_that_made_it_comes_back_as_another() -> None:
    known = {B: new_id([A])}
    people = resolve([A, B], [], known)
    assert people[B] == known[B]
    assert people[A] not in known.values()


def test_an_empty_link_joins_nobody() -> None:
    assert resolve([A], [link()], NOBODY) == {A: new_id([A])}
