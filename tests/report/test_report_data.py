"""What the report shows agrees with the facts, however they lie."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import isclose, nan

from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import address, ago, met, moment, person, received, sent, touch
from many import about, facts_of, known, verdict

from crmsync.cli.person import person_json, person_lines
from crmsync.connector import Channel
from crmsync.identity.people import PersonId
from crmsync.planning.whom import Kind
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Ignored, Touch
from crmsync.report.building import report
from crmsync.report.explaining import taken_apart

LAW = settings(deadline=None, max_examples=40)

Lives = dict[int, list[Touch]]


@st.composite
def lives(draw: st.DrawFn) -> Lives:
    """By number of the person: mails and meetings of three years, some of which don't count or lie ahead."""
    made = st.builds(
        lambda kind, days, others, ignored: kind(ago(days), others=others, ignored=ignored),
        st.sampled_from([sent, received, met]),
        st.integers(-20, 1100),
        st.sampled_from([1, 1, 2, 5]),
        st.sampled_from([None, None, None, Ignored.CROWD, Ignored.LIST]),
    ).map(_ahead)
    return draw(st.dictionaries(st.integers(0, 30), st.lists(made, min_size=1, max_size=6), max_size=6))


def _ahead(one: Touch) -> Touch:
    return replace(one, ignored=Ignored.FUTURE) if one.at > ago(0) else one


def people(life: Lives) -> Mapping[PersonId, Relationship]:
    somebody = {number: person(address(f"p{number}@x.test"), name=f"P {number}") for number in life}
    return known({somebody[number].id: (somebody[number], some) for number, some in life.items()})


def days_ago(*days: int) -> list[Touch]:
    return [sent(ago(each)) for each in days]


@LAW
@given(lives())
def test_everybody_stands_in_it_once_with_the_numbers_of_show(life: Lives) -> None:
    found = people(life)
    data = report(facts_of(found))
    said = {each["emails"][0]: each for each in (person_json(about(one)) for one in found.values())}
    assert {row.emails[0] for row in data.people} == set(said)
    assert len(data.people) == len(found)
    for row in data.people:
        one = said[row.emails[0]]
        for name, value in (("strength", row.strength), ("warmth", row.warmth)):
            assert one[name] == (None if value is None else round(value, 1))
        assert (one["state"], one["due"]) == (row.state.value, row.due.isoformat() if row.due else None)
        assert one["circle"] == (row.circle.value if row.circle else None)
    assert data.population == sum(each.in_population for each in found.values())


@LAW
@given(lives())
def test_the_strongest_come_first_and_who_only_writes_in_comes_last(life: Lives) -> None:
    strengths = [row.strength for row in report(facts_of(people(life))).people]
    tied = [each for each in strengths if each is not None]
    assert strengths == sorted(tied, reverse=True) + [None] * (len(strengths) - len(tied))


@LAW
@given(lives())
def test_what_was_left_out_adds_up_to_what_show_tells_of_everybody(life: Lives) -> None:
    found = people(life)
    said = [each["reason"] for one in found.values() for each in person_json(about(one))["ignored"]]
    assert report(facts_of(found)).left_out.reasons == {each: said.count(each) for each in set(said)}


@LAW
@given(lives())
def test_shares_fall_and_each_layer_holds_the_sum_of_its_people(life: Lives) -> None:
    found = report(facts_of(people(life))).signature
    assert list(found.shares) == sorted(found.shares, reverse=True)
    assert not found.days or isclose(sum(found.shares), 1)
    for layer in found.layers:
        assert isclose(layer.share, sum(found.shares[: layer.size]), abs_tol=1e-9)


@LAW
@given(lives())
def test_a_day_counts_each_person_talked_with_one_to_one_once(life: Lives) -> None:
    days = report(facts_of(people(life))).days
    begins = moment().today - timedelta(days=moment().today.weekday(), weeks=52)
    talked = {
        (number, moment().day(one.at))
        for number, some in life.items()
        for one in some
        if one.counts and one.others <= 2 and moment().day(one.at) >= begins
    }
    assert sum(days.values()) == len(talked)
    assert set(days) == {day for _, day in talked}


