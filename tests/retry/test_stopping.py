"""A user who interrupts waits for nobody's quota."""

import threading
import time
from collections.abc import Callable

import pytest

from crmsync.retry import Again, Budget, Caller, Stopped


def asks_to_wait(error: Exception) -> Again:
    return Again(reason=str(error), after=500.0)


def busy() -> None:
    raise OSError("busy")


def wait_for_an_answer(caller: Caller) -> None:
    caller.call(busy, connector="mail", classify=asks_to_wait, budget=Budget(9, 0))


def wait_for_units(caller: Caller) -> None:
    budget = caller.budget("mail ann", 1, 500.0)
    for _ in range(2):
        with budget.spend(1):
            pass


@pytest.mark.parametrize("waiting", [wait_for_an_answer, wait_for_units])
def test_every_thread_that_waits_is_woken(waiting: Callable[[Caller], None]) -> None:
    caller = Caller()
    ended: list[type[BaseException]] = []

    def work() -> None:
        with pytest.raises(Stopped) as caught:
            waiting(caller)
        ended.append(caught.type)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(3)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(0.02)
    caller.stop()
    for thread in threads:
        thread.join(timeout=5)
    assert ended == [Stopped] * 3
    assert time.monotonic() - begun < 5


def test_who_would_wait_later_is_stopped_too_and_is_no_error_to_be_classified() -> None:
    caller = Caller()
    caller.stop()
    with pytest.raises(KeyboardInterrupt):
        wait_for_an_answer(caller)


def test_what_needs_no_waiting_goes_on() -> None:
    caller = Caller()
    caller.stop()
    assert caller.call(lambda: "yes", connector="mail", classify=asks_to_wait, budget=Budget(9, 0)) == "yes"
