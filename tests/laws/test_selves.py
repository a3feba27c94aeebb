"""Which addresses may be one's own: suggested with a reason, and nobody else."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, address, ago, mail, talk

from crmsync.connector import EmailAddress, Interaction, Signal
from crmsync.identity.selves import PerhapsSelf, Sign, perhaps_self

OLD, TAGGED = address("ann.older@example.org"), address("ann+news@example.com")
DOTTED, GMAIL = address("an.n@googlemail.com"), address("ann@gmail.com")


def found(
    *mails: Interaction, own: Iterable[EmailAddress] = (ANN,), not_own: Iterable[EmailAddress] = ()
) -> dict[EmailAddress, Sign]:
    return {each.address: each.because for each in perhaps_self(mails, frozenset(own), frozenset(not_own))}


def test_who_stands_as_the_sender_of_sent_mail_may_be_self_with_how_often_and_since_when() -> None:
    mails = [mail(OLD, BEN, at=ago(days), sent=True) for days in (3, 900, 20)]
    assert perhaps_self(mails, {ANN}, set()) == [PerhapsSelf(address=OLD, mails=3, since=ago(900), because=Sign.SENT)]


def test_an_assistant_who_was_told_of_is_not_suggested_again() -> None:
    assert found(mail(CAT, BEN, sent=True), not_own=[CAT]) == {}


def test_spellings_of_one_s_own_addresses_are_suggested_wherever_they_stand() -> None:
    both = dict.fromkeys((TAGGED, DOTTED), Sign.VARIANT)
    assert found(mail(BEN, TAGGED), mail(BEN, DOTTED), own=[ANN, GMAIL]) == both
    assert found(mail(BEN, address("ann@example.org")), mail(BEN, address("an.n@example.com"))) == {}


def test_an_address_to_which_several_write_alone_and_whose_mail_lies_here_may_be_self() -> None:
    forwarded = [mail(sender, OLD) for sender in (BEN, CAT, BEN)]
    assert found(*forwarded) == {OLD: Sign.ALONE}
    assert found(*forwarded[:2]) == found(*[mail(BEN, OLD)] * 3) == {}


@pytest.mark.parametrize(
    "mails",
    [
        [mail(sender, OLD, ANN) for sender in (BEN, CAT, BEN)],
        [mail(sender, OLD, CAT) for sender in (BEN, BEN, address("dan@partner.test"))],
        [mail(sender, OLD, list_id="garden.lists.test") for sender in (BEN, CAT, BEN)],
        [mail(sender, OLD, signals=frozenset({Signal.UNSUBSCRIBE})) for sender in (BEN, CAT, BEN)],
        [mail(sender, address("team@example.com")) for sender in (BEN, CAT, BEN)],
        [mail(ANN, OLD, sent=True) for _ in range(5)],
        [talk(sender, OLD) for sender in (BEN, CAT, BEN)],
    ],
    ids=["beside self", "beside others", "a list", "a newsletter", "an office", "written to by self", "meetings"],
)
def test_who_is_merely_written_to_is_not_self(mails: list[Interaction]) -> None:
    assert found(*mails) == {}


def test_the_strongest_reason_is_told_and_the_likeliest_come_first() -> None:
    mails = [mail(TAGGED, BEN, sent=True), *[mail(OLD, BEN, sent=True)] * 2, mail(BEN, address("ann+x@example.com"))]
    assert list(found(*mails).items()) == [
        (OLD, Sign.SENT),
        (TAGGED, Sign.SENT),
        (address("ann+x@example.com"), Sign.VARIANT),
    ]


@given(st.lists(st.sampled_from([mail(ANN, OLD), mail(OLD, ANN, sent=True), mail(BEN, TAGGED), mail(BEN, CAT)])))
def test_own_addresses_are_never_suggested_and_nobody_twice(mails: list[Interaction]) -> None:
    told = [each.address for each in perhaps_self(mails, {ANN}, set())]
    assert ANN not in told
    assert len(told) == len(set(told))


def test_who_must_never_be_logged_is_not_named() -> None:
    hidden = EmailAddress("never-log:0123456789abcdef01234567")
    assert found(mail(hidden, BEN, sent=True), *[mail(who, hidden) for who in (BEN, CAT, BEN)]) == {}
