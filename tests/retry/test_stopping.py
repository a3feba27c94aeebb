"""A user who interrupts waits for no quota."""

import threading
import time

import pytest

from crmsync.retry import Caller, Stopped


def test_a_thread_that_waits_for_the_budget_is_woken() -> None:
    caller = Caller()
    budget = caller.budget("mail", 1, 3600.0)
    caller.call(lambda: "first", connector="mail", classify=lambda _: None, budget=budget)
    woken = []

    def second() -> None:
        with pytest.raises(Stopped):
            caller.call(lambda: "second", connector="mail", classify=lambda _: None, budget=budget)
        woken.append(True)

    waiting = threading.Thread(target=second)
    waiting.start()
    time.sleep(0.05)
    assert not woken
    caller.stop()
    waiting.join(5)
    assert woken == [True]
