"""The same mail met twice counts once, and the conversations that hold it are one."""

from itertools import permutations

from made_up import ANN, BEN, NOW, ago, directory, mail, recorded

from crmsync.relationships.counting import touches
from crmsync.relationships.dates import Dates, dates
from crmsync.relationships.recorded import Recorded


def between(records: list[Recorded]) -> Dates:
    who = directory(records)
    return dates(touches(records, who, until=NOW)[who.people[BEN]])


def test_a_copy_alone_in_another_thread_does_not_hide_the_exchange() -> None:
    copy, original = mail(ANN, BEN, at=ago(3), thread="alone"), mail(ANN, BEN, at=ago(3), thread="talk")
    answer = mail(BEN, ANN, at=ago(1), thread="talk")
    for some in permutations((copy, original, answer)):
        found = between(recorded(some)).last_contact
        assert found is not None
        assert found.at == ago(1)


def test_threads_without_a_mail_in_common_stay_apart() -> None:
    asked, other = mail(ANN, BEN, at=ago(3), thread="one"), mail(BEN, ANN, at=ago(1), thread="two")
    assert between(recorded([asked, other])).last_contact is None


def test_an_exchange_that_two_accounts_hold_half_of_is_one() -> None:
    """Asked from one account, copied to the other, answered there."""
    asked = mail(ANN, BEN, at=ago(3), thread="t1", key="m1")
    copy = mail(ANN, BEN, at=ago(3), thread="t9", key="m1")
    answer = mail(BEN, ANN, at=ago(1), thread="t9")
    found = between([*recorded([asked], "one"), *recorded([copy, answer], "two")])
    assert found.last_contact is not None


def test_threads_of_two_accounts_that_happen_to_have_one_name_stay_apart() -> None:
    asked, other = mail(ANN, BEN, at=ago(3), thread="t"), mail(BEN, ANN, at=ago(1), thread="t")
    assert between([*recorded([asked], "one"), *recorded([other], "two")]).last_contact is None
