"""The laws of tasks, and of what people do to them."""

from dataclasses import replace
from datetime import date

from crmsync.connector import (
    GONE,
    Applied,
    ArchiveTask,
    Channel,
    CompleteTask,
    DeferTask,
    Fate,
    Rejected,
    ReopenTask,
    SetProperties,
    UpdateTask,
)
from crmsync.testing.abilities import Ability, needs
from crmsync.testing.destination.given import (
    BOB,
    CONTENT,
    DUE,
    EVE,
    FULL,
    OpenTasks,
    applied,
    cadences,
    fates,
    new_task,
    read,
    ready,
)
from crmsync.testing.destination.world import DestinationWorld


class TaskLaws:
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
        assert cadences(pages) == {bob: 40, eve: 10}
        world.set_cadence(eve, None)
        again = list(ready(world).changes(pages[-1].cursor, OpenTasks()))
        assert cadences(again) == {bob: 40}
        assert [profile.settings.cadence_days for profile in read(world, BOB)] == [40]

    @needs(Ability.PEOPLE)
    def test_what_people_set_is_never_written_over(self, world: DestinationWorld) -> None:
        [bob] = world.load([BOB])
        world.set_cadence(bob, 40)
        applied(world, SetProperties(key="s", profile=bob, values=FULL))
        assert [profile.settings.cadence_days for profile in read(world, BOB)] == [40]
