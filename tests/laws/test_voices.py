"""What all interactions say of an address is a plain count over them, whether of all at once or of part after part."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from all_sorts import EVERYBODY, FACTS
from hypothesis import given
from hypothesis import strategies as st
from made_up import NOW

from crmsync.connector import EmailAddress, Role
from crmsync.identity.addresses import list_address
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import recordings
from crmsync.relationships.voices import Spoken, Voice, Voices, both, called, is_list, spoken, voices

NAMES = st.dictionaries(st.sampled_from(["Ben", "Benny"]), st.integers(1, 3))
POSTS = st.frozensets(st.none() | st.sampled_from(EVERYBODY[:4]), max_size=2)
VOICES = st.builds(Voice, wrote=POSTS, heard=POSTS, signed=NAMES, called=NAMES)
SAID = st.dictionaries(st.sampled_from(EVERYBODY), st.none() | VOICES, max_size=8)
CUTS = st.integers(0, 12)


def plainly(facts: Iterable[Recorded]) -> dict[EmailAddress, Voice]:
    """Interaction after interaction, and on it one after the other."""
    wrote, heard = (defaultdict[EmailAddress, set[str | None]](set) for _ in range(2))
    signed, known_as = (defaultdict[EmailAddress, Counter[str]](Counter) for _ in range(2))
    seen: set[EmailAddress] = set()
    for one in (each.interaction for each in facts):
        post = list_address(one.list_id) if one.list_id else None
        for each in one.participants:
            seen.add(each.address)
            posts, names = (wrote, signed) if each.role is Role.FROM else (heard, known_as)
            posts[each.address].add(post)
            if each.name and "@" not in each.name:
                names[each.address][each.name] += 1
    return {
        each: Voice(
            wrote=frozenset(wrote[each]),
            heard=frozenset(heard[each]),
            signed=dict(signed[each]),
            called=dict(known_as[each]),
        )
        for each in seen
    }


def in_short(said: Voices) -> Spoken:
    """One after the other."""
    return Spoken(
        addresses=frozenset(said),
        names={address: name for address, voice in said.items() if (name := called(voice))},
        lists=frozenset(address for address, voice in said.items() if is_list(address, voice)),
    )


@given(FACTS)
def test_voices_are_a_plain_count(facts: list[Recorded]) -> None:
    assert voices(facts) == plainly(facts)
    assert spoken(voices(facts)) == in_short(plainly(facts))


@given(FACTS, FACTS)
def test_those_alike_are_counted_as_often_as_they_are_there(facts: list[Recorded], others: list[Recorded]) -> None:
    many = [*facts, *facts, *others]
    assert voices(many) == plainly(many)


@given(FACTS)
def test_of_a_part_nothing_is_said_by_what_is_not_in_it(facts: list[Recorded]) -> None:
    known = recordings(facts)
    assert voices(known.before(NOW)) == plainly(each for each in known if each.ended <= NOW)


@given(FACTS, CUTS)
def test_what_two_parts_say_together_is_what_all_say(facts: list[Recorded], cut: int) -> None:
    one, other = voices(facts[:cut]), voices(facts[cut:])
    together = {each: both(one.get(each, Voice()), other.get(each, Voice())) for each in one.keys() | other.keys()}
    assert together == voices(facts)


@given(FACTS, CUTS)
def test_what_is_said_in_short_goes_on_with_what_is_new(facts: list[Recorded], cut: int) -> None:
    """Of those on something new, what both parts say is said anew; of all others nothing."""
    before, new = voices(facts[:cut]), voices(facts[cut:])
    said = {each: both(before.get(each, Voice()), voice) for each, voice in new.items()}
    assert spoken(before).changed(said) == spoken(voices(facts))


@given(st.dictionaries(st.sampled_from(EVERYBODY), VOICES, max_size=8), SAID)
def test_what_is_said_of_some_is_this_now(before: dict[EmailAddress, Voice], said: dict[EmailAddress, Voice]) -> None:
    now = {each: voice for each, voice in {**before, **said}.items() if voice}
    found = spoken(before).changed(said)
    assert found == in_short(now)
    assert found.names.keys() | found.lists <= found.addresses == now.keys()
