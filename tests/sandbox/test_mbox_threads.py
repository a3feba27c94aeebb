"""Mails of an archive meet in conversations: by reference, else as answers to the same people under the subject."""

from datetime import UTC, datetime, timedelta

from crmsync_sandbox.threads import WINDOW, Threadable, threads

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
PAIR = frozenset({"ann@one.example", "bo@two.example"})


def mail(
    subject: str = "",
    *,
    days: float = 0,
    people: frozenset[str] = PAIR,
    id: str = "",
    references: str = "",
    given: str = "",
) -> Threadable:
    at = BEGIN + timedelta(days=days)
    return Threadable(at=at, people=people, subject=subject, message_id=id, references=references, given=given)


def apart(*mails: Threadable) -> int:
    return len(set(threads(mails)))


def test_an_answer_joins_what_it_refers_to_under_any_subject() -> None:
    assert apart(mail("one", id="<1@x>"), mail("two", id="<2@x>", references="<0@x> <1@x>", days=300)) == 1


def test_two_answers_to_an_absent_mail_meet() -> None:
    assert apart(mail("Re: a", id="<1@x>", references="<0@x>"), mail("Re: b", id="<2@x>", references="<0@x>")) == 1


def test_the_same_message_id_is_one_conversation() -> None:
    assert apart(mail("a", id="<1@x>"), mail("a", id="<1@x>")) == 1


def test_without_ids_nothing_meets() -> None:
    assert apart(mail("a"), mail("b")) == 2


def test_an_answer_without_references_joins_by_subject_and_people() -> None:
    assert apart(mail("Plan"), mail("RE:  plan", days=1), mail("Re: Fwd: AW[2]: PLAN", days=2)) == 1


def test_others_under_the_same_subject_are_apart() -> None:
    other = frozenset({"ann@one.example", "cy@two.example"})
    assert apart(mail("Plan"), mail("Re: Plan", people=other)) == 2


def test_who_answers_one_of_several_has_not_begun_a_new_conversation() -> None:
    several = PAIR | {"cy@three.example", "di@four.example"}
    assert apart(mail("Plan", people=several), mail("Re: Plan"), mail("Re: Plan", people=several)) == 1


def test_an_answer_to_oneself_joins_with_one_person_shared() -> None:
    alone = frozenset({"ann@one.example"})
    assert apart(mail("Note", people=alone), mail("Re: Note", people=alone)) == 1


def test_a_report_that_comes_every_week_is_no_conversation() -> None:
    assert apart(*(mail("Weekly report", days=7 * n) for n in range(5))) == 5


def test_an_answer_long_after_is_apart_and_the_last_mail_counts() -> None:
    assert apart(mail("Plan"), mail("Re: Plan", days=WINDOW.days + 1)) == 2
    assert apart(mail("Plan"), mail("Re: Plan", days=WINDOW.days - 1), mail("Re: Plan", days=WINDOW.days + 5)) == 1


def test_empty_subjects_never_meet() -> None:
    assert apart(mail("Re:"), mail("Re: "), mail("")) == 3


def test_what_the_archive_says_goes_before_all() -> None:
    first, second = threads([mail("a", id="<1@x>", given="17"), mail("b", references="<1@x>", given="18")])
    assert (first, second) == ("17", "18")


def test_hostile_text_takes_no_time() -> None:
    long = mail("re:" * 500_000, references="<" * 1_000_000, id="<" + "x" * 1_000_000)
    assert apart(long, long) >= 1
