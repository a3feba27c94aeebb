"""The demo: a year of mail and meetings, the real commands against the sandbox, and what came of it."""

import html
import json
import shutil
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import trial
from .generate import year
from .hubspot.records import Record
from .life import Life
from .server import Sandbox

SCALE = 0.02
"""Gmail's quota minute passes in 1.2 s here, enforced as the real one is."""

PULLED = {"mail": "mails", "calendar": "meetings", "address-book": "contacts"}
"""What the sources of a trial's configuration give."""

Say = Callable[[str], None]

COLUMNS = 80


class DemoFailed(Exception):
    """A command of the demo ended otherwise than it should; the message is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """Runs crmsync as a user would: as a program of its own."""

    config: Path
    say: Say

    def run(self, *words: str) -> Any:  # noqa: ANN401 - the command's JSON
        """The JSON that the command prints. Raises `DemoFailed` where it fails."""
        return json.loads(self._printed(words, "--json"))

    def show(self, *words: str) -> None:
        """What the command prints for people. Raises `DemoFailed` where it fails."""
        for line in self._printed(words).splitlines():
            self.say(line)
        self.say("")

    def _printed(self, words: Sequence[str], *options: str) -> str:
        self.say(f"$ crmsync {' '.join(words)}")
        command = [sys.executable, "-m", "crmsync", "--config", str(self.config), *options, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
        if done.returncode != 0:
            raise DemoFailed(f"crmsync {words[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout


def demo(folder: Path, seed: int, echo: Say) -> str:
    """Fill a sandbox, run the commands, show the result. `folder` is made anew and kept for looking around.

    Returns the address of the person who was shown as an example.

    Raises `trial.NotOurs` where the folder is somebody's own.
    """
    say = _folding(echo)
    trial.clear(folder)
    told = year.year(seed=seed, until=datetime.now(UTC))
    life, aliases = told.life, told.truth.owner.addresses
    with Sandbox(window_scale=SCALE) as sandbox:
        sandbox.fill(life)
        sandbox.portal.people.add_owner(life.owner)
        shell = Shell(config=trial.write(folder, sandbox, life.owner, SCALE, aliases), say=say)
        _tell_what_is_there(sandbox, life, say)
        _set_up(shell)
        first = _run(shell, "backfill", "--yes")
        shown = _show_tasks(sandbox, shell, life)
        shell.show("next")
        _show_who_was_met(sandbox, shell, life)
        second = _run(shell, "sync")
        _require_quiet(life, second, say)
        _verdict(sandbox, first, second, say)
        shell.show("report")
        _tell_what_next(folder, shown, say)
    return shown


def _folding(echo: Say) -> Say:
    """Lines that fit a terminal; what goes on stands below the words. A command to copy, and one word, stay whole."""

    def say(text: str) -> None:
        for line in text.split("\n"):
            echo(line if line.lstrip().startswith("$ ") else _folded(line))

    return say


def _folded(line: str) -> str:
    blanks = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(line, COLUMNS, subsequent_indent=blanks, break_long_words=False, break_on_hyphens=False)


def _tell_what_next(folder: Path, shown: str, say: Say) -> None:
    """By the program's name where the shell finds it, else as it was started."""
    by_path = "python -m crmsync" if sys.argv[0].endswith(".py") else sys.argv[0]
    program = "crmsync" if shutil.which("crmsync") else by_path
    ours = f"  $ {program} --config {folder}/config.toml"
    say("Everybody stands in that page: open it in a browser, and select a dot. Try next:\n")
    say(f"{ours} report --open")
    say(f"{ours} show {shown}")
    say(f"{ours} next --limit 10")
    say(f"  $ {program} init")
    say("\nThe last is for your own accounts; docs/getting-started.md goes through it.")


def _tell_what_is_there(sandbox: Sandbox, life: Life, say: Say) -> None:
    entries = sum(meeting.count for meeting in life.meetings)
    say(
        f"A sandbox on {sandbox.url}, on this machine only: {life.owner}'s Gmail with {len(life.mails)} mails, "
        f"a calendar with {entries} entries, an address book with {len(life.cards)} cards; "
        f"and a HubSpot with {len(life.contacts)} contacts, about half of the people who wrote those mails.\n"
    )


