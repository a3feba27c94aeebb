"""Which mail is contact: who wrote it, what wrote it, and whether it was seen before."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, address, ago, counted, directory, mail, others, reasons, recorded, talk, touched

from crmsync.connector import Interaction, Signal
from crmsync.identity.addresses import list_address
from crmsync.relationships.counting import lists, touches
from crmsync.relationships.touch import Ignored

EVE = address("eve@example.com")
"""An assistant, who sends from Ann's mailbox."""
SHOP = address("news@shop.test")
OFFICE = address("info@office.test")
GARDEN = address("garden@lists.test")


def test_a_mail_is_sent_or_received_by_who_wrote_it_not_by_where_it_lies() -> None:
    found = touched(mail(ANN, BEN), mail(BEN, ANN))
    assert sorted(touch.direction for touch in found[BEN]) == ["received", "sent"]


def test_a_mail_is_direct_where_self_stands_in_to_and_not_only_in_copy() -> None:
    found = touched(mail(BEN, ANN), mail(BEN, CAT, cc=[ANN]), mail(BEN, CAT), mail(ANN, BEN, cc=[CAT]))
    assert [touch.direct for touch in found[BEN]] == [True, False, False, True]


def test_what_an_assistant_sends_from_the_mailbox_is_no_contact_with_self() -> None:
    found = touched(mail(EVE, BEN, sent=True))
    assert found[EVE] == found[BEN] == []


def test_what_an_assistant_sends_from_the_mailbox_to_self_is_contact_with_her() -> None:
    found = touched(mail(EVE, BEN, cc=[ANN], sent=True))
    assert counted(found, EVE) == 1
    assert found[BEN] == []


def test_a_blind_copy_to_self_is_contact_with_its_sender() -> None:
    found = touched(mail(BEN, CAT))
    assert counted(found, BEN) == 1
    assert found[CAT] == []


def test_a_mail_without_a_sender_concerns_nobody() -> None:
    headless = mail(BEN, ANN)
    nameless = mail(BEN, ANN, participants=headless.participants[1:])
    assert touched(nameless) == {}


@pytest.mark.parametrize("signal", [Signal.AUTO_SUBMITTED, Signal.NULL_SENDER, Signal.REPORT])
def test_what_a_machine_sent_is_no_contact_in_either_direction(signal: Signal) -> None:
    found = touched(mail(BEN, ANN, signals=frozenset({signal})), mail(ANN, CAT, signals=frozenset({signal})))
    assert reasons(found, BEN) == reasons(found, CAT) == [Ignored.AUTOMATIC]


@pytest.mark.parametrize("signal", [Signal.LIST, Signal.UNSUBSCRIBE, Signal.PRECEDENCE])
def test_what_went_to_a_list_is_no_contact_even_with_a_friend(signal: Signal) -> None:
    found = touched(mail(ANN, BEN), mail(BEN, ANN, signals=frozenset({signal})))
    assert reasons(found, BEN) == [None, Ignored.LIST]


def test_a_list_id_alone_marks_list_mail() -> None:
    assert reasons(touched(mail(BEN, GARDEN, list_id="garden.lists.test")), BEN) == [Ignored.LIST]


def test_a_robot_is_nobody_whatever_self_wrote_to_it() -> None:
    found = touched(mail(ANN, SHOP), mail(SHOP, ANN))
    assert found[SHOP] == []


def test_a_list_is_known_by_what_it_sent_and_is_nobody() -> None:
    found = touched(mail(ANN, GARDEN, BEN), mail(CAT, GARDEN, list_id="garden.lists.test"))
    assert found[GARDEN] == []
    assert counted(found, BEN) == 1


def test_who_writes_without_a_list_id_is_no_list() -> None:
    """A list's id may be made of its author's address."""
    letters = mail(BEN, ANN, list_id="ben.partner.test")
    assert lists(recorded([letters])) == {BEN}
    assert lists(recorded([letters, mail(BEN, ANN)])) == frozenset()


def test_a_list_id_that_names_somebody_who_is_not_on_the_mail_takes_nobody_out() -> None:
    """Whom self only wrote to can't say by a mail of their own that they are no list."""
    forged = mail(SHOP, ANN, list_id="ben.partner.test")
    assert lists(recorded([mail(ANN, BEN), forged])) == frozenset()
    assert counted(touched(mail(ANN, BEN), forged), BEN) == 1


def test_who_writes_to_a_list_of_others_too_is_no_list() -> None:
    letters = mail(BEN, ANN, list_id="ben.partner.test")
    post = mail(BEN, GARDEN, list_id="garden.lists.test")
    assert lists(recorded([letters, post])) == {GARDEN}


def test_mail_in_a_category_counts_only_from_those_self_wrote_to() -> None:
    filed = frozenset({Signal.CATEGORY})
    found = touched(mail(BEN, ANN, signals=filed), mail(CAT, ANN, signals=filed), mail(ANN, CAT, at=ago(0.5)))
    assert reasons(found, BEN) == [Ignored.BULK]
    assert reasons(found, CAT) == [None, None]


def test_an_office_s_mail_counts_only_once_self_wrote_to_it() -> None:
    assert reasons(touched(mail(OFFICE, ANN)), OFFICE) == [Ignored.BULK]
    assert reasons(touched(mail(OFFICE, ANN), mail(ANN, OFFICE, at=ago(0.5))), OFFICE) == [None, None]


