"""How fast numbers are worked out, Gmail and archives read, HubSpot written and `next` answered: `make bench`.

A mailbox of 20,000 believable messages is pulled with Gmail's limits, every minute of which lasts a second or two here.
So a millisecond of this machine's weighs like a tenth of a second at Gmail: on a busy machine the pace is too low.

A CRM of 10,000 people who all have news is written with HubSpot's limits and in its own time. Its pace leaves out the
time in which it is planned what to write, which is told for itself. On a busy machine it is too low as well: that the
limit itself is used whole is a test in simulated time.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
USUAL, PLENTY = 6_000, 10**8
MINUTE = 2.0
"""Seconds that a minute of Gmail's lasts here."""
MESSAGES = 20_000
PEOPLE = 10_000
SLOWER = 1.0
"""So many times as long last HubSpot's ten seconds here."""
FEW, MANY = 2_000, 200_000
SHORT, LONG = 20_000_000, 400_000_000
"""Bytes of an mbox file."""
YEARS = ({"messages": 3_200, "people": 400}, {"messages": 20_000, "people": 1_000})
MANY_FACTS = {"interactions": 1_000_000, "people": 20_000}
WHOLE, A_NIGHT = 4.0, 0.50
"""Processor seconds, on a quiet machine of 2026."""
TIMES_SQL, NIGHTS_SQL, ROOM = 1, 0.1, 150
TRIES = 5

Measured = Mapping[str, Any]


class StandIn:
    """A Gmail in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], where: Measured) -> None:
        self._process, self.where = process, where

    def counted(self) -> Measured:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write("\n")
        stdin.flush()
        return json.loads(stdout.readline())

    def pull(self, *, bare: bool = False, **asked: object) -> Measured:
        command = [sys.executable, str(HERE / "pulling.py"), json.dumps({**self.where, **asked, "bare": bare})]
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


@contextmanager
def stand_in(**asked: object) -> Iterator[StandIn]:
    command = [sys.executable, str(HERE / "stand_in.py"), json.dumps(asked)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield StandIn(process, json.loads(process.stdout.readline()))


def paced() -> Iterator[tuple[str, str, str]]:
    """A whole first pull at Gmail's limits."""
    limits = {"scale": MINUTE / 60, "units_per_minute": USUAL}
    with stand_in(messages=MESSAGES, plain=False, **limits) as gmail:
        pull = gmail.pull(**limits, pages=None)
        counted = gmail.counted()
    allowed = pull["seconds"] / MINUTE * USUAL
    yield "units, of 20 a message", f"{pull['units'] / (20 * MESSAGES):.1%}", "at most 45 %"
    yield "pace, of what Gmail allows", f"{pull['units'] / allowed:.1%}", "at least 95 %"
    yield "refusals", f"{counted['refused']}", "none"


def unhindered() -> Iterator[tuple[str, str, str]]:
    """The same pull, and its batches once more by bare HTTP, both without waiting for units."""
    with stand_in(messages=MESSAGES, plain=False, scale=1.0, units_per_minute=PLENTY) as gmail:
        pull = gmail.pull(scale=1.0, units_per_minute=PLENTY, pages=None, bare=True)
    a_message = 1000 / pull["told"]
    yield "processor, ms a message fetched", f"{pull['processor'] * a_message:.2f}", "at most 0.60"
    yield "  bare HTTP, the same batches", f"{pull['bare'] * a_message:.3f}", ""
    yield "  our share, times bare HTTP", f"{pull['processor'] / pull['bare']:.1f}", ""


def listed() -> Iterator[tuple[str, str, str]]:
    """What a long list takes in memory: the beginning of a first pull."""
    peaks = {}
    for messages in (FEW, MANY):
        with stand_in(messages=messages, plain=True, scale=1.0, units_per_minute=PLENTY) as gmail:
            peaks[messages] = gmail.pull(scale=1.0, units_per_minute=PLENTY, pages=10)["peak"]
        yield f"peak memory at {messages:,} listed, MB", f"{peaks[messages]:.0f}", ""
    yield "  the difference", f"{peaks[MANY] - peaks[FEW]:.0f}", "at most 50"


