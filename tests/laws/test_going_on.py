"""Stories that were kept go on with what is new as if all had been read: packed, unpacked, added to, and kept again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from all_sorts import FACTS, LIVELY, known
from hypothesis import assume, given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, LONDON, NOW, ago, directory, guest, mail, meeting, recorded
from test_annals import slots

from crmsync.connector import EmailAddress, Interaction, Participant, Role, Signal
from crmsync.identity.directory import Directory
from crmsync.identity.people import PersonId
from crmsync.relationships.beat import beats_of, beats_of_stories
from crmsync.relationships.counting import touches
from crmsync.relationships.going_on import GoingOn
from crmsync.relationships.history import history
from crmsync.relationships.kept_people import KeptPeople, Packed
from crmsync.relationships.kept_touches import made
from crmsync.relationships.moments import ticks
from crmsync.relationships.packed import pack, pack_voice, unpack, unpack_voice
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import Recordings, recordings
from crmsync.relationships.stories import Stories, _Block
from crmsync.relationships.story import Story
from crmsync.relationships.voices import voices

LATER = timedelta(days=3)
THEN = NOW - timedelta(hours=5)
"""When what is kept was worked out. What ended later was not in it."""


def told(story: Story) -> tuple[object, ...]:
    """All that is in it."""
    return slots(story.chronicle.told(made)), story.beside, story.reached, story.bulk


@dataclass(frozen=True)
class Kept:
    """All that is kept of people."""

    people: KeptPeople
    stories: Packed

    def changed(self, some: Mapping[PersonId, Story | None]) -> "Kept":
        now = self.people.changed(some)
        return Kept(now, Packed(now.ids, lambda: {id: pack(story) for id, story in self.stories.items()}, some))


def kept(stories: Stories) -> Kept:
    return Kept(KeptPeople(ids=stories.ids, beats=stories.beats), Packed(stories.ids, lambda: dict(stories.packed())))


def night(facts: Recordings, who: Directory, new: Collection[str], until: datetime) -> tuple[Kept, set[PersonId]]:
    """What a night keeps that adds what ended after `THEN` to what was kept then, and of whom it is unsure.

    `new`: ids of those that were not known then.
    """
    old = [each for each in facts if each.interaction.id not in new]
    before = touches(old, who, until=THEN)
    packed, shown = kept(Stories(before, LONDON)), before.threads.shown
    ahead = recordings([each for each in facts if each.interaction.id in new or each.ended > THEN])
    found = touches(ahead, who, until=until, named=lambda names: {**names, **shown}, before=packed.stories)
    is_new = np.array([each.interaction.id in new for each in ahead], dtype=np.bool_)
    going = GoingOn(found, packed.stories, is_new, ticks(THEN), LONDON)
    known = {who.people[on.address] for one in old for on in one.interaction.participants if on.address in who.people}
    unsure = set(going.unsure(known))
    return packed.changed(dict(going.stories(found.numbers.keys() - unsure))), unsure


def sides(facts: Iterable[Recorded]) -> list[Recorded]:
    """The same, but that nothing that was over by then has a key, or a minute, in common with what was not."""
    found, minutes = [], dict[datetime, bool]()
    for each in facts:
        over = each.ended <= THEN
        if minutes.setdefault(each.interaction.at, over) == over:
            key = each.interaction.key and f"{each.interaction.key}{over}"
            found.append(replace(each, interaction=replace(each.interaction, key=key)))
    return found


@given((FACTS | LIVELY).map(sides), st.frozensets(st.integers(1, 12).map(lambda n: f"i{n:03}")), st.booleans())
def test_a_night_that_goes_on_comes_to_what_all_come_to(
    facts: list[Recorded], some: frozenset[str], later: bool
) -> None:
    until = NOW + LATER if later else NOW
    who = known(facts)
    new = {each.interaction.id for each in facts if each.ended > THEN} & some
    everything = recordings(facts)
    whole = touches(everything, who, until=until)
    over = touches([each for each in facts if each.ended <= THEN], who, until=THEN).threads.shown
    assume(whole.threads.names == dict(over))  # what joins conversations is read with all that is in them
    now, unsure = night(everything, who, new, until)
    anew = Stories(whole, LONDON)
    sure = [person for person in anew if person not in unsure]
    assert [person for person in now.people.ids if person not in unsure] == sure
    for person in sure:
        assert told(now.stories[person]) == told(anew[person])
        place = now.people.ids.index(person)
        assert now.people.beats[place].tobytes() == anew.beats[anew.ids.index(person)].tobytes()


@given(FACTS)
def test_a_story_is_that_of_the_touches(facts: list[Recorded]) -> None:
    who = known(facts)
    found = touches(facts, who, until=NOW)
    stories = Stories(found, LONDON)
    assert list(stories) == sorted(found)
    for person in found:
        assert stories[person].history == history(found[person], LONDON)
    assert stories.beats.tobytes() == beats_of([stories[person].history for person in stories.ids]).tobytes()
    assert stories.beats.tobytes() == beats_of_stories(stories.values()).tobytes()
    assert stories.beats.tobytes() == beats_of_stories(unpack(each) for _, each in stories.packed()).tobytes()


@given(FACTS)
def test_of_some_people_stories_are_as_of_all(facts: list[Recorded]) -> None:
    found = touches(facts, known(facts), until=NOW)
    every, some = Stories(found, LONDON), set(list(found)[::2])
    few = Stories(found, LONDON, some)
    assert list(few) == [person for person in every if person in some]
    assert [person in few for person in every] == [person in some for person in every]
    assert [told(few[person]) for person in few] == [told(every[person]) for person in few]


@given(FACTS, st.randoms(use_true_random=False))
def test_in_whatever_order_they_are_asked_for_what_they_rest_on_is_made_once(
    facts: list[Recorded], random: Random
) -> None:
    with patch.multiple("crmsync.relationships.touches", BLOCK=2, PEOPLE=2):
        stories = Stories(touches(facts, known(facts), until=NOW), LONDON)
        blocks = len(list(touches(facts, known(facts), until=NOW).blocks()))
    people = list(stories) * 2
    random.shuffle(people)
    with patch("crmsync.relationships.stories._Block", wraps=_Block) as made:
        for person in people:
            stories[person]
    assert made.call_count <= blocks


@given(FACTS, st.integers(1, 5), st.integers(1, 3))
def test_a_block_of_people_at_a_time_they_are_the_same(facts: list[Recorded], most: int, people: int) -> None:
    found = touches(facts, known(facts), until=NOW)
    whole = Stories(found, LONDON)
    with patch.multiple("crmsync.relationships.touches", BLOCK=most, PEOPLE=people):
        parts = Stories(found, LONDON)
    assert [(person, told(story)) for person, story in parts.items()] == [
        (person, told(story)) for person, story in whole.items()
    ]
    assert [told(parts[person]) for person in reversed(parts.ids)] == [
        told(whole[each]) for each in reversed(whole.ids)
    ]
    assert parts.beats.tobytes() == whole.beats.tobytes()
    assert list(dict(parts.packed())) == parts.ids == whole.ids


@given(FACTS)
def test_they_are_packed_as_if_they_were_made(facts: list[Recorded]) -> None:
    stories = Stories(touches(facts, known(facts), until=NOW), LONDON)
    assert [(person, told(unpack(each))) for person, each in stories.packed()] == [
        (person, told(story)) for person, story in stories.items()
    ]


@given(FACTS)
def test_what_is_packed_is_unpacked_as_it_was(facts: list[Recorded]) -> None:
    for story in Stories(touches(facts, known(facts), until=NOW), LONDON).values():
        again = unpack(pack(story))
        assert (told(again), again.history) == (told(story), story.history)
        assert unpack(pack(again)).history == story.history
    for voice in voices(facts).values():
        assert unpack_voice(pack_voice(voice)) == voice


def bulk(at: datetime) -> Interaction:
    return mail(BEN, ANN, at=at, signals=frozenset({Signal.CATEGORY}))


def unsure_after(*facts: Interaction) -> set[EmailAddress]:
    some = recorded(facts)
    new = [each.interaction.id for each in some if each.ended > THEN]
    people = directory(some)
    _, unsure = night(recordings(some), people, new, NOW)
    return {each for each, person in people.people.items() if person in unsure}


def test_whose_older_mail_begins_to_count_is_worked_out_anew() -> None:
    assert unsure_after(bulk(ago(9)), mail(ANN, BEN, at=ago(hours=1))) == {BEN}
    assert unsure_after(mail(BEN, ANN, at=ago(9)), mail(ANN, BEN, at=ago(hours=1))) == set()


def test_so_is_whose_older_mail_counts_no_more() -> None:
    newsletters = [bulk(ago(hours=n / 10)) for n in range(1, 11)]
    assert unsure_after(bulk(ago(9)), mail(ANN, BEN, at=ago(8)), *newsletters[:9]) == set()
    assert unsure_after(bulk(ago(9)), mail(ANN, BEN, at=ago(8)), *newsletters) == {BEN}


def test_who_is_doubted_is_worked_out_anew_with_each_bulk() -> None:
    """Only what lies in a thread in which self wrote to them counts, and that may be an older one."""
    many = [bulk(ago(days)) for days in range(1, 13)]
    assert unsure_after(*many, mail(ANN, BEN, at=ago(20)), bulk(ago(hours=1))) == {BEN}
    assert unsure_after(*many, mail(ANN, BEN, at=ago(20)), mail(ANN, CAT, at=ago(hours=1))) == set()


def test_so_is_who_was_counted_without_a_touch() -> None:
    """A mail by two hands was written to the second one, too, and is none of hers."""
    by_two = mail(ANN, CAT, at=ago(hours=1))
    wrote = Participant(address=BEN, role=Role.FROM)
    by_two = replace(by_two, participants=(*by_two.participants, wrote))
    assert unsure_after(mail(BEN, ANN, at=ago(9)), by_two) == {BEN}
    assert unsure_after(mail(BEN, ANN, at=ago(9)), mail(ANN, CAT, at=ago(hours=1))) == set()


def test_a_meeting_that_was_ahead_is_told_once() -> None:
    hour = timedelta(hours=1)
    facts = recorded([meeting(guest(ANN), guest(BEN), at=ago(hours=3), duration=hour), mail(BEN, ANN, at=ago(2))])
    who = known(facts)
    now, _ = night(recordings(facts), who, [], NOW)
    [story] = now.stories.values()
    assert (story.history.told, story.history.sources) == (2, {"mail": 2})
    assert story.history.dates.next_meeting is None


def test_who_has_no_story_any_more_is_there_no_more() -> None:
    facts = recorded([mail(ANN, BEN), mail(ANN, CAT)])
    who = known(facts)
    all_of = kept(Stories(touches(facts, who, until=NOW), LONDON))
    ben, cat = who.people[BEN], who.people[CAT]
    left = all_of.changed({ben: None})
    assert (list(left.people.ids), list(left.stories), len(left.people.beats)) == ([cat], [cat], 1)
    assert ben not in left.stories
    with pytest.raises(KeyError):
        left.stories[ben]
    back = left.changed({ben: all_of.stories[ben]})
    assert list(back.people.ids) == list(back.stories) == list(all_of.people.ids)
    assert back.people.beats.tobytes() == all_of.people.beats.tobytes()


def test_a_touch_that_several_dates_rest_on_is_kept_once() -> None:
    facts = recorded([mail(BEN, ANN, at=ago(2), thread="a" * 1000), mail(ANN, BEN, at=ago(1), thread="a" * 1000)])
    [story] = Stories(touches(facts, known(facts), until=NOW), LONDON).values()
    assert len(pack(story)) < 3000
    assert story.history.dates.last_contact is not None