@pytest.mark.parametrize(
    "wrote",
    [
        mail(ANN, OFFICE, *others(10)),
        mail(ANN, OFFICE, signals=frozenset({Signal.AUTO_SUBMITTED})),
        mail(ANN, OFFICE, signals=frozenset({Signal.LIST})),
    ],
    ids=["to a crowd", "by an automatic reply", "through a list"],
)
def test_only_a_mail_that_counts_is_having_written_to_somebody(wrote: Interaction) -> None:
    assert reasons(touched(mail(OFFICE, ANN, at=ago(0.5)), wrote), OFFICE)[-1] is Ignored.BULK


def test_a_copy_on_another_account_counts_once() -> None:
    one = mail(BEN, ANN, key="<1@partner.test>")
    other = mail(BEN, ANN, key="<1@partner.test>", at=one.at + timedelta(minutes=3))
    assert reasons(touched(one, other), BEN) == [None, Ignored.COPY]


def test_a_copy_under_another_message_id_counts_once() -> None:
    one = mail(BEN, ANN, CAT, key="<1@partner.test>", at=ago(1).replace(second=2))
    other = mail(BEN, CAT, ANN, key="<2@relay.test>", at=ago(1).replace(second=58))
    assert reasons(touched(one, other), BEN) == [None, Ignored.COPY]


@pytest.mark.parametrize(
    "other",
    [
        mail(BEN, ANN, key="<2@relay.test>", at=ago(1) + timedelta(minutes=1)),
        mail(BEN, ANN, CAT, key="<2@relay.test>"),
        mail(CAT, ANN, key="<2@relay.test>"),
    ],
    ids=["another minute", "other recipients", "another sender"],
)
def test_what_differs_in_minute_recipients_or_sender_is_another_mail(other: Interaction) -> None:
    found = touched(mail(BEN, ANN, key="<1@partner.test>"), other)
    assert Ignored.COPY not in reasons(found, BEN) + reasons(found, CAT)


def test_of_two_copies_the_one_that_came_straight_counts() -> None:
    through_list = mail(BEN, ANN, GARDEN, key="<1@partner.test>", list_id="garden.lists.test")
    straight = mail(BEN, ANN, GARDEN, key="<1@partner.test>", at=through_list.at + timedelta(seconds=5))
    assert sorted(map(str, reasons(touched(through_list, straight), BEN))) == sorted(["None", str(Ignored.COPY)])


PEOPLE = st.sampled_from([ANN, BEN, CAT, EVE, SHOP, OFFICE, GARDEN])
MAILS = st.lists(
    st.builds(
        lambda sender, to, cc, minute, signals, sent: mail(
            sender, *to, cc=cc, at=ago(hours=minute / 60), signals=signals, sent=sent, key=f"<{minute % 4}>"
        ),
        PEOPLE,
        st.lists(PEOPLE, max_size=3),
        st.lists(PEOPLE, max_size=2),
        st.integers(-5, 30),
        st.frozensets(st.sampled_from(Signal), max_size=1),
        st.booleans(),
    ),
    max_size=8,
)


@given(MAILS, st.randoms())
def test_the_order_in_which_facts_are_told_changes_nothing(mails: list[Interaction], random: Random) -> None:
    records = recorded(mails)
    who = directory(records)
    shuffled = random.sample(records, len(records))
    assert touches(shuffled, who, until=ago()) == touches(records, who, until=ago())


IDS = st.sampled_from([None, "ben.partner.test", "garden.lists.test", "cat.partner.test"])


@given(st.lists(st.builds(lambda sender, to, id: mail(sender, to, list_id=id), PEOPLE, PEOPLE, IDS), max_size=6))
def test_a_list_stands_on_mail_with_its_id_and_never_writes_without_one(mails: list[Interaction]) -> None:
    for found in lists(recorded(mails)):
        mine = [each for each in mails if each.list_id and list_address(each.list_id) == found]
        assert any(found in {one.address for one in each.participants} for each in mine)
        assert not any(each.list_id is None and each.participants[0].address == found for each in mails)


@given(MAILS)
def test_telling_every_mail_on_a_second_account_counts_none_twice(mails: list[Interaction]) -> None:
    once, twice = recorded(mails), recorded(mails) + recorded(mails, source="other")
    who = directory(once)
    before, after = touches(once, who, until=ago()), touches(twice, who, until=ago())
    for person, found in before.items():
        assert sum(t.counts for t in found) == sum(t.counts for t in after[person])


@given(MAILS, st.lists(st.tuples(st.integers(-5, 30), st.integers(0, 30)), max_size=3))
def test_everybody_s_touches_come_in_order_of_time(mails: list[Interaction], meetings: list[tuple[int, int]]) -> None:
    met = [talk(ANN, BEN, at=ago(hours=m / 60), duration=timedelta(minutes=length)) for m, length in meetings]
    records = recorded(mails + met)
    for found in touches(records, directory(records), until=ago()).values():
        times = [touch.at for touch in found]
        assert times == sorted(times)


def test_the_user_s_labels_fall_on_whoever_the_mail_concerns() -> None:
    found = touched(mail(ANN, BEN, labels=frozenset({"Investors"})))
    assert [touch.labels for touch in found[BEN]] == [{"Investors"}]
