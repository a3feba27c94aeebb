"""Wanted against known: what is written, what is left alone, and what is not sent again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_up import NOW, address, ago, by_hand, everybody, met, moment, person, relationship, sent
from obedient_crm import Crm

from crmsync.connector import ArchiveTask, Change, CreateTask, EmailAddress, Fate, Output, Profile, SetProperties
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity
from crmsync.planning.plan import Known, KnownProfile, Plan, fingerprint, plan
from crmsync.planning.tasks import KnownTask
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Touch

BEN = person().id


def ben(*touches: Touch, **who: object) -> Relationship:
    return relationship(*(touches or [met(ago(31))]), **{"settings": by_hand(30), **who})  # type: ignore[arg-type]


def made(crm: Crm, *who: Relationship, capacity: Capacity | None = None, **more: object) -> Plan:
    return plan(crm.known(everybody(*who), **more), moment(), capacity or Capacity())


def sets(found: Plan) -> list[SetProperties]:
    return [change for change in found.changes if isinstance(change, SetProperties)]


def creates(found: Plan) -> list[CreateTask]:
    return [change for change in found.changes if isinstance(change, CreateTask)]


@pytest.fixture
def crm() -> Crm:
    crm = Crm()
    crm.hold(BEN)
    return crm


@pytest.fixture
def pushed(crm: Crm) -> Crm:
    """Everything about Ben is written."""
    crm.apply(made(crm, ben()), NOW)
    return crm


def hold(crm: Crm, seen: dict[Output, str]) -> None:
    before = crm.profiles[BEN]
    crm.profiles[BEN] = KnownProfile(profile=replace(before.profile, values=seen), written=before.written)


def test_only_what_differs_is_written(pushed: Crm) -> None:
    [change] = sets(made(pushed, ben(met(ago(31)), sent(ago(3)))))
    assert change.values.keys() == {Output.LAST_SENT, Output.TURN, Output.WHY, Output.WARMTH}


def test_an_edit_by_somebody_else_is_left_alone_until_the_next_different_value(pushed: Crm) -> None:
    hold(pushed, {**pushed.profiles[BEN].profile.values, Output.STATE: "dormant"})
    assert sets(made(pushed, ben())) == []
    news = made(pushed, ben(met(ago(31)), met(ago(3))))
    assert Output.LAST_CONTACT in sets(news)[0].values


def test_what_stands_there_already_is_not_written_again_by_a_store_that_was_lost(pushed: Crm) -> None:
    pushed.profiles[BEN] = KnownProfile(profile=pushed.profiles[BEN].profile)
    assert sets(made(pushed, ben())) == []


def test_a_value_that_was_undone_waits_until_another_is_wanted(pushed: Crm) -> None:
    hold(pushed, {})
    assert sets(made(pushed, ben())) == []
    [change] = sets(made(pushed, ben(met(ago(31)), met(ago(3)))))
    assert change.values[Output.LAST_CONTACT] == "2026-11-15T09:00:00Z"
    assert Output.LAST_CHANNEL not in change.values


def test_the_values_that_are_replaced_stand_beside_the_change(pushed: Crm) -> None:
    hold(pushed, {Output.LAST_CONTACT: "2020-01-01T00:00:00Z"})
    found = made(pushed, ben(met(ago(3))))
    [change] = sets(found)
    assert found.before[change.key][Output.LAST_CONTACT] == "2020-01-01T00:00:00Z"
    assert found.before[change.key].keys() == change.values.keys()


def test_who_became_personal_is_emptied_once(pushed: Crm) -> None:
    found = made(pushed, ben(personal=True))
    assert set(sets(found)[0].values.values()) == {""}
    assert [type(change) for change in found.changes] == [SetProperties, ArchiveTask]
    pushed.apply(found, NOW)
    assert made(pushed, ben(personal=True)).changes == ()


def test_of_whom_no_trace_is_left_what_we_wrote_is_emptied_and_the_task_withdrawn(pushed: Crm) -> None:
    found = made(pushed)
    assert [type(change) for change in found.changes] == [SetProperties, ArchiveTask]
    pushed.apply(found, NOW)
    assert made(pushed).changes == ()


def test_who_was_never_written_to_the_crm_is_left_alone(crm: Crm) -> None:
    hold(crm, {Output.STATE: "fine"})
    assert made(crm).changes == ()


def test_while_history_is_incomplete_nothing_is_emptied(pushed: Crm) -> None:
    assert sets(made(pushed, complete=False)) == []


def test_two_contacts_of_one_person_get_the_values_and_the_older_the_task(crm: Crm) -> None:
    both = [KnownProfile(profile=Profile(id=id, addresses=())) for id in ("1", "2")]
    known = replace(crm.known(everybody(ben())), profiles={BEN: both})
    found = plan(known, moment(), Capacity())
    assert [change.profile for change in sets(found)] == ["1", "2"]
    assert [change.profile for change in creates(found)] == ["1"]


def test_when_two_with_open_tasks_turn_out_to_be_one_the_older_task_stays(pushed: Crm) -> None:
    [older] = pushed.tasks.values()
    younger = replace(older, key="k2", id="t2")
    known = pushed.known(everybody(ben()))
    merged = replace(known, tasks={BEN: [older, younger, replace(younger, key="k3", id="t3", fate=Fate.DELETED)]})
    [change] = plan(merged, moment(), Capacity()).changes
    assert change == ArchiveTask(key="archive:k2", profile=younger.profile, task="t2")


def test_all_open_tasks_of_whom_no_trace_is_left_are_withdrawn(pushed: Crm) -> None:
    [older] = pushed.tasks.values()
    known = replace(pushed.known({}), tasks={BEN: [older, replace(older, key="k2", id="t2")]})
    withdrawn = [change.task for change in plan(known, moment(), Capacity()).changes if isinstance(change, ArchiveTask)]
    assert sorted(withdrawn) == sorted([older.id, "t2"])


def test_properties_come_first_then_what_becomes_of_tasks_then_new_ones(pushed: Crm) -> None:
    cat = relationship(met(ago(90)), id=PersonId("cat"), settings=by_hand(30))
    pushed.hold(PersonId("cat"))
    found = made(pushed, ben(met(ago(31)), sent(ago(-0.01), ignored=None)), cat)
    assert [type(change).__name__ for change in found.changes] == [
        "SetProperties",
        "SetProperties",
        "CompleteTask",
        "CreateTask",
    ]


def refused(found: Plan, kind: type[Change]) -> set[str]:
    return {fingerprint(change) for change in found.changes if isinstance(change, kind)}


def test_a_change_that_was_refused_is_not_sent_again(crm: Crm) -> None:
    found = made(crm, ben())
    again = made(crm, ben(), rejected=refused(found, SetProperties) | refused(found, CreateTask))
    assert again.changes == ()


def test_a_refused_change_is_sent_again_once_it_says_something_else(crm: Crm) -> None:
    rejected = refused(made(crm, ben()), SetProperties)
    assert sets(made(crm, ben(met(ago(3))), rejected=rejected)) != []


def test_a_refused_task_is_not_sent_again_on_a_later_day(crm: Crm) -> None:
    rejected = refused(made(crm, ben()), CreateTask)
    known = crm.known(everybody(ben()), rejected=rejected)
    assert creates(plan(known, moment(NOW + timedelta(days=1)), Capacity())) == []


def test_a_refused_task_takes_nobody_s_place(crm: Crm) -> None:
    crm.hold(PersonId("cat"))
    cat = valued(relationship(met(ago(90)), id=PersonId("cat"), settings=by_hand(30)), 100, 0)
    old, one = ben(met(ago(80))), Capacity(day=1)
    first = made(crm, old, cat, capacity=one)
    assert [change.profile for change in creates(first)] == ["cat"]
    second = made(crm, old, cat, capacity=one, rejected=refused(first, CreateTask))
    assert [change.profile for change in creates(second)] == [BEN]
    assert second.waiting == 0


def valued(found: Relationship, strength: float, p: float = 0.2) -> Relationship:
    return replace(found, strength=strength, p_contact_90d=p)


def test_the_strongest_whom_time_alone_will_not_bring_come_first_and_the_others_wait(crm: Crm) -> None:
    """Neither who has waited longest, nor who is strongest and in touch anyway."""
    waits = {"long": (400, 30, 0.2), "strong": (31, 90, 0.2), "anyway": (32, 95, 0.9), "weak": (33, 20, 0.2)}
    people = [
        valued(relationship(met(ago(days)), id=PersonId(name), settings=by_hand(30)), strength, p)
        for name, (days, strength, p) in waits.items()
    ]
    crm.hold(*(each.person.id for each in people))
    found = made(crm, *people, capacity=Capacity(day=2))
    assert [change.profile for change in creates(found)] == ["strong", "long"]
    assert found.waiting == 2


FRIENDS = [
    valued(relationship(met(ago(300)), id=PersonId(name), settings=by_hand(30)), 90) for name in ("old1", "old2")
]


def acquaintance(name: str, *touches: Touch, value: float = 5) -> Relationship:
    """Newly met, and due."""
    return valued(relationship(met(ago(20)), *touches, id=PersonId(name), settings=by_hand(14)), value)


def given(crm: Crm, *who: Relationship, new_people: int = 1) -> list[str]:
    """Whom the two tasks of a day are for."""
    crm.hold(*(each.person.id for each in who))
    found = plan(crm.known(everybody(*who)), moment(), Capacity(day=2), new_people=new_people)
    return [change.profile for change in creates(found)]


@pytest.mark.parametrize(("new_people", "who"), [(0, ["old1", "old2"]), (1, ["old1", "new1"]), (2, ["new1", "new2"])])
def test_so_many_of_a_week_s_tasks_are_for_who_was_newly_met(new_people: int, who: list[str]) -> None:
    new = acquaintance("new1"), acquaintance("new2", value=4)
    assert given(Crm(), *FRIENDS, *new, new_people=new_people) == who


def test_a_task_of_this_week_has_had_the_week_s_place_for_new_people() -> None:
    """NOW is a Wednesday."""
    for days, who in ((1, ["old1", "old2"]), (3, ["old1", "new"])):
        crm, at = Crm(), ago(days)
        crm.tasks["k"] = KnownTask(
            key="k", person=PersonId("had"), profile="had", id="t", fate=Fate.OPEN, created=at, due=at.date()
        )
        assert given(crm, *FRIENDS, acquaintance("had"), acquaintance("new")) == who, days


def test_whom_self_came_back_to_this_week_has_had_its_place_for_new_people() -> None:
    for days, who in ((1, ["old1", "old2"]), (3, ["old1", "new"])):
        assert given(Crm(), *FRIENDS, acquaintance("had", sent(ago(days))), acquaintance("new")) == who, days


def test_a_backlog_is_not_piled_up(crm: Crm) -> None:
    """Open tasks of long ago count against the week."""
    old = [
        KnownTask(
            key=f"k{n}",
            person=PersonId(f"p{n}"),
            profile="1",
            id=f"t{n}",
            fate=Fate.OPEN,
            created=ago(90),
            due=date(2026, 8, 20),
        )
        for n in range(10)
    ]
    known = crm.known(everybody(ben()))
    crowded: Known = replace(known, tasks={task.person: [task] for task in old})
    assert creates(plan(crowded, moment(), Capacity(week=10))) == []
    assert len(creates(plan(crowded, moment(), Capacity(week=11)))) == 1


def test_the_task_belongs_to_whose_account_the_tie_is(crm: Crm) -> None:
    owner: EmailAddress = address("ann@example.com")
    [task] = creates(made(crm, ben(), owners={BEN: owner}))
    assert task.content.owner == owner
    assert task.content.due == date(2026, 11, 18)
