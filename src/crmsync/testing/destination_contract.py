"""The laws of a destination."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from crmsync.connector import (
    GONE,
    Applied,
    ArchiveTask,
    Change,
    Channel,
    ClearProfile,
    CompleteTask,
    ContactKeeping,
    CreateContact,
    CreateTask,
    DeferTask,
    Destination,
    EmailAddress,
    Exhausted,
    Fate,
    Outcome,
    Output,
    Profile,
    ProfilePage,
    Rejected,
    ReopenTask,
    Schema,
    SetProperties,
    TagKeeping,
    TaskContent,
    Unauthorized,
    Unavailable,
    UpdateTask,
    Values,
)
from crmsync.testing.abilities import Ability, Failure, leave_out, needs
from crmsync.testing.destination_world import DestinationWorld

TAGS = ("client", "investor")
FULL: Values = {
    Output.LAST_CONTACT: "2026-11-20T08:00:00Z",
    Output.LAST_RECEIVED: "2026-11-20T08:00:00Z",
    Output.LAST_SENT: "2026-11-19T23:59:59Z",
    Output.LAST_MEETING: "1999-12-31T23:59:59Z",
    Output.LAST_CALL: "2026-03-29T01:30:00Z",
    Output.NEXT_MEETING: "2026-12-01T09:00:00Z",
    Output.LAST_CHANNEL: "mail",
    Output.STATE: "losing_touch",
    Output.TURN: "yours",
    Output.CIRCLE: "inner",
    Output.STRENGTH: "100",
    Output.WARMTH: "0",
    Output.REACH_OUT_BY: "2026-12-20",
    Output.WHY: "Last mail on 20 November. You usually talk every 12 days; it is your turn.",
    Output.TAGS: "client;investor",
}
"""A value of every output, in its canonical form."""
ODD_TEXTS = (
    "=1+1",
    "+44 20 7946 0000",
    "-5",
    "@home",
    "'quoted",
    "'=quoted",
    "''+quoted twice",
    'a, "b"; c | d',
    "two\nlines",
    "null",
    "0010",
    "1e3",
    "Zoë 漢字 🙂 \u202eright to left",
    "<b>&amp;</b>",
    "\\n and \\",
    "long " * 200 + "end",
)
DUE = date(2026, 11, 24)
CONTENT = TaskContent(subject="Talk to Bob", body="61 days <quiet> & so on\nmail", due=DUE, channel=Channel.MAIL)
BOB, EVE, ZOE = "bob@example.org", "eve@example.org", "zoe@example.org"


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """What the store knows: ids of our open tasks."""

    ids: tuple[str, ...] = ()

    def open_tasks(self) -> tuple[str, ...]:
        return self.ids


class DestinationLooks:
    """The laws that only look, and hold of any account as it is: those that `--live` tries.

    An author gives the fixture `world`, of which nothing but `open` and `requests` is asked.
    """

    def fill(self, world: DestinationWorld) -> None:
        """What a law begins with. A real account holds what it holds."""

    def test_construction_sends_nothing(self, world: DestinationWorld) -> None:
        before = world.requests()
        world.open()
        assert world.requests() == before

    def test_nothing_costs_nothing(self, world: DestinationWorld) -> None:
        destination = world.open()
        before = world.requests()
        assert list(destination.apply([])) == []
        assert list(destination.read([])) == []
        assert world.requests() == before

    def test_who_is_not_there_is_not_answered(self, world: DestinationWorld) -> None:
        self.fill(world)
        assert list(world.open().read([EmailAddress("nobody-has-this@unheard-of.example")])) == []

    def test_what_people_did_is_told_with_a_cursor(self, world: DestinationWorld) -> None:
        pages = list(world.open().changes(None, OpenTasks()))
        assert pages, "tell one page at least, for its cursor"
        again = list(world.open().changes(pages[-1].cursor, OpenTasks()))
        assert _cadences(again) == _cadences(pages)


class DestinationContract(DestinationLooks):
    """Every destination passes it. A subclass sets `World`; laws about what the service lacks are absent from it."""

    World: ClassVar[type[DestinationWorld]]

    def __init_subclass__(cls) -> None:
        if "World" in vars(cls):
            leave_out(cls, cls.World.lacks)

    @pytest.fixture
    def world(self, tmp_path: Path) -> Iterator[DestinationWorld]:
        with self.World(tmp_path) as world:
            yield world

    def fill(self, world: DestinationWorld) -> None:
        world.load([BOB, EVE])

    # --- reading --------------------------------------------------------------------------------------------

    def test_only_who_is_there_is_read_each_once(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        profiles = read(world, BOB, "nobody@example.org", BOB)
        assert [(profile.id, profile.addresses) for profile in profiles] == [(bob, (BOB,))]
        assert (profiles[0].values, profiles[0].tasks) == ({}, ())

    def test_who_was_removed_is_not_read(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        world.remove(bob)
        assert [profile.id for profile in read(world, BOB, EVE)] == [eve]

    def test_looking_writes_nothing(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        [_, task] = applied(world, SetProperties(key="s", profile=bob, values=FULL), new_task(bob))
        before = world.held()
        read(world, BOB, EVE)
        list(ready(world).changes(None, OpenTasks((task,))))
        assert world.held() == before

    # --- values ---------------------------------------------------------------------------------------------

    def test_every_output_is_read_as_it_was_written(self, world: DestinationWorld) -> None:
        """So a plan that is made after a push is empty."""
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        [profile] = read(world, BOB)
        assert profile.values == FULL

    @pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
    def test_an_odd_text_is_read_as_it_was_written(self, world: DestinationWorld, text: str) -> None:
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values={Output.WHY: text}))
        [profile] = read(world, BOB)
        assert profile.values == {Output.WHY: text}

    def test_an_empty_value_clears_and_what_is_not_named_stays(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        applied(world, SetProperties(key="t", profile=bob, values={Output.STATE: ""}))
        [profile] = read(world, BOB)
        assert profile.values == {output: text for output, text in FULL.items() if output is not Output.STATE}

    def test_what_is_not_ours_is_never_touched(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        before = world.foreign()
        [_, task] = applied(world, SetProperties(key="s", profile=bob, values=FULL), new_task(bob))
        applied(world, CompleteTask(key="c", profile=bob, task=task), ClearProfile(key="x", profile=bob))
        assert world.foreign() == before

    def test_clearing_a_profile_empties_all_of_ours(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        applied(world, *(SetProperties(key=f"s{each}", profile=each, values=FULL) for each in (bob, eve)))
        applied(world, ClearProfile(key="x", profile=bob))
        assert [profile.values for profile in read(world, BOB)] == [{}]
        assert [profile.values for profile in read(world, EVE)] == [FULL]

    # --- applying -------------------------------------------------------------------------------------------

    def test_twice_is_once(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        changes = SetProperties(key="s", profile=bob, values=FULL), new_task(bob), new_task(eve, "k2")
        first, held = applied(world, *changes), world.held()
        assert applied(world, *changes) == first
        assert world.held() == held

    def test_one_key_twice_in_one_go_is_one_task(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        first, second = applied(world, new_task(bob), new_task(bob))
        assert first == second
        assert list(world.tasks()) == ["k1"]

    def test_a_task_that_is_made_again_stays_what_became_of_it(self, world: DestinationWorld) -> None:
        """Its answer was lost, and somebody was quick."""
        [bob] = world.load([BOB])
        [id] = applied(world, new_task(bob))
        applied(world, CompleteTask(key="c", profile=bob, task=id))
        held = world.held()
        assert applied(world, new_task(bob)) == [id]
        assert world.held() == held

    def test_one_refusal_stops_nothing(self, world: DestinationWorld) -> None:
        gone, bob = world.load([EVE, BOB])
        world.remove(gone)
        changes: list[Change] = [
            SetProperties(key="a", profile=gone, values=FULL),
            SetProperties(key="b", profile=bob, values=FULL),
            new_task(gone, "k1"),
            new_task(bob, "k2"),
        ]
        outcomes = list(ready(world).apply(changes))
        assert [outcome.key for outcome in outcomes] == [change.key for change in changes]
        assert outcomes[0::2] == [Rejected(key="a", reason=GONE), Rejected(key="k1", reason=GONE)]
        assert all(isinstance(outcome, Applied) for outcome in outcomes[1::2])
        assert [profile.values for profile in read(world, BOB)] == [FULL]

    def test_250_changes_are_all_applied_in_order(self, world: DestinationWorld) -> None:
        people = [f"person{number}@example.org" for number in range(250)]
        ids = list(world.load(people))
        destination = ready(world)
        before = world.requests()
        values = {Output.STATE: "quiet"}
        outcomes = list(destination.apply([SetProperties(key=f"s{id}", profile=id, values=values) for id in ids]))
        assert world.requests() - before <= world.most_requests_for_250
        assert outcomes == [Applied(key=f"s{id}", id=id) for id in ids]
        assert [profile.values for profile in read(world, *people)] == [values] * 250

    def test_nothing_is_sent_before_an_outcome_is_asked_for(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        before = world.held()
        ready(world).apply([SetProperties(key="s", profile=bob, values=FULL)])
        assert world.held() == before

    # --- tasks ----------------------------------------------------------------------------------------------

    def test_a_task_is_read_with_its_profile(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        [id] = applied(world, new_task(bob))
        [task] = read(world, BOB)[0].tasks
        assert (task.id, task.key, task.fate, task.due, task.ended) == (id, "k1", Fate.OPEN, DUE, None)
        assert read(world, EVE)[0].tasks == ()

    def test_a_task_lives_as_it_is_told_to(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        [id] = applied(world, new_task(bob))
        for change, fate in (
            (CompleteTask, Fate.COMPLETED),
            (CompleteTask, Fate.COMPLETED),
            (ReopenTask, Fate.OPEN),
            (DeferTask, Fate.DEFERRED),
            (ReopenTask, Fate.OPEN),
        ):
            assert applied(world, change(key="c", profile=bob, task=id)) == [id]
            assert fates(world, id) == {id: fate}
            [task] = read(world, BOB)[0].tasks
            assert (task.fate, task.ended is None) == (fate, fate is Fate.OPEN)

    def test_a_rewritten_task_keeps_its_day(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        [id] = applied(world, new_task(bob))
        other = replace(CONTENT, subject="Reply to Bob", due=date(2027, 1, 1), channel=Channel.CALL)
        before = world.held()
        applied(world, UpdateTask(key="u", profile=bob, task=id, content=other))
        assert world.held() != before
        assert [task.due for task in read(world, BOB)[0].tasks] == [DUE]

    def test_an_archived_task_is_not_there_and_archiving_it_again_is_done(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        [id] = applied(world, new_task(bob))
        for _ in range(2):
            assert applied(world, ArchiveTask(key="a", profile=bob, task=id)) == [id]
        assert read(world, BOB)[0].tasks == ()
        assert list(world.tasks()) == []

    @needs(Ability.PEOPLE)
    def test_what_people_did_to_tasks_is_told(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        done, gone, moved = applied(world, *(new_task(bob, key) for key in ("k1", "k2", "k3")))
        world.complete(done)
        world.delete(gone)
        world.move(moved, date(2026, 12, 5))
        assert fates(world, done, gone, moved) == {done: Fate.COMPLETED, gone: Fate.DELETED, moved: Fate.OPEN}
        assert {task.id: task.due for task in read(world, BOB)[0].tasks}[moved] == date(2026, 12, 5)

    @needs(Ability.PEOPLE)
    def test_a_task_that_somebody_deleted_is_gone_and_does_not_come_back(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        [id] = applied(world, new_task(bob))
        world.delete(id)
        outcomes = ready(world).apply(
            [
                UpdateTask(key="u", profile=bob, task=id, content=CONTENT),
                CompleteTask(key="c", profile=bob, task=id),
                ArchiveTask(key="a", profile=bob, task=id),
            ]
        )
        assert list(outcomes) == [
            Rejected(key="u", reason=GONE),
            Rejected(key="c", reason=GONE),
            Applied(key="a", id=id),
        ]
        assert list(world.tasks()) == []

    @needs(Ability.PEOPLE)
    def test_settings_are_told_every_time_and_a_cleared_one_is_missing(self, world: DestinationWorld) -> None:
        bob, eve = world.load([BOB, EVE])
        world.set_cadence(bob, 40)
        world.set_cadence(eve, 10)
        pages = list(ready(world).changes(None, OpenTasks()))
        assert _cadences(pages) == {bob: 40, eve: 10}
        world.set_cadence(eve, None)
        again = list(ready(world).changes(pages[-1].cursor, OpenTasks()))
        assert _cadences(again) == {bob: 40}
        assert [profile.settings.cadence_days for profile in read(world, BOB)] == [40]

    @needs(Ability.PEOPLE)
    def test_what_people_set_is_never_written_over(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        world.set_cadence(bob, 40)
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        assert [profile.settings.cadence_days for profile in read(world, BOB)] == [40]

    # --- profiles of our making -----------------------------------------------------------------------------

    @needs(Ability.MAKING)
    def test_a_profile_is_made_once_with_its_values(self, world: DestinationWorld) -> None:
        [id] = applied(world, newcomer(ZOE))
        assert applied(world, newcomer(ZOE)) == [id]
        assert [(profile.id, profile.addresses, profile.values) for profile in read(world, ZOE)] == [(id, (ZOE,), FULL)]

    @needs(Ability.MAKING)
    def test_who_is_there_already_gets_the_values_and_no_second_profile(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        before = world.foreign()
        assert list(ready(world).apply([newcomer(BOB)])) == [Applied(key="new", id=bob, existed=True)]
        assert [(profile.id, profile.values) for profile in read(world, BOB)] == [(bob, FULL)]
        assert world.foreign() == before

    @needs(Ability.MAKING)
    def test_whom_a_person_removed_is_known_to_be_removed(self, world: DestinationWorld) -> None:
        bob, _ = world.load([BOB, EVE])
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        world.remove(bob)
        destination = ready(world)
        assert isinstance(destination, ContactKeeping)
        asked = [EmailAddress(BOB), EmailAddress(EVE), EmailAddress(ZOE)]
        assert set(destination.removed(asked)) == {BOB}

    # --- trouble --------------------------------------------------------------------------------------------

    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", [Failure.TOO_FAST, Failure.BROKEN, Failure.DOWN, Failure.DROPPED])
    def test_a_passing_failure_is_waited_for(self, world: DestinationWorld, failure: Failure) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(failure)
        outcomes = list(destination.apply([SetProperties(key="s", profile=bob, values=FULL)]))
        assert outcomes == [Applied(key="s", id=bob)]
        world.fail(failure)
        assert [profile.values for profile in read(world, BOB)] == [FULL]

    @needs(Ability.FAILURES)
    @pytest.mark.parametrize("failure", [Failure.BROKEN, Failure.DROPPED, Failure.LOST])
    def test_a_lost_answer_makes_one_task(self, world: DestinationWorld, failure: Failure) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(failure)
        [outcome] = destination.apply([new_task(bob)])
        assert isinstance(outcome, Applied)
        assert list(world.tasks()) == ["k1"]
        assert applied(world, new_task(bob)) == [outcome.id]
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.FAILURES)
    def test_a_failure_that_stays_is_told_and_what_was_not_done_can_be_done_later(
        self, world: DestinationWorld
    ) -> None:
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(Failure.DOWN, times=None)
        with pytest.raises((Unavailable, Exhausted)):
            list(destination.apply([new_task(bob)]))
        world.heal()
        applied(world, new_task(bob))
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.FAILURES)
    def test_answers_that_are_lost_again_and_again_double_nothing(self, world: DestinationWorld) -> None:
        """Whether it can be seen that the task was made, or has to be told as trouble, depends on the service."""
        [bob] = world.load([BOB])
        destination = ready(world)
        world.fail(Failure.LOST, times=None)
        with suppress(Unavailable, Exhausted):
            list(destination.apply([new_task(bob)]))
        world.heal()
        applied(world, new_task(bob))
        assert list(world.tasks()) == ["k1"]

    @needs(Ability.LOGIN)
    def test_a_refused_login_is_told_as_such(self, world: DestinationWorld) -> None:
        world.load([BOB])
        destination = ready(world)
        world.fail(Failure.NO_LOGIN, times=None)
        with pytest.raises(Unauthorized):
            list(destination.read([EmailAddress(BOB)]))


def ready(world: DestinationWorld) -> Destination:
    """A new destination that knows the tags and has what it needs, as after `crmsync setup`."""
    destination = world.open()
    if isinstance(destination, TagKeeping):
        destination.keep_tags(TAGS)
    if isinstance(destination, Schema):
        for step in destination.lacking():
            destination.create(step)
    return destination


def read(world: DestinationWorld, *addresses: str) -> list[Profile]:
    return list(ready(world).read([EmailAddress(address) for address in addresses]))


def applied(world: DestinationWorld, *changes: Change) -> list[str]:
    """Apply, where all must be applied; the ids of the outcomes."""
    outcomes: Sequence[Outcome] = list(ready(world).apply(changes))
    assert [outcome.key for outcome in outcomes] == [change.key for change in changes]
    assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []
    return [outcome.id for outcome in outcomes if isinstance(outcome, Applied)]


def new_task(profile: str, key: str = "k1") -> CreateTask:
    return CreateTask(key=key, profile=profile, content=CONTENT)


def newcomer(address: str) -> CreateContact:
    return CreateContact(
        key="new", address=EmailAddress(address), first_name="=Zoë", last_name="Stone, Jr.", values=FULL
    )


def fates(world: DestinationWorld, *tasks: str) -> dict[str, Fate]:
    pages = ready(world).changes(None, OpenTasks(tasks))
    return {task.id: task.fate for page in pages for task in page.tasks if task.id in tasks}


def _cadences(pages: Sequence[ProfilePage]) -> dict[str, int]:
    """Of the profiles on the pages that have one."""
    told = [each for page in pages for each in page.profiles]
    return {each.id: each.settings.cadence_days for each in told if each.settings.cadence_days is not None}