@LAW
@given(lives())
def test_each_quarter_s_new_people_are_kept_lost_or_too_young_to_say(life: Lives) -> None:
    found = people(life)
    quarters = report(facts_of(found)).quarters
    assert sum(each.met for each in quarters) == sum(_met_lately(each) for each in found.values())


def _met_lately(each: Relationship) -> bool:
    """In the quarters of three years; history is known for longer in these lives."""
    first = date(moment().today.year - 3, (moment().today.month - 1) // 3 * 3 + 1, 1)
    months = first.year * 12 + first.month + 2
    begins = date(months // 12, months % 12 + 1, 1)
    return each.in_population and each.days[0] >= begins


def test_a_mail_to_several_people_is_one_mail_of_its_month() -> None:
    life = {number: [sent(ago(3), id="one", others=3)] for number in range(3)}
    [month] = report(facts_of(people(life))).months
    assert (month.sent, month.received, month.talks) == ((0, 1), (0, 0), (0, 0))


def test_months_begin_with_the_first_that_has_anything() -> None:
    months = report(facts_of(people({1: [met(ago(70)), received(ago(1))]}))).months
    assert [each.received for each in months][-1] == (1, 0)
    assert months[0].talks == (1, 0)
    assert len(months) == 3


def test_kept_is_who_was_in_touch_again_ninety_days_later() -> None:
    life = {1: days_ago(200, 110), 2: days_ago(200, 111), 3: days_ago(89)}
    quarters = report(facts_of(people(life))).quarters
    assert sum(each.kept for each in quarters) == 1
    assert sum(each.lost for each in quarters) == 1
    assert quarters[-1].young + quarters[-2].young == 1


def test_nobody_is_newly_met_before_history_reaches_back_sixty_days() -> None:
    begun = moment(known_from=ago(259))
    found = people({1: days_ago(200, 10)})
    assert report(facts_of(found, moment=begun)).quarters == ()
    assert report(facts_of(found, moment=moment(known_from=ago(260)))).quarters != ()
    assert report(facts_of(found, moment=moment(known_from=None))).quarters == ()


def test_recent_days_are_those_of_two_years_the_latest_first() -> None:
    [row] = report(facts_of(people({1: days_ago(800, 730, 729, 5)}))).people
    assert row.recent == (5, 729)


def test_whom_next_names_keeps_its_place() -> None:
    found = people({1: days_ago(50, 40), 2: days_ago(9)})
    one, two = found
    rows = report(facts_of(found, named={two: Kind.NEW, one: Kind.OVERDUE})).people
    assert {row.emails[0]: (row.kind, row.place) for row in rows} == {
        "p1@x.test": (Kind.OVERDUE, 2),
        "p2@x.test": (Kind.NEW, 1),
    }


def test_lines_of_show_are_taken_apart_without_loss() -> None:
    found = people({1: [*days_ago(100, 90, 80, 70), sent(ago(3), ignored=Ignored.CROWD, others=12)]})
    for one in found.values():
        lines = list(person_lines(about(one)))
        parts = list(taken_apart(lines))
        whole = [f"  {name:14} {text}" if name else text for name, text in parts]
        assert whole == [line if line in whole else line.strip() for line in lines]
        names = [name for name, _ in parts if name]
        assert {"last sent", "state", "strength", "next"} <= set(names)
        assert parts[-1][0] == ""
        assert parts[-1][1].endswith("more than ten others were on it")


def test_scores_stand_with_the_best_first_and_what_can_not_be_said_is_left_out() -> None:
    quality = report(facts_of({}, verdict=verdict({"count": 0.6, "p, shipped": 0.8, "recency": nan}))).quality
    assert [(each.name, each.auc, each.ours) for each in quality.scores] == [
        ("probability, shipped", 0.8, True),
        ("count", 0.6, False),
    ]
    assert report(facts_of({}, verdict="too little.")).quality.missing == "too little."


def test_a_message_is_among_the_talks_whoever_wrote_it() -> None:
    messages = [touch(ago(1), channel=Channel.MESSAGE, direction=way) for way in ("sent", "received", "both")]
    [month] = report(facts_of(people({1: messages}))).months
    assert (month.sent, month.received, month.talks) == ((0, 0), (0, 0), (3, 0))
