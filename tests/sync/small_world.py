"""A small mailbox and a small CRM, and what stands in them and in the store, ids and stamps apart."""

import re
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nursery import Ended, Nursery

from crmsync_sandbox import trial
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact, Mail
from crmsync_sandbox.server import Sandbox

ANN = "ann@example.com"
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday."""
STAMPS = {
    "createdate",
    "lastmodifieddate",
    "hs_lastmodifieddate",
    "hs_createdate",
    "hs_task_completion_date",
    "hs_object_id",
    "hs_merged_object_ids",
}
SCALE = 0.01
TIMELESS = ("init", "schedule", "login", "setup", "check", "runs", "connectors", "link", "unlink")
"""Commands for which there is no `--as-of`."""

POLICY = """
[policy]
never_log = ["@bank.test"]
personal = { addresses = ["mum@family.test"] }
"""


@dataclass(slots=True)
class SmallWorld:
    """The services, and folders from which crmsync talks to them."""

    sandbox: Sandbox
    nursery: Nursery
    tmp: Path
    sources: tuple[str, ...] = ("mail",)
    folders: int = 0
    numbers: dict[str, int] = field(default_factory=dict)

    def folder(self, like: Path | None = None) -> Path:
        """A new folder with a configuration; with the store of another one, if given."""
        self.folders += 1
        made = self.tmp / f"run{self.folders}"
        made.mkdir()
        config = trial.write(made, self.sandbox, ANN, SCALE, sources=self.sources)
        text = config.read_text()
        config.write_text(text[: text.index("[policy]")] + POLICY + text[text.index("\n[retry]") :])
        for file in like.glob("crmsync.db*") if like else ():
            shutil.copy2(file, made)
        return made

    def crmsync(self, folder: Path, *words: str, now: datetime = NOW) -> Ended:
        stamp = now.isoformat()
        timeless = words[0] in TIMELESS
        return self.nursery.run(folder, "--json", "-v", *words, *(() if timeless else ("--as-of", stamp)))

    def done(self, folder: Path, *words: str, now: datetime = NOW) -> Ended:
        """The same, where nothing may go wrong."""
        ended = self.crmsync(folder, *words, now=now)
        assert ended.code == 0, ended.err
        return ended

    def post(
        self, sender: str, to: str, at: datetime, thread: str, labels: tuple[str, ...] = ("INBOX",), **headers: str
    ) -> str:
        """A mail arrives, or is sent where Ann writes it."""
        number = self.numbers[thread] = self.numbers.get(thread, 0) + 1
        sent = ("SENT",) if ANN in sender else labels
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        mail = Mail(
            headers=(
                ("From", sender),
                ("To", to),
                ("Message-ID", f"<{thread}.{number}@mail.test>"),
                ("Subject", "CANARY subject"),
                *named,
            ),
            at=at,
            thread=thread,
            labels=frozenset(sent),
        )
        return self.sandbox.mailbox(ANN).receive(mail)

    def talk(self, friend: str, days: list[int], thread: str | None = None) -> None:
        """On each of these days before now the friend writes and Ann answers within the hour."""
        for day in days:
            at, conversation = NOW - timedelta(days=day), f"{thread or friend}-{day}"
            self.post(f"A Friend <{friend}>", ANN, at, conversation)
            self.post(f"Ann <{ANN}>", friend, at + timedelta(hours=1), conversation)

    def fill(self) -> None:
        """Friends with rhythms, a robot, a newsletter, a bank, a mother; the CRM knows most of them."""
        people = ["bea@one.test", "carl@two.test", "dora@three.test", "emil@four.test", "fay@five.test"]
        for index, friend in enumerate(people):
            tenure = [300 - 10 * index + 40 * more for more in range(3 - index, 0, -1)]  # worth most: Bea, Carl, Dora
            self.talk(friend, [*tenure, 300 - 10 * index, 260, 220, 180, 140, 100 - 7 * index])
        self.talk("mum@family.test", [200, 150, 100, 3])
        self.talk("clerk@bank.test", [90, 30])
        self.post("Shop <noreply@shop.test>", ANN, NOW - timedelta(days=9), "shop")
        self.post(
            "News <news@paper.test>",
            ANN,
            NOW - timedelta(days=8),
            "news",
            ("CATEGORY_UPDATES",),
            List_Unsubscribe="<mailto:x@paper.test>",
        )
        self.post("Gus <gus@six.test>", ANN, NOW - timedelta(days=7), "gus")
        known = [*people, "mum@family.test", "gus@six.test", "nobody@seven.test"]
        self.sandbox.portal.load(*(CrmContact(email=email) for email in known))
        self.sandbox.portal.people.add_owner(ANN)


def crm(sandbox: Sandbox) -> dict[str, Any]:
    """What the CRM holds: contacts by address, tasks by contact, without ids and stamps."""
    dump = sandbox.portal.dump()
    owners = {contact: one["properties"]["email"] for contact, one in dump["contacts"].items()}
    belongs = {task: owners[contact] for contact, task in dump["associations"]}
    return {
        "contacts": {one["properties"]["email"]: _plain(one) for one in dump["contacts"].values()},
        "tasks": sorted(
            ({"contact": belongs.get(id, ""), **_plain(one)} for id, one in dump["tasks"].items()), key=repr
        ),
    }


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in record["properties"].items() if name not in STAMPS and value}
    return {**values, "archived": record["archived_at"] is not None}


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the store but runs, journal and the store's own; without ids of tasks and numbers of rows."""
    store = sqlite3.connect(folder / "crmsync.db")
    try:
        names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: _rows(store, name) for name in names if name not in ("runs", "journal", "meta", "sqlite_sequence")
        }
    finally:
        store.close()


def _rows(store: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    shown = filter(None, (_shown(table, column) for column in columns))
    rows = store.execute(f"SELECT {', '.join(shown)} FROM {table}")
    return sorted((tuple(map(_without_stamp, row)) for row in rows), key=repr)


def _shown(table: str, column: str) -> str | None:
    """Numbers of rows are others where things came in another order."""
    match table, column:
        case ("tasks", "id") | (_, "number"):
            return None
        case ("interactions" | "participants", "kind"):
            return "(SELECT mark FROM kinds WHERE number = kind)"
        case _:
            return f"[{column}]"


def _without_stamp(value: object) -> object:
    """The place in what people did at the CRM is a time of day there."""
    return re.sub(r'"mark": "[^"]*"', '"mark": ""', value) if isinstance(value, str) else value


def rewrite(folder: Path, old: str, new: str) -> None:
    """Change the configuration of `folder`; `old` must stand there."""
    config = folder / "config.toml"
    text = config.read_text()
    assert old in text
    config.write_text(text.replace(old, new))


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where runs have led: what stands in the CRM and in the store."""

    there: dict[str, Any]
    here: dict[str, list[tuple[Any, ...]]]


def end(world: SmallWorld, folder: Path) -> End:
    return End(there=crm(world.sandbox), here=tables(folder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a run begins: the CRM as it was, and a folder with the store as it was."""

    portal: State
    folder: Path | None
