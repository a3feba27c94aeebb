"""n, the distinct people other than self: who is one of them, and how many are too many."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, ago, counted, mail, others, reasons, talk, touched

from crmsync.connector import Channel, EmailAddress, Interaction, Role
from crmsync.relationships.touch import Ignored, Touch

ALIAS = EmailAddress("ann@home.test")
BEN_AT_HOME = EmailAddress("ben@home.test")
ROOM = EmailAddress("room-1@resource.calendar.google.com")
HIDDEN = EmailAddress("never-log:5f2a")
LIST = EmailAddress("garden@lists.test")


def n(found: dict[EmailAddress, list[Touch]], who: EmailAddress = BEN) -> int:
    [touch] = found[who]
    return touch.others


def test_each_other_person_counts_once() -> None:
    assert n(touched(mail(ANN, BEN))) == 1
    assert n(touched(mail(ANN, BEN, cc=[CAT]))) == 2
    assert n(touched(mail(BEN, ANN, CAT, cc=[CAT, BEN]))) == 2


def test_two_addresses_of_one_person_are_one() -> None:
    together = mail(ANN, BEN, BEN_AT_HOME, CAT)
    assert n(touched(together)) == 3
    assert n(touched(together, links=[(BEN, BEN_AT_HOME)])) == 2


def test_no_address_of_self_counts() -> None:
    assert n(touched(mail(BEN, ANN, ALIAS), own=frozenset({ANN, ALIAS}))) == 1


def test_a_room_is_nobody() -> None:
    assert n(touched(talk(ANN, BEN, ROOM))) == 1


@pytest.mark.parametrize("somebody", [HIDDEN, LIST, EmailAddress("info@office.test"), EmailAddress("noreply@x.test")])
def test_who_is_no_contact_still_makes_the_circle_larger(somebody: EmailAddress) -> None:
    assert n(touched(mail(ANN, BEN, somebody), lists={LIST})) == 2


def test_who_is_never_to_be_logged_counts_before_and_after_hiding() -> None:
    assert n(touched(mail(ANN, BEN, CAT), never_log={str(CAT)})) == 2
    assert touched(mail(ANN, BEN, CAT), never_log={str(CAT)})[CAT] == []


def test_a_blind_copy_counts_and_is_contact() -> None:
    found = touched(mail(ANN, BEN, bcc=[CAT]))
    assert n(found) == n(found, CAT) == 2
    assert counted(found, CAT) == 1


@pytest.mark.parametrize(("crowd", "counts"), [(10, True), (11, False)])
def test_ten_others_are_a_circle_and_eleven_a_crowd(crowd: int, counts: bool) -> None:
    circle = others(crowd)
    for found in (touched(mail(ANN, *circle)), touched(mail(circle[0], ANN, *circle[1:])), touched(talk(ANN, *circle))):
        [touch] = found[circle[0]]
        assert touch.counts is counts
        assert (touch.weight >= 0.1) is counts
        assert touch.ignored is (None if counts else Ignored.CROWD)


@given(st.integers(1, 30), st.integers(0, 5))
def test_rooms_and_own_addresses_never_turn_a_circle_into_a_crowd(crowd: int, more: int) -> None:
    circle = others(crowd)
    own = frozenset({ANN, *(EmailAddress(f"ann{k}@example.com") for k in range(more))})
    rooms = [EmailAddress(f"r{k}@resource.calendar.google.com") for k in range(more)]
    found = touched(mail(ANN, *circle, *own, *rooms), own=own)
    assert [touch.others for touch in found[circle[0]]] == [crowd]


def test_a_co_recipient_is_no_contact() -> None:
    found = touched(mail(BEN, ANN, CAT))
    assert counted(found, BEN) == 1
    assert found[CAT] == []


def test_a_mail_from_self_to_self_concerns_nobody() -> None:
    assert touched(mail(ANN, ALIAS), own=frozenset({ANN, ALIAS})) == {}


def test_everybody_at_a_meeting_met_self_when_it_ended() -> None:
    found = touched(talk(ANN, BEN, CAT, at=ago(2), duration=timedelta(minutes=45)))
    assert [touch.at for touch in found[BEN] + found[CAT]] == [ago(2) + timedelta(minutes=45)] * 2


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.MESSAGE, Channel.MEETING])
def test_calls_and_logged_talks_are_contact_in_both_directions(channel: Channel) -> None:
    [touch] = touched(talk(ANN, BEN, channel=channel))[BEN]
    assert touch.counts
    assert (touch.direction, touch.channel) == ("both", channel)


def written(sender: EmailAddress, *to: EmailAddress) -> Interaction:
    """A message of which is known who wrote it."""
    wrote, *rest = talk(sender, *to, channel=Channel.MESSAGE).participants
    readers = (replace(each, role=Role.TO) for each in rest)
    return replace(talk(channel=Channel.MESSAGE), participants=(replace(wrote, role=Role.FROM), *readers))


def test_a_message_of_which_is_known_who_wrote_it_is_sent_or_received() -> None:
    [sent] = touched(written(ANN, BEN))[BEN]
    [received] = touched(written(BEN, ANN))[BEN]
    assert [(one.counts, one.direction) for one in (sent, received)] == [(True, "sent"), (True, "received")]
    assert [one.reaches_out for one in (sent, received)] == [True, False]


def test_who_reads_a_message_of_somebody_else_along_is_no_contact() -> None:
    found = touched(written(BEN, ANN, CAT))
    assert [touch.others for touch in found[BEN]] == [2]
    assert found[CAT] == []


def test_what_has_not_ended_yet_lies_ahead() -> None:
    under_way = talk(ANN, BEN, at=ago(hours=0.5), duration=timedelta(hours=1))
    over = talk(ANN, CAT, at=ago(hours=1), duration=timedelta(hours=1))
    found = touched(under_way, over, mail(BEN, ANN, at=ago(-0.1)))
    assert reasons(found, BEN) == [Ignored.UNDER_WAY, Ignored.FUTURE]
    assert reasons(found, CAT) == [None]