def _set_up(shell: Shell) -> None:
    created = shell.run("setup", "--yes")["created"]["crm"]
    ours = [name for name in created if name.startswith("crmsync_")]
    shell.say(f"  created in HubSpot: {len(ours)} properties, from {ours[0]} to {ours[-1]}\n")


def _run(shell: Shell, *words: str) -> Mapping[str, Any]:
    run: Mapping[str, Any] = shell.run(*words)
    pulled = {PULLED[source]: count for source, count in run["pulled"].items()}
    shell.say(f"  {run['status']}: pulled {_counts(pulled)}; wrote {_counts(run['changes'])}")
    shell.say(f"  requests: {_counts(run['requests'])}; Gmail quota units: {_counts(run['quota_units'])}\n")
    return run


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) or "nothing"


def _show_tasks(sandbox: Sandbox, shell: Shell, life: Life) -> str:
    """Whom to talk to, as it stands in HubSpot's task list now; and one of them in full, whose address it returns."""
    found = [(c.email, task) for c in life.contacts for task in sandbox.portal.tasks_of(c.email)]
    shell.say("Whom to talk to next, as HubSpot's task list has it now:\n")
    for _, task in found:
        _show_task(task, shell.say)
    waiting = shell.run("plan")["crm"]["waiting"]
    shell.say(f"  {waiting} more wait: a day has room for three people, a week for ten.\n")
    email = found[0][0]
    _show_person(shell, email)
    return email


def _show_task(task: Record, say: Say) -> None:
    kind, due = task.value("hs_task_type"), task.value("hs_timestamp")[:10]
    say(f"  [ ] {task.value('hs_task_subject')}  ({kind.lower()}, due {due})")
    for line in task.value("hs_task_body").split("<br>"):
        say(f"      {html.unescape(line)}")
    say("")


def _show_who_was_met(sandbox: Sandbox, shell: Shell, life: Life) -> None:
    """Of those with whom the last contact was a meeting, the one whose last mail before it is the oldest."""
    known = [sandbox.portal.contact(contact.email) for contact in life.contacts]
    met = [contact for contact in known if contact.value("crmsync_last_channel") == "meeting"]
    shell.say("Mail does not tell all. With somebody else the last contact was a meeting:\n")
    _show_person(shell, min(met, key=_mail_before).value("email"))


def _mail_before(contact: Record) -> tuple[bool, str]:
    """When they wrote last; what is later than the last contact, or never was, comes last."""
    mail = max(contact.value("crmsync_last_sent"), contact.value("crmsync_last_received")) or "never"
    return mail > contact.value("crmsync_last_contact"), mail


def _show_person(shell: Shell, email: str) -> None:
    """Every value with the mail or meeting that set it."""
    person = shell.run("show", email)
    for proof in person["evidence"]:
        name = proof["field"].replace("_", " ")
        what = f"{proof['direction']} mail" if proof["kind"] == "mail" else proof["kind"]
        crowd = f", {proof['others']} people" if proof["others"] > 1 else ""
        shell.say(f"  {name:14} {proof['at'][:10]}  {what} {proof['id'].rpartition('/')[2]}{crowd}")
    reasons = Counter(each["reason"] for each in person["ignored"])
    for reason, count in reasons.items():
        shell.say(f"  left out: {count} ({reason})")
    shell.say("")


def _require_quiet(life: Life, second: Mapping[str, Any], say: Say) -> None:
    """A night without news asks each mailbox, calendar and address book once."""
    calendars = len({meeting.calendar for meeting in life.meetings})
    asked = {service: count for service, count in second["requests"].items() if service != "hubspot"}
    if asked != {"gmail": 1, "google-calendar": calendars, "google-contacts": 1}:
        raise DemoFailed(f"the second sync asked Google {_counts(asked)}, and nothing was new")
    say(f"A quiet night asks Google little: the mailbox once, each of {calendars} calendars and the address book once.")


def _verdict(sandbox: Sandbox, first: Mapping[str, Any], second: Mapping[str, Any], say: Say) -> None:
    """What a user wants to know of a sync: that it wrote what it says, and that a second one writes nothing."""
    if second["applied"] or second["changes"]:
        raise DemoFailed(f"the second sync wrote {second['changes']}, and nothing was new")
    say(f"The first run wrote {first['applied']} changes; the second found nothing new and wrote nothing.")
    say("Both runs together, as the sandbox counted them: " + _counts(sandbox.meter.requests) + " requests.\n")
