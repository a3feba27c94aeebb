"""Gmail's `q`, as far as the sandbox speaks it: from:, to:, after: and before:, all of which must hold."""

from collections.abc import Callable

from ..google.errors import invalid
from .message import Message

Test = Callable[[Message], bool]


def parse(q: str) -> Test:
    """A test for messages. Raises `Refused` (400) for any operator that the sandbox does not speak."""
    tests = [_term(term) for term in q.split()]
    return lambda message: all(test(message) for test in tests)


def _term(term: str) -> Test:
    operator, _, operand = term.lower().partition(":")
    match operator:
        case "from" | "to":
            address = operand.strip('()"')
            return lambda message: address in message.people(operator)
        case "after":
            after = _epoch(operand) * 1000
            return lambda message: message.at_ms >= after
        case "before":
            before = _epoch(operand) * 1000
            return lambda message: message.at_ms < before
        case _:
            raise invalid(f"The sandbox does not know the search term {term!r}", "q")


def _epoch(operand: str) -> int:
    """Epoch seconds. Calendar dates mean midnight in California to Gmail and are refused here."""
    if not operand.isdecimal():
        raise invalid(f"The sandbox wants epoch seconds, not {operand!r}", "q")
    return int(operand)
