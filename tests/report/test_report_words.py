"""What the pictures say in words, for who can't see them."""

from math import nan

from hypothesis import given, settings
from made_up import ago, met, received, sent
from many import facts_of, verdict
from test_report_data import Lives, days_ago, lives, people

from crmsync.relationships.touch import Ignored
from crmsync.report import words
from crmsync.report.building import report
from crmsync.report.data import ReportData
from crmsync.report.page import page


def of(life: Lives, **more: object) -> ReportData:
    return report(facts_of(people(life), **more))


@settings(deadline=None, max_examples=20)
@given(lives())
def test_every_life_can_be_told_and_drawn(life: Lives) -> None:
    html = page(of(life))
    assert html.count("<figcaption>") == 7


def test_who_is_drifting_among_the_strongest() -> None:
    life = {1: days_ago(400, 390, 380), 2: days_ago(3, 2, 1)}
    assert words.drifting(of(life)).endswith("Of the 2 strongest 1 is drifting.")


def test_the_signature_beside_the_usual_one() -> None:
    life = {number: days_ago(number + 1) for number in range(10)}
    assert words.signature(of(life)) == (
        "In the last year you were in touch with 10 people. The 5 you see most have 50% of your active days; "
        "Dunbar found that people give 40% of their time to five."
    )


def test_the_fullest_day_of_the_year() -> None:
    assert words.year(of({1: days_ago(3, 9), 2: days_ago(3)})) == (
        "On 2 days of the last year you talked with somebody one-to-one; on 15 November 2026 with most, 2 people."
    )


def test_what_came_in_and_went_out() -> None:
    life = {1: [received(ago(3)), sent(ago(2)), met(ago(1), others=4)]}
    assert words.flows(of(life)) == (
        "Mails that count, in two years: 1 received, 1 sent. Meetings, calls and messages: 1. "
        "Of all that 67% was one-to-one."
    )


def test_who_was_kept_and_who_was_lost() -> None:
    assert words.keeping(of({1: days_ago(200, 100), 2: days_ago(200)})) == (
        "Of 2 people newly met at least 90 days ago: in touch 90 days later or after 1, not any more 1."
    )


def test_what_was_left_out_most_often() -> None:
    life = {1: [sent(ago(3)), *(received(ago(n), ignored=Ignored.LIST) for n in range(4))]}
    assert words.left_out(of(life)) == (
        "So often a mail or a meeting was no contact with somebody: 4. "
        "The most frequent reason, with 4: a mailing list or newsletter."
    )


def test_how_good_the_numbers_are() -> None:
    found = of({}, verdict=verdict({"recency": 0.7, "count": 0.6, "p, fitted": 0.8, "warmth": nan}))
    assert words.quality(found).endswith("in 80% of cases, the best simpler score (recency) in 70%.")
    assert words.quality(of({}, verdict="too little.")) == "How good the numbers are can't be said yet: too little."


def test_with_nothing_known_that_is_what_is_said() -> None:
    data = of({})
    assert words.signature(data) == "You were in touch with nobody in the last year."
    assert words.year(data) == "There was no one-to-one conversation in the last year."
    assert words.keeping(data) == "Nobody was newly met long enough ago to say whether they stayed."
    assert words.left_out(data) == "Everything that was read counts as contact."
