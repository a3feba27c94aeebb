"""The same arguments make the same year, in any process; what can't be made is refused."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crmsync_sandbox.generate.year import life
from crmsync_sandbox.life import Life

UNTIL = datetime(2026, 11, 22, 9, tzinfo=UTC)


def small(*, until: datetime = UNTIL, seed: int = 1) -> Life:
    """The least year with all traps."""
    return life(until=until, seed=seed, people=120, messages=1500)


def fingerprint(made: Life) -> str:
    text = json.dumps(asdict(made), default=lambda each: sorted(each) if isinstance(each, frozenset) else str(each))
    return hashlib.sha256(text.encode()).hexdigest()


def in_another_process(hash_seed: str) -> str:
    script = "from test_generate_repeatable import *; print(fingerprint(small()))"
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.path.dirname(__file__)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def test_the_same_seed_makes_the_same_year_whatever_order_sets_have() -> None:
    here = fingerprint(small())
    assert here == in_another_process("1") == in_another_process("2")


def test_another_seed_makes_another_year() -> None:
    assert fingerprint(small()) != fingerprint(small(seed=2))


def test_another_end_moves_the_year() -> None:
    assert fingerprint(small()) != fingerprint(small(until=UNTIL + timedelta(days=1)))


def test_the_zone_in_which_the_end_is_told_does_not_matter() -> None:
    there = UNTIL.astimezone(timezone(timedelta(hours=9)))
    assert fingerprint(small()) == fingerprint(small(until=there))


def test_another_owner_has_colleagues_at_home() -> None:
    made = life(until=UNTIL, owner="bo@firm.test")
    assert made.owner == "bo@firm.test"
    assert any("@firm.test" in value for mail in made.mails for name, value in mail.headers if name == "Cc")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"until": datetime(2026, 1, 1)}, "aware"),  # noqa: DTZ001 - what is refused
        ({"until": UNTIL, "people": 5, "messages": 400}, "10 to"),
        ({"until": UNTIL, "people": 5000, "messages": 50_000}, "10 to"),
        ({"until": UNTIL, "people": 220, "messages": 500}, "at least 1760 messages"),
        ({"until": UNTIL, "people": 100, "messages": 3200}, "120 people"),
        ({"until": UNTIL, "people": 130, "messages": 1400}, "1500 messages"),
    ],
)
def test_refuses_what_it_can_not_make(arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        life(**arguments)  # type: ignore[arg-type]  # wrong on purpose
