"""What is told while a run reads: how long it will take, at once; who is known, soon; little in cron."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import NOW, SmallWorld
from worlds import Lived

from crmsync.cli.pace import Pace, duration, until
from crmsync.cli.progress import FIRST_ANSWERS, PLAIN_SECONDS, Plain, Telling
from crmsync.cli.voices import first_answers
from crmsync.sync.connections import read_config

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass(slots=True)
class Watched:
    """A display that keeps what it was given, and a clock that is set."""

    now: float = 0.0
    shown: list[tuple[str, str, float | None]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def show(self, source: str, text: str, done: float | None) -> None:
        self.shown.append((source, text, done))

    def say(self, text: str) -> None:
        self.said.append(text)

    def end(self) -> None:
        pass

    def telling(self, answers: Sequence[str] = ()) -> Telling:
        return Telling(self, (lambda: answers) if answers else None, lambda: self.now, lambda: NOON)


def test_how_long_the_quota_makes_it_take_is_told_with_the_first_page() -> None:
    watched = Watched()
    watched.telling().tell("mail", 1, 9000, 30.0)
    [told] = watched.said
    assert told.startswith("mail: 9000 to read; the service's quota makes that about 30 min, until 12:30. ")
    assert "it goes on where it stopped" in told


@pytest.mark.parametrize(("remaining", "minutes"), [(None, None), (0, 0.0), (200, 0.7), (200, None)])
def test_what_is_read_at_once_is_not_announced(remaining: int | None, minutes: float | None) -> None:
    watched = Watched()
    watched.telling().tell("mail", 0, remaining, minutes)
    assert watched.said == []


def test_the_own_pace_takes_the_place_of_the_quotas_once_it_is_known_and_slower() -> None:
    watched = Watched()
    telling = watched.telling()
    for second in range(0, 61, 5):
        watched.now = second
        telling.tell("mail", second * 10, 9000 - second * 10, 9.0)
    source, words, done = watched.shown[1]
    assert (source, words) == ("mail", "50 read, 8950 left, 9 min, until 12:09")
    assert done == pytest.approx(50 / 9000)
    assert watched.shown[-1][1] == "600 read, 8400 left, 600/min, 14 min, until 12:14"


def test_each_source_has_a_pace_of_its_own() -> None:
    watched = Watched()
    telling = watched.telling()
    telling.tell("calendar", 0, 10_000, None)
    watched.now = 100
    telling.tell("calendar", 10_000, 0, None)
    telling.tell("mail", 0, 600, 2.0)
    assert watched.shown[-1][1] == "0 read, 600 left, 2 min, until 12:02"


def test_who_is_known_is_told_once_within_two_minutes_if_there_is_more_to_read() -> None:
    assert FIRST_ANSWERS + 61 < 120  # a quota's minute may pass before the next page
    watched = Watched()
    telling = watched.telling(["Known so far: 3 people"])
    for second in (0, FIRST_ANSWERS - 1, FIRST_ANSWERS + 1, FIRST_ANSWERS + 60):
        watched.now = second
        telling.tell("mail", 0, 5000, None)
    assert watched.said == ["Known so far: 3 people"]
    at_the_end = Watched(now=0)
    telling = at_the_end.telling(["Known so far: 3 people"])
    at_the_end.now = 1000
    telling.tell("mail", 5000, 0, None)
    assert at_the_end.said == []


def test_the_first_answers_name_those_of_most_weight_with_their_date(lived: Lived) -> None:
    lines = list(first_answers(read_config(lived.folder / "config.toml"), NOW))
    assert re.match(r"Known so far: \d people with whom you were in contact", lines[0])
    assert len(lines) == 7
    assert all(re.search(r"last contact \d{4}-\d\d-\d\d, mail$", line) for line in lines[1:-1])


def test_in_cron_half_a_minute_passes_between_lines(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    plain = Plain(lambda: now[0])
    for second in (1, PLAIN_SECONDS - 1, PLAIN_SECONDS, PLAIN_SECONDS + 1, 2 * PLAIN_SECONDS):
        now[0] = second
        plain.show("mail", f"{second} read", None)
    assert capsys.readouterr().err == f"mail: {PLAIN_SECONDS} read\nmail: {2 * PLAIN_SECONDS} read\n"


def test_a_quiet_night_prints_three_lines_and_nothing_else(lived: Lived) -> None:
    lived.world.nursery.run(lived.folder, "sync", "--as-of", NOW.isoformat())
    ended = lived.world.nursery.run(lived.folder, "sync", "--as-of", NOW.isoformat())
    assert (len(ended.out.splitlines()), ended.err) == (3, "")


@pytest.mark.parametrize("plain", [True, False])
def test_on_a_terminal_a_bar_moves_and_no_color_is_heeded(ready: SmallWorld, plain: bool) -> None:
    folder = ready.folder()
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "crmsync", "--config", str(folder / "config.toml"), "backfill", "--yes"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "NO_COLOR": "1" if plain else ""}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=slave, check=False, env=environment)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0
    assert "87 read" in shown
    assert ("\x1b[3" in shown) is not plain
    assert max(len(re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", line)) for line in re.split(r"[\r\n]", shown)) <= 80


@given(
    st.lists(st.tuples(st.floats(0.1, 100), st.integers(0, 500)), min_size=1, max_size=60),
    st.one_of(st.none(), st.floats(0, 1e6)),
)
def test_the_pace_lies_between_the_slowest_and_the_fastest_stretch(
    steps: list[tuple[float, int]], limit: float | None
) -> None:
    pace, now, left = Pace(), 0.0, 100_000
    pace.seen(now, left, limit)
    for seconds, done in steps:
        now, left = now + seconds, left - done
        pace.seen(now, left, limit)
    rates = [done / seconds * 60 for seconds, done in steps]
    if pace.per_minute is None:
        assert pace.seconds_left == (None if limit is None else limit * 60)
    else:
        assert min(rates) * 0.999 <= pace.per_minute <= max(rates) * 1.001
        assert pace.seconds_left == pytest.approx(max(left / pace.per_minute, limit or 0) * 60)


def test_a_pace_forgets_what_was_long_ago() -> None:
    pace = Pace()
    for second in range(0, 600, 10):
        pace.seen(second, 10_000 - second, None)
    for second in range(600, 1000, 10):
        pace.seen(second, 9400 - 10 * (second - 590), None)
    assert pace.per_minute == pytest.approx(600)


def test_a_quota_that_comes_by_the_minute_is_not_taken_for_a_pace_of_its_last_second() -> None:
    """300 in the first seconds of each minute, and then nothing: 300 a minute, whenever it is asked."""
    pace, left = Pace(), 3000
    for minute in range(6):
        for second in range(3):
            left -= 100
            pace.seen(minute * 61 + second, left, None)
        if minute > 1:
            assert pace.per_minute == pytest.approx(300, rel=0.3)


def test_the_same_notice_is_told_once_a_minute() -> None:
    watched = Watched()
    telling = watched.telling()
    for second in (0, 1, 30, 61):
        watched.now = second
        telling.notice("too fast; trying again")
        telling.notice(f"another at {second}")
    assert watched.said.count("too fast; trying again") == 2
    assert len(watched.said) == 6


@pytest.mark.parametrize(
    ("seconds", "words"), [(10, "a minute at most"), (60, "1 min"), (7100, "118 min"), (9000, "2.5 h")]
)
def test_durations_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_end_has_a_date_where_it_is_another_day() -> None:
    assert until(3600, NOON) == "13:00"
    assert until(13 * 3600, NOON) == "2026-11-19 01:00"
