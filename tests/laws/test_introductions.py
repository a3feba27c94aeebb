"""Who should know whom: only people who share something, have never met here and need somebody to introduce them."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from math import log, sqrt
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import address, ago, by_hand, met, received, relationship

from crmsync.connector import EmailAddress, Tag
from crmsync.identity.people import PersonId
from crmsync.planning.introductions import NAMED_AT_MOST, Introduction, introductions
from crmsync.relationships.relationship import Relationship

BASE = relationship(met(ago(5)))
STRANGERS = set[frozenset[PersonId]]()


def somebody(name: str, *topics: str, strength: float = 50.0, at: str = "", **who: object) -> Relationship:
    """Met once; at a firm of their own unless `at` says otherwise."""
    mine: EmailAddress = address(f"{name}@{at or f'{name}.test'}")
    tags = tuple(Tag(name=topic, because=f"{topic} of {name}") for topic in topics)
    person = replace(BASE.person, id=PersonId(name), name=name, addresses=(mine,), tags=tags, **who)  # type: ignore[arg-type]
    return replace(BASE, person=person, tags=topics, strength=strength)


def found(*people: Relationship, together: set[frozenset[PersonId]] = STRANGERS, limit: int = 10) -> list[Introduction]:
    return introductions(people, lambda a, b: frozenset((a, b)) in together, limit=limit)


def pairs(*people: Relationship, together: set[frozenset[PersonId]] = STRANGERS, limit: int = 10) -> list[str]:
    return ["".join(sorted(one.person.id for one in each.pair)) for each in found(*people, together=together)][:limit]


BEN, CAT = somebody("b", "Sailing"), somebody("c", "sailing")


def test_who_shares_a_topic_is_introduced_with_the_reasons() -> None:
    [one] = found(BEN, CAT, somebody("d", "Chess"))
    assert [each.person.id for each in one.pair] == ["b", "c"]
    [shared] = one.shared
    assert (shared.topic, shared.people, shared.because) == ("Sailing", 2, ("Sailing of b", "sailing of c"))
    assert one.score == pytest.approx(50 * log(4 / 2))


def test_who_was_on_one_mail_or_meeting_is_not() -> None:
    assert pairs(BEN, CAT, together={frozenset((PersonId("b"), PersonId("c")))}) == []


@pytest.mark.parametrize(
    "other",
    [
        somebody("c", "Sailing", personal=True),
        somebody("c", "Sailing", settings=by_hand(muted=True)),
        somebody("c", "Sailing", at="b.test"),
        somebody("c", "Sailing", at="uk.b.test"),
        replace(somebody("c", "Sailing"), history=replace(BASE.history, entered=None)),
        replace(somebody("c", "Sailing"), history=replace(BASE.history, dates=relationship(received(ago(3))).dates)),
    ],
    ids=["personal", "muted", "a colleague of theirs", "in another branch", "only writes in", "never talked with"],
)
def test_who_is_left_out(other: Relationship) -> None:
    assert pairs(BEN, CAT) == ["bc"]
    assert pairs(BEN, other) == []


def test_colleagues_of_self_need_no_introduction_to_each_other_but_may_have_one_to_others() -> None:
    one, other = somebody("c", "x", colleague=True), somebody("d", "x", colleague=True)
    assert pairs(one, other) == []
    assert sorted(pairs(BEN, somebody("e", "x"), one, other)) == ["ce", "de"]


def test_free_mail_makes_nobody_a_colleague() -> None:
    assert pairs(somebody("b", "x", at="gmail.com"), somebody("c", "x", at="gmail.com")) == ["bc"]


def test_the_rarer_topic_and_the_stronger_ties_go_first() -> None:
    crowd = [somebody(f"m{number}", "common", strength=50) for number in range(4)]
    assert pairs(*crowd, somebody("r", "rare", strength=50), somebody("s", "rare", strength=50))[0] == "rs"
    assert pairs(BEN, CAT, somebody("d", "sailing", strength=90))[-1] == "bc"


def test_a_rule_s_tag_and_the_label_it_goes_by_are_one_topic() -> None:
    """Were they two, whom the user has a rule for would come first for that alone."""

    def labelled(name: str) -> Relationship:
        tags = tuple(Tag(name=tag, because="the label") for tag in ("Investors", "investor"))
        return replace(somebody(name, "Investors", "investor"), person=replace(somebody(name).person, tags=tags))

    [one] = found(labelled("b"), labelled("c"), somebody("d"))
    assert [each.topic for each in one.shared] == ["investor"]
    assert one.score == pytest.approx(50 * log(4 / 2))
    assert [each.topic for each in found(BEN, CAT, somebody("d"))[0].shared] == ["Sailing"]


def test_nobody_is_introduced_to_everybody() -> None:
    named = Counter(
        one.person.id
        for each in found(*(somebody(f"p{number:02}", "x", strength=99 - number) for number in range(20)))
        for one in each.pair
    )
    assert max(named.values()) == NAMED_AT_MOST


PEOPLE = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abcde"), max_size=3), st.integers(1, 100), st.sampled_from(["", "", "firm.test"])
    ),
    max_size=9,
)


@given(PEOPLE, st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8))), st.integers(1, 5))
def test_it_is_what_looking_at_each_pair_would_find(
    some: list[tuple[set[str], int, str]], met_before: set[tuple[int, int]], limit: int
) -> None:
    people = [somebody(f"p{n}", *sorted(t), strength=s, at=at) for n, (t, s, at) in enumerate(some)]
    together = {frozenset((PersonId(f"p{a}"), PersonId(f"p{b}"))) for a, b in met_before}
    carriers = Counter(topic for topics, _, _ in some for topic in topics)
    scores = []
    for a, b in combinations(range(len(some)), 2):
        same_firm = bool(some[a][2]) and some[a][2] == some[b][2]
        both = some[a][0] & some[b][0]
        if both and not same_firm and frozenset((PersonId(f"p{a}"), PersonId(f"p{b}"))) not in together:
            rare = sum(log((len(some) + 1) / carriers[topic]) for topic in both)
            scores.append((sqrt(some[a][1] * some[b][1]) * rare, a, b))
    named: Counter[int] = Counter()
    best = []
    for score, a, b in sorted(scores, reverse=True):
        if max(named[a], named[b]) < NAMED_AT_MOST:
            named.update((a, b))
            best.append(score)
    seen = found(*people, together=together, limit=limit)
    if len(scores) == len({round(score, 6) for score, _, _ in scores}):  # of equals any may go first
        assert [each.score for each in seen] == pytest.approx(best[:limit])
    assert all(len(each.shared) >= 1 for each in seen)


def test_twenty_thousand_people_are_a_matter_of_seconds() -> None:
    """Some topics have thousands of them, most a few dozen."""
    random = Random(1)
    topics = [[f"topic{int(random.paretovariate(0.2)) % 3000}" for _ in range(5)] for _ in range(20_000)]
    people = [somebody(f"p{n}", *sorted(set(some)), strength=random.random()) for n, some in enumerate(topics)]
    began = process_time()
    assert len(found(*people)) == 10
    assert process_time() - began < 8
