"""A night that goes on from the last one comes to what everything read anew comes to, whatever happened in between."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.connector import (
    Channel,
    Contact,
    Cursor,
    EmailAddress,
    Interaction,
    Participant,
    Profile,
    Role,
    Signal,
    Snapshot,
)
from crmsync.identity.people import PersonId
from crmsync.relationships.touch import Touch
from crmsync.store import circles, facts, histories, links, people, profiles, progress
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync import remembered
from crmsync.sync.connections import read_config
from crmsync.sync.picture import Picture, drawn
from crmsync.sync.told import read

NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
CONFIG = """
[me]
addresses = ["ann@example.com"]
timezone = "Europe/London"
[accounts."ann@example.com"]
login = { env = "NOT_ASKED_FOR" }
[store]
url = "sqlite:///STORE"
[sources.one]
connector = "gmail"
account = "ann@example.com"
[sources.two]
connector = "gmail"
account = "ann@example.com"
[destinations.crm]
connector = "table"
folder = "FOLDER"
"""
ANN, *OTHERS = map(
    EmailAddress,
    ("ann@example.com", "ben@partner.test", "b.o@gmail.com", "bo@gmail.com", "cat@partner.test", "info@partner.test",
     "list@lists.test", "eve@far.test"),
)  # fmt: skip
ADDRESSES = st.sampled_from([ANN, *OTHERS])
SOURCES = st.sampled_from(["one", "two"])
IDS = st.integers(0, 14).map(lambda n: f"i{n:02}")
HOURS = st.integers(-24 * 70, 24 * 20) | st.integers(-30, 30)
THREADS = st.sampled_from([None, "a", "b", "c"])
KEYS = st.sampled_from([None, "k", "l", "m"])


@dataclass(slots=True)
class World:
    store: Store
    config: Config
    now: datetime = NOW
    read: list[int] = field(default_factory=list)
    gone_on: list[bool] = field(default_factory=list)

    def sees(self) -> None:
        """A run: what goes on is what all anew comes to, and is kept."""
        with self.store.write() as tx:
            found = self.looks(tx)
            people.save(tx, found.directory.people)
            histories.save(tx, found.past.update())
            circles.save(tx, found.circles, self.now)

    def looks(self, tx: Connection) -> Picture:
        found, anew = (drawn(tx, self.config, read(tx, self.config), self.now) for _ in range(2)), self.anew(tx)
        one, again = found
        self.read.append(one.past.read)
        self.gone_on.append(not one.past.update().anew)
        touches = {id: list(each.touches) for id, each in anew.relationships.items()}
        for each in (one, again):
            assert_same(each, anew, touches)
        return one

    def anew(self, tx: Connection) -> Picture:
        told = read(tx, self.config)
        told.remembered.kept = None
        return drawn(tx, self.config, told, self.now)


def assert_same(one: Picture, anew: Picture, touches: Mapping[PersonId, list[Touch]]) -> None:
    assert one.directory == anew.directory
    assert one.identities.names == anew.identities.names
    assert dict(one.past.histories) == dict(anew.past.histories)
    assert one.relationships.keys() == anew.relationships.keys()
    for id, each in one.relationships.items():
        then = anew.relationships[id]
        assert list(each.touches) == touches[id]
        assert replace(each, told={}, strength=None, warmth=None, p_contact_90d=None, gap=None) == replace(
            then, told={}, strength=None, warmth=None, p_contact_90d=None, gap=None
        )
        for name in ("gap", "strength", "warmth", "p_contact_90d"):
            assert (getattr(each, name) or 0) == pytest.approx(getattr(then, name) or 0, rel=1e-9)


@pytest.fixture(autouse=True)
def _however_many_have_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 100)


TEMPLATE = Path(tempfile.mkdtemp()) / "store.db"


@contextmanager
def world() -> Iterator[World]:
    """Of a store of its own: copied, for migrations take long."""
    if not TEMPLATE.exists():
        Store(f"sqlite:///{TEMPLATE}", create=True).close()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(TEMPLATE, f"{folder}/store.db")
        text = CONFIG.replace("STORE", f"{folder}/store.db").replace("FOLDER", folder)
        Path(folder, "config.toml").write_text(text)
        config = read_config(Path(folder, "config.toml"))
        store = Store(config.store.url)
        with store.write() as tx:
            for name in ("one", "two"):
                progress.save(tx, name, Progress(cursor=Cursor("1"), complete=True))
        yield World(store=store, config=config)
        store.close()


Change = tuple[Any, ...]
"""What happens, and to whom."""


def mail(id: str, ways: list[EmailAddress], hours: int, **more: object) -> Interaction:
    roles = [Role.FROM, *[Role.TO] * 9]
    on = tuple(
        Participant(address=a, role=r, name=a[:2] if hours % 3 else "") for a, r in zip(ways, roles, strict=False)
    )
    return Interaction(id=id, channel=Channel.MAIL, at=NOW + timedelta(hours=hours), participants=on, **more)  # type: ignore[arg-type]


def meeting(id: str, who: list[EmailAddress], hours: int, minutes: int, key: str | None) -> Interaction:
    on = tuple(Participant(address=each, role=Role.ATTENDEE) for each in [ANN, *who])
    at, length = NOW + timedelta(hours=hours), timedelta(minutes=minutes)
    return Interaction(id=id, channel=Channel.MEETING, at=at, duration=length, participants=on, key=key)


WAYS = st.one_of(
    st.sampled_from(OTHERS).map(lambda other: [ANN, other]),
    st.sampled_from(OTHERS).map(lambda other: [other, ANN]),
    st.lists(ADDRESSES, min_size=2, max_size=4, unique=True),
)
MAILS = st.builds(
    mail, IDS, WAYS, HOURS, thread=THREADS, key=KEYS, sent=st.booleans(),
    signals=st.frozensets(st.sampled_from([Signal.CATEGORY]), max_size=1),
    list_id=st.sampled_from([None, None, None, "list.lists.test"]),
    labels=st.frozensets(st.sampled_from(["Friends"]), max_size=1),
)  # fmt: skip
MEETINGS = st.builds(
    meeting, IDS, st.lists(st.sampled_from(OTHERS), max_size=2, unique=True), HOURS, st.integers(0, 60 * 24 * 3), KEYS
)
PAIRS = st.lists(st.sampled_from(OTHERS), min_size=2, max_size=2, unique=True)
CHANGES = st.one_of(
    st.tuples(st.just("told"), SOURCES, st.lists(MAILS | MEETINGS, min_size=1, max_size=4)),
    st.tuples(st.just("told"), SOURCES, st.lists(MAILS | MEETINGS, min_size=1, max_size=2)),
    st.tuples(st.just("gone"), SOURCES, st.lists(IDS, min_size=1, max_size=3)),
    st.tuples(st.just("snapshot"), SOURCES, st.frozensets(IDS)),
    st.tuples(st.just("passed"), st.integers(1, 24 * 9)),
    st.tuples(st.just("said"), PAIRS, st.booleans()),
    st.tuples(st.just("contact"), IDS, PAIRS),
    st.tuples(st.just("profile"), IDS, PAIRS),
    st.tuples(st.just("zone"), st.sampled_from(["Europe/London", "Asia/Kathmandu"])),
    st.tuples(st.just("never"), st.sampled_from(["eve@far.test", "@partner.test"])),
    st.tuples(st.just("me"), st.sampled_from(OTHERS)),
)


def happens(world: World, change: Change) -> None:
    with world.store.write() as tx:
        match change:
            case ("told", source, some):
                facts.add(tx, source, some)
            case ("gone", source, ids):
                facts.forget(tx, source, ids)
            case ("snapshot", source, ids):
                facts.withdraw(tx, source, Snapshot(ids=ids, prefix="i", since=NOW))
            case ("passed", hours):
                world.now += timedelta(hours=hours)
            case ("said", (one, other), apart):
                links.say(tx, one, other, apart=apart, at=world.now)
            case ("contact", id, pair):
                facts.add(tx, "one", [Contact(id=f"c{id}", addresses=tuple(pair), name="Pair")])
            case ("profile", id, pair):
                profiles.save(tx, "crm", [Profile(id=id, addresses=tuple(pair))])
            case ("zone", name):
                world.config = replace(world.config, me=replace(world.config.me, timezone=ZoneInfo(name)))
            case ("never", who):
                policy = replace(world.config.policy, never_log=frozenset({who}))
                world.config = replace(world.config, policy=policy)
            case ("me", who):
                world.config = replace(world.config, me=replace(world.config.me, addresses=(ANN, who)))


@settings(max_examples=int(os.environ.get("N", "20")), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=1, max_size=9), st.lists(MAILS | MEETINGS, min_size=6, max_size=25))
def test_whatever_happens(changes: list[Change], first: list[Interaction]) -> None:
    with world() as here:
        happens(here, ("told", "one", first))
        here.sees()
        for change in changes:
            happens(here, change)
            here.sees()


def note_to_self(id: str, hours: int, thread: str, key: str) -> Interaction:
    on = Participant(address=ANN, role=Role.FROM), Participant(address=ANN, role=Role.TO)
    at = NOW + timedelta(hours=hours)
    return Interaction(id=id, channel=Channel.MAIL, at=at, participants=on, thread=thread, key=key)


def test_a_note_to_self_that_lost_its_original_joins_threads_by_another_one() -> None:
    ben = OTHERS[0]
    with world() as here:
        asked = [mail("asks", [ben, ANN], -20, thread="x"), note_to_self("same", -10, "x", "k")]
        answered = [note_to_self("twin", -10, "y", "l"), mail("answers", [ANN, ben], -5, thread="y")]
        happens(here, ("told", "two", asked))
        happens(here, ("told", "one", [*answered, note_to_self("original", -11, "z", "k")]))
        here.sees()
        happens(here, ("gone", "one", ["original"]))
        here.sees()
        assert here.gone_on == [False, True]


def test_what_is_read_when_its_transaction_is_over_leaves_nothing_open() -> None:
    """Else the store's newest pages would stay in a file beside it, and a copy of the store be without them."""
    with world() as here:
        happens(here, ("told", "one", [mail("one", [OTHERS[0], ANN], -20)]))
        with here.store.read() as tx:
            remembers = read(tx, here.config).remembered
        with here.store.read() as tx:
            assert people.load(tx) == {}
            assert len(remembers.recorded) == 1, "while somebody else reads"
        here.store.close()
        assert len(remembers.everything) == 1
        assert remembers.find([("one", "one")]).keys() == {("one", "one")}
        path = Path(here.config.store.url.removeprefix("sqlite:///"))
        assert [each.name for each in path.parent.glob("store.db*")] == ["store.db"]
