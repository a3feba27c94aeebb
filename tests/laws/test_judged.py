"""What is judged once for each shape of kind is what each interaction by itself is judged to be."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from all_sorts import (
    ALIAS,
    FACTS,
    HIDDEN,
    LIST,
    MAILS,
    NEARLY_ALIKE,
    OFFICE,
    ROBOT,
    ROOM,
    SECRET,
    SOURCES,
    known,
    numbered,
)
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, NOW, mail, recorded
from one_by_one import plainly

from crmsync.connector import Channel
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.counting import touches
from crmsync.relationships.familiar import bulk_from, reached_by
from crmsync.relationships.judged import Judged, Pairs, Who, judged, who
from crmsync.relationships.kinds import bare, kinds
from crmsync.relationships.mails import of_mail
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.talks import concerns_self, declined, of_talk
from crmsync.relationships.touch import Ignored, Touch

Told = Mapping[int, Mapping[PersonId, Touch]]


def said(some: list[Recorded], directory: Directory) -> tuple[Judged, Who]:
    alike = kinds(some)
    persons = who(alike, directory)
    return judged(alike, persons, directory), persons


def touches_of(found: Judged, persons: Who) -> dict[int, dict[PersonId, Touch]]:
    """Of each kind whom it touches, and how."""
    told: dict[int, dict[PersonId, Touch]] = defaultdict(dict)
    pairs = zip(found.touches.kinds.tolist(), found.touches.people.tolist(), found.likes.tolist(), strict=True)
    for kind, person, like in pairs:
        assert persons.people[person] not in told[kind], "twice"
        told[kind][persons.people[person]] = found.alike[like]
    return dict(told)


def pairs_of(pairs: Pairs, persons: Who) -> list[tuple[int, PersonId]]:
    found = zip(pairs.kinds.tolist(), pairs.people.tolist(), strict=True)
    return sorted((kind, persons.people[person]) for kind, person in found)


def plain_touches(one: Recorded, directory: Directory) -> dict[PersonId, Touch]:
    if not concerns_self(one.interaction, directory):
        return {}
    mail = one.interaction.channel is Channel.MAIL
    return dict(of_mail(one, directory, lambda *_: False) if mail else of_talk(one, directory))


def plain_pairs(
    some: Iterable[Recorded], directory: Directory, of: Callable[[Recorded, Directory], Iterable[PersonId]]
) -> list[tuple[int, PersonId]]:
    """Once each, where it concerns self."""
    return sorted(
        (place, person)
        for place, one in enumerate(some)
        if concerns_self(one.interaction, directory)
        for person in set(of(one, directory))
    )


def are_judged_as_each_by_itself(facts: list[Recorded]) -> None:
    directory = known(facts)
    some = [replace(each, interaction=bare(each.interaction)) for each in facts]
    found, persons = said(some, directory)
    assert found.concerning.tolist() == [concerns_self(each.interaction, directory) for each in some]
    assert found.declined.tolist() == [
        concerns_self(each.interaction, directory) and declined(each.interaction, directory) for each in some
    ]
    plain = {place: made for place, each in enumerate(some) if (made := plain_touches(each, directory))}
    assert touches_of(found, persons) == plain
    assert pairs_of(found.reached, persons) == plain_pairs(some, directory, reached_by)
    assert pairs_of(found.bulk, persons) == plain_pairs(some, directory, bulk_from)


@given(FACTS)
def test_each_kind_is_judged_as_an_interaction_of_it_by_itself(facts: list[Recorded]) -> None:
    are_judged_as_each_by_itself(facts)


@given(NEARLY_ALIKE)
def test_so_is_one_that_is_nearly_like_another_one(facts: list[Recorded]) -> None:
    are_judged_as_each_by_itself(facts)


@given(FACTS)
def test_everybody_s_touches_are_those_of_each_by_itself_whoever_is_on_it(facts: list[Recorded]) -> None:
    directory = known(facts)
    assert dict(touches(facts, directory, until=NOW)) == plainly(facts, directory, NOW)


ALIKE = st.lists(st.tuples(SOURCES, MAILS), max_size=4).map(
    lambda some: numbered([(source, one) for source, one in some for _ in range(3)])
)


@given(ALIKE)
def test_so_are_those_that_are_alike(facts: list[Recorded]) -> None:
    directory = known(facts)
    assert dict(touches(facts, directory, until=NOW)) == plainly(facts, directory, NOW)


def test_of_whom_each_address_is_a_sort_and_a_person() -> None:
    facts = recorded([mail(ANN, ALIAS, BEN, CAT, ROBOT, ROOM, LIST, SECRET, HIDDEN)])
    directory = known(facts)
    alike = kinds(facts)
    persons = who(alike, directory)
    assert [list(Kind)[each] for each in persons.sorts] == [directory.kind(each) for each in alike.addresses]
    assert [persons.people[each] if each >= 0 else None for each in persons.person] == [
        directory.people.get(each) for each in alike.addresses
    ]
    assert list(persons.people) == sorted(set(directory.people.values()))


def test_what_is_alike_but_for_who_is_on_it_comes_to_one_touch() -> None:
    some = [bare(mail(ANN, each)) for each in (BEN, CAT, SECRET) for _ in range(2)]
    found, persons = said(recorded(some), known(recorded(some)))
    assert len(found.alike) == 1
    assert len(touches_of(found, persons)) == 4  # with nobody who is nobody's business


def test_of_a_person_s_two_addresses_the_one_that_comes_first_wrote_it() -> None:
    """One is an office's, of which a mail is believed only where self wrote to it."""
    cat, office = (mail(each, ANN).participants[0] for each in (CAT, OFFICE))
    ann = mail(CAT, ANN).participants[1]
    facts = recorded(replace(mail(CAT), participants=(*both, ann)) for both in ((cat, office), (office, cat)))
    are_judged_as_each_by_itself(facts)
    found, persons = said(facts, known(facts))
    assert [touch.ignored for told in touches_of(found, persons).values() for touch in told.values()] == [
        None,
        Ignored.BULK,
    ]
