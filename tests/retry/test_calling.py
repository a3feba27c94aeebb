"""What is repeated, how long is waited, and what reaches the caller."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.connector import ConnectorError, Exhausted, Unauthorized, Unavailable
from crmsync.retry import ATTEMPTS, Again, Budget, Caller, Tally

WAITS = st.floats(0, 1)


@dataclass(eq=False)
class Trouble(Exception):
    """What a library raises; `verdict` is what the connector says of it."""

    verdict: Again | ConnectorError | None


def classify(error: Exception) -> Again | ConnectorError | None:
    return error.verdict if isinstance(error, Trouble) else None


BUSY = Trouble(Again(reason="busy"))
LOST = Trouble(Again(reason="no answer", maybe_done=True))
FAST = Trouble(Again(reason="too fast", slow_down=True))


@dataclass(slots=True)
class Line:
    """A service that answers from a script, and a caller whose waits are written down."""

    script: list[Exception | str]
    scale: float = 1.0
    jitter: float = 0.0
    sent: int = 0
    waits: list[float] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    budget: Budget = field(default_factory=lambda: Budget(1600, 0))

    def send(self) -> str:
        self.sent += 1
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def call(self, *, look: Callable[[], str | None] | None = None, attempts: int = ATTEMPTS) -> str:
        caller = Caller(
            tally=self.tally,
            wait_scale=self.scale,
            sleep=self.waits.append,
            jitter=lambda: self.jitter,
            notice=self.notices.append,
        )
        return caller.call(
            self.send,
            connector="mail",
            classify=classify,
            budget=self.budget,
            units=5,
            account="ann@example.com",
            look=look,
            attempts=attempts,
        )


def test_an_answer_is_an_answer() -> None:
    line = Line(["yes"])
    assert line.call() == "yes"
    assert (line.sent, line.waits, line.notices) == (1, [], [])


def test_a_request_is_repeated_until_it_is_answered() -> None:
    line = Line([BUSY, BUSY, "yes"])
    assert line.call() == "yes"
    assert line.notices == ["mail: busy; trying again"] * 2


@pytest.mark.parametrize("attempts", [1, 2, ATTEMPTS])
def test_attempts_are_bounded_and_the_last_reason_is_told(attempts: int) -> None:
    line = Line([BUSY] * 9)
    with pytest.raises(Unavailable, match=f"mail: busy; gave up after {attempts} tries") as caught:
        line.call(attempts=attempts)
    assert line.sent == attempts
    assert caught.value.__cause__ is BUSY


def test_waits_double_and_jitter_spreads_them_over_the_upper_half() -> None:
    shortest, longest = Line([BUSY] * 9, jitter=0.0), Line([BUSY] * 9, jitter=1.0)
    for line in (shortest, longest):
        with pytest.raises(Unavailable):
            line.call()
    assert shortest.waits == [0.5, 1, 2, 4]
    assert longest.waits == [1, 2, 4, 8]


def test_a_whole_account_that_is_too_fast_waits_longer_up_to_a_minute() -> None:
    line = Line([FAST] * 9, jitter=1.0)
    with pytest.raises(Unavailable):
        line.call(attempts=7)
    assert line.waits == [4, 8, 16, 32, 60, 60]


def test_a_refusal_for_speed_slows_the_budget_and_another_trouble_does_not() -> None:
    line = Line([BUSY, "yes", FAST, "yes"])
    line.call()
    assert line.budget.allowed == 1600
    line.call()
    assert line.budget.allowed == pytest.approx(816)


@given(asked=st.floats(0, 600), jitter=WAITS, scale=st.sampled_from([1.0, 0.01]))
def test_what_the_service_asks_is_waited_and_at_most_a_tenth_more(asked: float, jitter: float, scale: float) -> None:
    line = Line([Trouble(Again(reason="busy", after=asked)), "yes"], jitter=jitter, scale=scale)
    line.call()
    [waited] = line.waits
    assert asked * scale <= waited <= asked * scale * 1.1 + 1e-9


def test_a_service_that_asks_for_more_than_ten_minutes_is_left_alone_until_then() -> None:
    line = Line([Trouble(Again(reason="closed", after=3600.0)), "yes"])
    with pytest.raises(Exhausted, match="mail: closed, and asks us to come back at 20") as caught:
        line.call()
    assert (line.sent, line.waits) == (1, [])
    assert caught.value.until is not None
    assert abs(caught.value.until - datetime.now(UTC) - timedelta(hours=1)) < timedelta(seconds=30)


def test_a_scale_shrinks_every_wait() -> None:
    line = Line([BUSY, FAST, "yes"], scale=0.01, jitter=1.0)
    line.call()
    assert line.waits == pytest.approx([0.01, 0.08])


def found_after(looks: int) -> tuple[Callable[[], str | None], list[int]]:
    """A look that finds the request done from this look on, and how often it looked."""
    looked: list[int] = []

    def look() -> str | None:
        looked.append(len(looked) + 1)
        return "it happened" if len(looked) >= looks else None

    return look, looked


def test_after_a_lost_answer_it_is_looked_up_and_not_sent_again() -> None:
    look, looked = found_after(1)
    line = Line([LOST, "twice"])
    assert line.call(look=look) == "it happened"
    assert (line.sent, looked) == (1, [1])


def test_what_is_not_there_yet_is_sent_again_and_looked_up_before_each_further_try() -> None:
    look, looked = found_after(2)
    line = Line([LOST, BUSY, "twice"])
    assert line.call(look=look) == "it happened"
    assert (line.sent, looked) == (2, [1, 2])


def test_what_was_answered_is_never_looked_up() -> None:
    look, looked = found_after(1)
    assert Line([BUSY, BUSY, "yes"]).call(look=look) == "yes"
    assert looked == []


def test_a_repeat_that_is_harmless_needs_no_look() -> None:
    assert Line([LOST, "yes"]).call() == "yes"


@pytest.mark.parametrize("verdict", [Unauthorized("log in"), Exhausted("tomorrow"), ConnectorError("no")])
def test_what_the_connector_names_is_raised_as_it_is_and_nothing_is_repeated(verdict: ConnectorError) -> None:
    trouble = Trouble(verdict)
    line = Line([trouble, "yes"])
    with pytest.raises(ConnectorError) as caught:
        line.call()
    assert caught.value is verdict
    assert caught.value.__cause__ is trouble
    assert line.sent == 1


def test_what_nobody_knows_is_raised_unchanged() -> None:
    unknown = ZeroDivisionError()
    line = Line([unknown, "yes"])
    with pytest.raises(ZeroDivisionError) as caught:
        line.call()
    assert caught.value is unknown
    assert line.sent == 1


def test_an_interruption_is_never_classified() -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    def asked(error: Exception) -> Again:
        raise AssertionError("an interruption was classified")

    with pytest.raises(KeyboardInterrupt):
        Caller().call(interrupted, connector="mail", classify=asked, budget=Budget(1, 0))


def test_each_try_is_counted_for_the_connector_and_its_units_for_the_account() -> None:
    line = Line([BUSY, LOST, "yes"])
    line.call()
    assert line.tally.requests == {"mail": 3}
    assert line.tally.units == {"ann@example.com": 15}


def test_what_costs_no_units_is_counted_as_a_request_only() -> None:
    tally = Tally()
    Caller(tally=tally).call(lambda: "yes", connector="crm", classify=classify, budget=Budget(9, 0))
    assert tally.requests == {"crm": 1}
    assert tally.units == {}


SCRIPTS = st.lists(st.sampled_from([BUSY, LOST, FAST]), max_size=8)


@given(SCRIPTS, st.integers(0, 9))
def test_a_request_that_took_effect_is_never_sent_again(script: list[Trouble], effect: int) -> None:
    """The service does it at one of the tries, answered or not; a look tells. So it happens at most once."""
    done: list[int] = []

    def answers() -> Iterator[Exception | str]:
        yield from script
        while True:
            yield "yes"

    stream = answers()
    line = Line([])

    def send() -> str:
        line.sent += 1
        answer = next(stream)
        if (answer is LOST and line.sent > effect) or answer == "yes":
            done.append(line.sent)
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    caller = Caller(sleep=line.waits.append)
    with contextlib.suppress(Unavailable):
        caller.call(send, connector="crm", classify=classify, budget=line.budget, look=lambda: "done" if done else None)
    assert len(done) <= 1
