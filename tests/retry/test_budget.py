"""Budgets: never more than the service allows, counted the way the service may count."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.retry import Budget, Caller

WINDOW = 60.0


@dataclass(slots=True)
class Traffic:
    """Requests on a simulated clock. Those under way are answered while another waits or time passes."""

    now: float = 0.0
    flying: list[tuple[float, AbstractContextManager[None]]] = field(default_factory=list)
    counted: list[tuple[float, int]] = field(default_factory=list)
    """When the service counted how many units: somewhere between request and answer."""

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        landed = [request for end, request in self.flying if end <= self.now]
        self.flying = [(end, request) for end, request in self.flying if end > self.now]
        for request in landed:
            request.__exit__(None, None, None)

    def send(self, budget: Budget, units: int, takes: int, counted_after: float) -> None:
        request = budget.spend(units)
        request.__enter__()
        self.counted.append((self.now + takes * counted_after, units))
        self.flying.append((self.now + takes, request))

    def most(self) -> int:
        """The most units that the service counted in any window."""
        return max(
            (sum(units for at, units in self.counted if first <= at < first + WINDOW) for first, _ in self.counted),
            default=0,
        )


REQUESTS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 20), st.integers(0, 90), st.floats(0, 1), st.sampled_from([0, 0, 0, 1])
    ),
    max_size=40,
)
"""Seconds after the one before, units, seconds until its answer, when in between it is counted, whether refused."""


@given(REQUESTS, st.integers(20, 60))
def test_in_any_window_of_its_own_the_service_counts_no_more_than_the_limit(
    requests: list[tuple[int, int, int, float, int]], limit: int
) -> None:
    traffic = Traffic()
    budget = Budget(limit, WINDOW, in_flight=1000, clock=lambda: traffic.now, sleep=traffic.pass_time)
    for gap, units, takes, counted_after, refused in requests:
        traffic.pass_time(gap)
        traffic.send(budget, units, takes, counted_after)
        if refused:
            budget.slow_down()
    assert traffic.most() <= limit


def test_no_time_is_lost_while_the_budget_lasts() -> None:
    traffic = Traffic()
    budget = Budget(10, WINDOW, clock=lambda: traffic.now, sleep=traffic.pass_time)
    for _ in range(10):
        with budget.spend(1):
            pass
    assert traffic.now == 0
    with budget.spend(1):
        assert traffic.now == WINDOW


def test_who_waits_wakes_once_when_all_its_units_are_free() -> None:
    traffic, sleeps = Traffic(), []

    def sleep(seconds: float) -> None:
        sleeps.append(seconds)
        traffic.pass_time(seconds)

    budget = Budget(10, WINDOW, clock=lambda: traffic.now, sleep=sleep)
    for _ in range(10):
        with budget.spend(1):
            traffic.pass_time(1)
    with budget.spend(4):
        assert traffic.now == WINDOW + 4
    assert sleeps == [WINDOW - 6]


def test_a_request_larger_than_the_whole_budget_goes_out_alone() -> None:
    traffic = Traffic()
    budget = Budget(10, WINDOW, clock=lambda: traffic.now, sleep=traffic.pass_time)
    with budget.spend(25):
        pass
    with budget.spend(1):
        assert traffic.now == WINDOW


def test_a_request_that_fails_has_cost_its_units() -> None:
    traffic = Traffic()
    budget = Budget(10, WINDOW, clock=lambda: traffic.now, sleep=traffic.pass_time)
    with pytest.raises(TimeoutError), budget.spend(10):
        raise TimeoutError
    with budget.spend(1):
        assert traffic.now == WINDOW


def in_threads(count: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_together_stay_within_the_limit() -> None:
    counted: list[float] = []
    budget = Budget(20, 0.1, in_flight=8)

    def work() -> None:
        for _ in range(10):
            with budget.spend(2):
                counted.append(time.monotonic())

    in_threads(8, work)
    assert len(counted) == 80
    assert max(sum(2 for at in counted if first <= at < first + 0.1) for first in counted) <= 20


@pytest.mark.parametrize("in_flight", [1, 3])
def test_no_more_requests_are_under_way_than_allowed(in_flight: int) -> None:
    budget = Budget(1000, 0.01, in_flight=in_flight)
    lock, under_way, seen = threading.Lock(), [0], set()

    def work() -> None:
        for _ in range(5):
            with budget.spend(1):
                with lock:
                    under_way[0] += 1
                    seen.add(under_way[0])
                time.sleep(0.002)
                with lock:
                    under_way[0] -= 1

    in_threads(6, work)
    assert max(seen) == in_flight


def test_a_refusal_halves_the_pace_and_each_answer_mends_it_a_little() -> None:
    budget = Budget(1600, 0)
    budget.slow_down()
    assert budget.allowed == 800
    budget.slow_down()
    assert budget.allowed == 400
    with budget.spend(1):
        pass
    assert budget.allowed == 416
    for _ in range(200):
        with budget.spend(1):
            pass
    assert budget.allowed == 1600


def test_however_often_it_is_refused_a_sixteenth_is_left() -> None:
    budget = Budget(1600, WINDOW)
    for _ in range(50):
        budget.slow_down()
    assert budget.allowed == 100
    small = Budget(3, WINDOW)
    for _ in range(50):
        small.slow_down()
    assert small.allowed == 1


def test_without_a_window_units_are_held_only_while_their_requests_are_under_way() -> None:
    budget = Budget(1, 0, in_flight=2)
    lock, under_way, seen = threading.Lock(), [0], []

    def work() -> None:
        for _ in range(10):
            with budget.spend(1):
                with lock:
                    under_way[0] += 1
                    seen.append(under_way[0])
                time.sleep(0.0005)
                with lock:
                    under_way[0] -= 1

    in_threads(4, work)
    assert seen == [1] * 40


def test_all_who_name_a_budget_share_it() -> None:
    caller = Caller()
    found: list[Budget] = []
    in_threads(8, lambda: found.append(caller.budget("mail ann", 100, WINDOW)))
    assert len({id(budget) for budget in found}) == 1
    assert caller.budget("mail bob", 100, WINDOW) is not found[0]


def test_a_scale_shrinks_the_window() -> None:
    assert Caller(wait_scale=0.01).budget("mail ann", 100, WINDOW).window == pytest.approx(0.6)


def test_what_the_service_says_it_allows_holds_from_then_on_for_all_who_share_it() -> None:
    traffic = Traffic()
    caller = Caller(wait_scale=0.5, clock=lambda: traffic.now, sleep=traffic.pass_time)
    budget = caller.budget("crm", 2, WINDOW)
    for _ in range(2):
        with budget.spend(1):
            pass
    caller.budget("crm", 2, WINDOW).hear(4, 2 * WINDOW)
    for _ in range(2):
        with budget.spend(1):
            assert traffic.now == 0
    with budget.spend(1):
        assert traffic.now == WINDOW / 2, "what was spent before counts no longer than it did"
    assert budget.window == WINDOW


def test_while_a_budget_rests_nobody_sends() -> None:
    traffic = Traffic()
    budget = Budget(10, WINDOW, scale=0.5, clock=lambda: traffic.now, sleep=traffic.pass_time)
    budget.rest(10)
    budget.rest(4)
    with budget.spend(1):
        assert traffic.now == 5
