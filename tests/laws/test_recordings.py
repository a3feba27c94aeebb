"""What is alike is kept once and worked out once: it comes to what each interaction by itself comes to."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from made_up import (
    ANN,
    BEN,
    CAT,
    LONDON,
    NOW,
    address,
    ago,
    directory,
    guest,
    mail,
    meeting,
    reasons,
    recorded,
    talk,
    touched,
)
from one_by_one import plainly

from crmsync.connector import Channel, Interaction, Signal
from crmsync.relationships.counting import touches
from crmsync.relationships.dates import contacts
from crmsync.relationships.history import history
from crmsync.relationships.names import names
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import counted, recordings
from crmsync.relationships.touch import Ignored

PEOPLE = st.sampled_from([ANN, BEN, CAT, address("info@partner.test"), address("dan@far.test")])
TEXTS = st.sampled_from([None, "a", "b", "ü"])
TIMES = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(lambda minutes: ago(hours=minutes / 60))
SIGNALS = st.frozensets(st.sampled_from([Signal.CATEGORY, Signal.LIST]), max_size=1)
MAILS = st.builds(
    lambda sender, to, cc, at, **more: mail(sender, *to, cc=cc, at=at, **more),
    PEOPLE,
    st.lists(PEOPLE, max_size=2),
    st.lists(PEOPLE, max_size=1),
    TIMES,
    thread=TEXTS,
    key=TEXTS,
    sent=st.booleans(),
    signals=SIGNALS,
    labels=st.frozensets(st.sampled_from(["Friends"])),
    subject=TEXTS,
)
MEETINGS = st.builds(
    lambda who, no, at, length, **more: meeting(
        *(guest(each) for each in who), *(guest(each, declined=True) for each in no), at=at, duration=length, **more
    ),
    st.lists(PEOPLE, max_size=3, unique=True),
    st.lists(PEOPLE, max_size=1),
    TIMES,
    st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes)),
    key=TEXTS,
)
CALLS = st.builds(lambda who, at: talk(ANN, who, channel=Channel.CALL, at=at), PEOPLE, TIMES)
SOURCES = st.sampled_from(["one", "two"])
FACTS = st.lists(
    st.builds(lambda source, one: Recorded(source=source, interaction=one), SOURCES, MAILS | MEETINGS | CALLS),
    max_size=14,
)


@given(FACTS)
def test_everybody_s_touches_are_those_of_each_interaction_by_itself(facts: list[Recorded]) -> None:
    who = directory(facts)
    assert dict(touches(facts, who, until=NOW)) == plainly(facts, who, NOW)


BULK = st.builds(
    lambda at, thread: mail(BEN, ANN, at=at, thread=thread, signals=frozenset({Signal.CATEGORY})), TIMES, TEXTS
)
OWN = st.builds(lambda at, thread: mail(ANN, BEN, at=at, thread=thread), TIMES, TEXTS)


@given(st.lists(BULK, min_size=8, max_size=24), st.lists(OWN, max_size=2), SOURCES)
def test_of_a_newsletter_that_was_answered_only_the_answered_threads_count(
    bulk: list[Interaction], own: list[Interaction], source: str
) -> None:
    facts = [*recorded(bulk, "one"), *recorded(own, source)]
    who = directory(facts)
    assert dict(touches(facts, who, until=NOW)) == plainly(facts, who, NOW)


def test_who_will_be_met_is_not_familiar_before() -> None:
    office, hour = address("info@partner.test"), timedelta(hours=1)
    facts = (mail(office, ANN, at=ago(1)), meeting(guest(ANN), guest(office), at=ago(-1), duration=hour))
    assert reasons(touched(*facts), office) == [Ignored.BULK, Ignored.FUTURE]
    assert reasons(touched(*facts, until=ago(-2)), office) == [None, None]


@given(FACTS)
def test_interactions_come_back_as_they_were_in_order_and_are_found(facts: list[Recorded]) -> None:
    known = recordings(facts)
    assert list(known) == sorted(facts, key=lambda record: record.mark)
    assert [known.find(each.mark) for each in facts] == facts
    assert known.find(("one", "nothing")) is None
    assert list(known.before(NOW)) == [each for each in known if each.ended <= NOW]
    assert dict(known.subjects()) == {r.mark: r.interaction.subject for r in facts if r.interaction.subject}


@given(FACTS)
def test_those_alike_are_counted(facts: list[Recorded]) -> None:
    many: list[Interaction] = [one for one, number in counted(facts) for _ in range(number)]
    assert len(many) == len(facts)
    assert names([Recorded(source="", interaction=one) for one in many], []) == names(facts, [])


@given(FACTS)
def test_a_history_needs_what_counts_and_no_more(facts: list[Recorded]) -> None:
    found = touches(facts, directory(facts), until=NOW)
    for person in found:
        short, counting = history(found[person], LONDON), [t for t in found[person] if t.counts]
        assert (short.pulse is None) == (not counting)
        talks = contacts(counting)
        assert short.told == len(found[person])
        assert short.talked == len({touch.at.astimezone(LONDON).date() for touch in talks})
        assert short.only_met == all(touch.channel is Channel.MEETING for touch in talks)
        assert sum(short.sources.values()) == len(counting)
        assert short.wrote == max((t.at for t in counting if t.direction == "sent" and t.one_to_one), default=None)
        assert short.reached == max((t.at for t in counting if t.reaches_out), default=None)
        assert short.entered == min((t.at for t in counting if t.direction != "received"), default=None)