def archived() -> Iterator[tuple[str, str, str]]:
    """What a mail archive takes in memory, and in processor time."""
    peaks = {}
    for size in (SHORT, LONG):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(HERE / "archives.py"), json.dumps({"folder": folder, "bytes": size})]
            pull = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        peaks[size] = pull["peak"]
        yield f"peak memory at an mbox of {size / 1e6:,.0f} MB, MB", f"{pull['peak']:.0f}", ""
    yield "  the difference", f"{peaks[LONG] - peaks[SHORT]:.0f}", "at most 30"
    yield "MB of an mbox in a processor second", f"{LONG / 1e6 / pull['processor']:.0f}", ""


def answered() -> Iterator[tuple[str, str, str]]:
    """Processor time until `next` has answered: from what the last run kept, and where that does not hold."""
    yield "crmsync --help, s", f"{quickest('--help'):.2f}", "at most 0.20"
    for asked in YEARS:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(HERE / "years.py"), folder, json.dumps(asked)]
            subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
            config = ("--config", f"{folder}/config.toml")
            yield f"next, a year of {asked['messages']:,} mails, s", f"{quickest(*config, 'next'):.2f}", "at most 0.30"
            yield "  worked out anew", f"{quickest(*config, 'next', '--as-of', '2100-01-01'):.2f}", ""


def quickest(*words: str) -> float:
    """Of a few times, in seconds."""
    return min(_seconds([sys.executable, "-m", "crmsync", *words]) for _ in range(TRIES))


def _seconds(command: list[str]) -> float:
    """Waiting for a busy machine is no part of it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def talking(script: str, **asked: object) -> Iterator[subprocess.Popen[str]]:
    """A process that is ready."""
    command = [sys.executable, str(HERE / script), json.dumps(asked)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        yield process


def answer(process: subprocess.Popen[str]) -> Measured:
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def computed() -> Iterator[tuple[str, str, str]]:
    """Everybody's numbers: from the facts alone, by going on from what was kept with a night's news, and without news.

    What plain SQL takes for counts and last times of the same rows says how fast this machine is.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "numbers_of_all.py"), folder]
        subprocess.run([*command, json.dumps(MANY_FACTS)], check=True)
        spent = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    yield f"numbers of {MANY_FACTS['interactions']:,} interactions, s", f"{spent['whole']:.2f}", f"at most {WHOLE}"
    yield "  times a plain SQL aggregate", f"{spent['whole'] / spent['plain']:.2f}", f"at most {TIMES_SQL}"
    yield "  memory for it, MB", f"{spent['peak'] - spent['before']:.0f}", f"at most {ROOM}"
    yield "  to keep them for the next night, s", f"{spent['keeping']:.2f}", ""
    yield "a night with 500 new ones, s", f"{spent['night']:.2f}", f"at most {A_NIGHT:.2f}"
    yield "  times a plain SQL aggregate", f"{spent['night'] / spent['plain']:.2f}", f"at most {NIGHTS_SQL}"
    yield "  interactions read for it", f"{spent['read']:,}", "at most a twentieth"
    yield "  a night without news, s", f"{spent['quiet']:.2f}", ""
    yield "everybody made an object of, s", f"{spent['made']:.2f}", ""
    yield "  where everything was read for it, s", f"{spent['first']:.2f}", ""


def pushed() -> Iterator[tuple[str, str, str]]:
    """Everybody has news: a first push, and a second one."""
    with tempfile.TemporaryDirectory() as folder:
        asked = {"folder": f"{folder}/trial", "people": PEOPLE, "scale": SLOWER}
        with talking("crm_stand_in.py", **asked) as crm, talking("pushing.py", **asked) as ours:
            answer(crm)
            first, counted = answer(ours), answer(crm)
            answer(ours)
            again = answer(crm)
    yield f"requests for {PEOPLE:,} people", f"{counted['requests']}", "at most 230"
    yield "  again on the same day: searches", f"{again['searches']}", "at most 2"
    yield "    reads of a hundred open tasks", f"{again['task_reads']}", "at most 1"
    yield "    anything else", f"{again['requests'] - again['searches'] - again['task_reads']}", "none"
    yield "pace, of what HubSpot allows", f"{counted['least'] / counted['taken']:.1%}", "at least 95 %"
    yield "  planning in between, s", f"{counted['planning']:.1f}", ""
    yield "refusals", f"{counted['refused']}", "none"
    yield "processor, ms a person", f"{1000 * first['processor'] / first['applied']:.2f}", "at most 1.30"


def main() -> None:
    for rows in (computed, answered, archived, paced, unhindered, listed, pushed):
        for what, value, aim in rows():
            print(f"{what:38}{value:>10}   {aim}", flush=True)


if __name__ == "__main__":
    main()
