"""A history that is written touch by touch, from columns, is the one that all touches at once come to."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, LONDON, NOW, ago, directory, mail, recorded, sent
from test_recordings import BULK, FACTS, OWN, SOURCES

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role
from crmsync.relationships.chronicle import WITHIN, Beside, Chronicle, Run
from crmsync.relationships.civil_days import CivilDays
from crmsync.relationships.counting import touches
from crmsync.relationships.history import history
from crmsync.relationships.likes import like
from crmsync.relationships.moments import ticks
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.stories import Stories
from crmsync.relationships.touch import Touch

ZONES = st.sampled_from(["Europe/London", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"]).map(ZoneInfo)
PARTS = st.integers(0, 14)


def assert_the_same(facts: list[Recorded], zone: ZoneInfo, hours: int = 0) -> None:
    found = touches(facts, directory(facts), until=NOW + timedelta(hours=hours))
    stories = Stories(found, zone)
    assert {person: each.history for person, each in stories.items()} == {
        person: history(found[person], zone) for person in found
    }


@given(FACTS, ZONES, st.integers(-30, 30))
def test_everybody_s_is_that_of_their_touches(facts: list[Recorded], zone: ZoneInfo, hours: int) -> None:
    assert_the_same(facts, zone, hours)


@given(st.lists(BULK, min_size=8, max_size=24), st.lists(OWN, max_size=2), SOURCES)
def test_so_is_a_newsletter_s(bulk: list[Interaction], own: list[Interaction], source: str) -> None:
    assert_the_same([*recorded(bulk, "one"), *recorded(own, source)], LONDON)


def message(between: tuple[EmailAddress, EmailAddress], hours: int) -> Recorded:
    roles = zip(between, (Role.FROM, Role.TO), strict=True)
    on = tuple(Participant(address=each, role=role) for each, role in roles)
    one = Interaction(id=f"m{hours}-{between[0]}", channel=Channel.MESSAGE, at=ago(hours=hours), participants=on)
    return Recorded(source="crm", interaction=one)


MESSAGES = st.builds(message, st.sampled_from([(ANN, BEN), (BEN, ANN)]), st.integers(1, 90))


@given(st.lists(MESSAGES, max_size=6), st.lists(OWN, max_size=2))
def test_so_is_that_of_who_writes_messages(messages: list[Recorded], own: list[Interaction]) -> None:
    facts = {each.mark: each for each in (*messages, *recorded(own, "one"))}
    assert_the_same(list(facts.values()), LONDON)


EXCHANGED = st.builds(
    lambda source, ways, days, thread, key: Recorded(
        source=source, interaction=mail(*ways, CAT, at=ago(days), thread=thread, key=key)
    ),
    SOURCES,
    st.sampled_from([(ANN, BEN), (BEN, ANN)]),
    st.integers(0, 90),
    st.sampled_from("ab"),
    st.sampled_from([None, "k1", "k2"]),
)


@given(st.lists(EXCHANGED, max_size=40))
def test_so_are_exchanges_of_months_in_threads_of_two_accounts(facts: list[Recorded]) -> None:
    assert_the_same(facts, LONDON)


@given(FACTS, ZONES, PARTS)
def test_broken_off_and_gone_on_with_it_is_the_same(facts: list[Recorded], zone: ZoneInfo, part: int) -> None:
    found, days = touches(facts, directory(facts), until=NOW), CivilDays(zone)
    for person in found:
        counting = [touch for touch in found[person] if touch.counts]
        written = Chronicle[Touch]()
        for some in (counting[:part], counting[part:]):
            written.add(run_of(some, days))
        beside = Beside(told=len(counting), labels=frozenset().union(*(t.labels for t in counting)), next_meeting=None)
        assert written.history(beside, lambda touch: touch) == history(counting, zone)


@given(st.lists(EXCHANGED, max_size=40), st.lists(st.integers(0, 40), max_size=3))
def test_so_is_one_of_months_though_old_mail_is_forgotten(facts: list[Recorded], parts: list[int]) -> None:
    found, days = touches(facts, directory(facts), until=NOW), CivilDays(LONDON)
    for person in found:
        told, written = found[person], Chronicle[Touch]()
        for begin, end in pairwise(sorted({0, len(told), *(min(part, len(told)) for part in parts)})):
            written.add(run_of([touch for touch in told[begin:end] if touch.counts], days))
            assert_none_is_older(written)
        beside = Beside(told=len(told), labels=frozenset(), next_meeting=None)
        assert written.history(beside, lambda touch: touch) == history(told, LONDON)


@pytest.mark.parametrize("minutes", [(0, 1), (-1, 0, 1), (-1, 1)])
def test_a_month_that_comes_again_for_an_hour_is_counted_once(minutes: tuple[int, ...]) -> None:
    """There a clock went back over midnight, from the first of November to the last of October."""
    zone = ZoneInfo("America/St_Johns")
    ats = sorted(datetime(2009, 11, 1, 2, 30, 30, tzinfo=UTC) + timedelta(minutes=each) for each in minutes)
    told, written = [sent(at) for at in ats], Chronicle[Touch]()
    for touch in told:
        written.add(run_of([touch], CivilDays(zone)))
    found = written.beats.pulse()
    assert found == history(told, zone).pulse
    assert found
    assert found.months == 2 - (minutes == (-1, 1))


def assert_none_is_older(written: Chronicle[Touch]) -> None:
    """Than what may be answered yet."""
    last = max((at for at, _ in written.last.values()), default=0)
    assert all(last - at <= WITHIN for each in (written.sent_in, written.received_in) for at in each.values())


def run_of(some: list[Touch], days: CivilDays) -> Run[Touch]:
    ats = [ticks(touch.at) for touch in some]
    threads = [touch.thread or False for touch in some]
    return Run(marks=some, ats=ats, days=days.days(ats), threads=threads, likes=list(map(like, some)))


def test_of_an_exchange_and_a_call_at_one_moment_the_mail_is_the_last_contact() -> None:
    facts = recorded([mail(BEN, ANN, at=ago(2), thread="t"), mail(ANN, BEN, at=ago(1), thread="t")])
    call = Interaction(id="c", channel=Channel.CALL, at=ago(1), participants=facts[0].interaction.participants)
    known = [*facts, Recorded(source="crm", interaction=call)]
    found = touches(known, directory(known), until=NOW)
    for story in Stories(found, LONDON).values():
        each = story.history
        assert each.dates.last_contact
        assert each.dates.last_contact.channel is Channel.MAIL
