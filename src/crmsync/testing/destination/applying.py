"""The laws of applying changes."""

from crmsync.connector import GONE, Applied, Change, CompleteTask, Output, Rejected, SetProperties
from crmsync.testing.destination.given import BOB, EVE, FULL, applied, new_task, read, ready
from crmsync.testing.destination.world import DestinationWorld


class ApplyingLaws:
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
