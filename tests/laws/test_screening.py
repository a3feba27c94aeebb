"""Never-log people are dropped before anything is stored."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, address, mail, talk

from crmsync.connector import Contact, Deleted, EmailAddress, Interaction, Participant, Record, Role, Skipped
from crmsync.identity.directory import HIDDEN
from crmsync.store.people import hide
from crmsync.sync.screening import Screened, screen

DOCTOR = address("doctor@clinic.test")
TELLER = address("teller@branch.bank.test")
NEVER = {"@bank.test", "doctor@clinic.test"}


def screened(*records: Record, key: bytes = b"key") -> Screened:
    return screen(records, NEVER, {ANN}, partial(hide, key=key))


def kept(*records: Record) -> Interaction:
    [found] = screened(*records).kept
    assert isinstance(found, Interaction)
    return found


def test_what_concerns_nobody_else_is_dropped_and_only_its_id_kept() -> None:
    with_both = mail(ANN, DOCTOR, cc=[TELLER])
    found = screened(with_both, talk(ANN, TELLER, id="m"), Contact(id="c", addresses=(DOCTOR,), name="Dr Who"))
    assert found == Screened(kept=(), dropped=(with_both.id, "m", "c"))


def test_among_others_they_are_hidden_under_the_same_hash_each_time() -> None:
    first, second = kept(mail(BEN, ANN, cc=[DOCTOR])), kept(mail(DOCTOR, ANN, CAT))
    hidden = first.participants[-1].address
    assert hidden.startswith(HIDDEN)
    assert second.participants[0].address == hidden
    assert kept(mail(BEN, ANN, cc=[TELLER])).participants[-1].address != hidden


def test_neither_address_name_nor_subject_remains() -> None:
    named = Participant(address=DOCTOR, role=Role.TO, name="Dr Who")
    plain = mail(ANN, BEN, subject="my knee")
    found = kept(mail(ANN, BEN, subject="my knee", participants=(*plain.participants, named)))
    for word in ("doctor", "clinic", "Who", "knee"):
        assert word not in repr(found)


def test_another_store_s_key_gives_another_hash() -> None:
    assert hide(DOCTOR, b"one") != hide(DOCTOR, b"other")
    assert "clinic" not in hide(DOCTOR, b"one")


def test_a_contact_keeps_the_addresses_that_may_be_known() -> None:
    [found] = screened(Contact(id="c", addresses=(DOCTOR, BEN), name="Ben")).kept
    assert found == Contact(id="c", addresses=(BEN,), name="Ben")


def test_what_names_none_of_them_stays_as_it_is() -> None:
    records: tuple[Record, ...] = (mail(ANN, BEN, subject="tea"), Skipped(id="s", reason="r"), Deleted(id="d"))
    assert screened(*records) == Screened(kept=records, dropped=())


PEOPLE = st.lists(st.sampled_from([ANN, BEN, CAT, DOCTOR, TELLER]), max_size=4)


@given(PEOPLE, PEOPLE)
def test_no_never_log_address_is_ever_kept(to: list[EmailAddress], cc: list[EmailAddress]) -> None:
    found = screened(mail(BEN, *to, cc=cc), mail(ANN, *to, cc=cc), mail(DOCTOR, *to, cc=cc))
    assert "bank.test" not in repr(found)
    assert "clinic.test" not in repr(found)
    assert len(found.kept) + len(found.dropped) == 3


def test_self_is_never_hidden_whatever_the_patterns_say() -> None:
    own = address("ann@bank.test")
    record = mail(own, BEN)
    assert screen([record], {"@bank.test"}, {own}, partial(hide, key=b"key")).kept == (record,)
    me = Contact(id="me", addresses=(own,), own=True)
    assert screen([me], {"@bank.test"}, (), partial(hide, key=b"key")).kept == (me,)


def test_of_a_record_whose_id_names_them_not_even_the_id_is_kept() -> None:
    met, unread = talk(ANN, BEN, id="doctor@clinic.test/e1"), Skipped(id="teller@bank.test/e2", reason="unreadable")
    own = talk(ANN, BEN, id=f"{ANN}/e3")
    assert screened(met, unread, own) == Screened(kept=(own,), dropped=())
