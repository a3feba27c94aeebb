"""A store that an older version filled says the same afterwards."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, func, select
from told_facts import ANN, AT, BEN, CAT, FROM_BEN, MAIL, MEETING, TO_ANN, Interrupted, interrupt

from crmsync.connector import Interaction, Participant, Role
from crmsync.store import facts, histories, people, sealing
from crmsync.store.alike import read_kinds
from crmsync.store.blocks import SIZE, first_open
from crmsync.store.reading import all_interactions
from crmsync.store.scan import scan
from crmsync.store.store import Store
from crmsync.store.tables import blocks, conversations, news, voices
from crmsync.store.tables import histories as kept

HIDDEN = people.hide(BEN, b"key")
"""Somebody who may not be known, on what others are on, too."""

MANY = 6000
"""More than are converted at a time."""


def told() -> list[tuple[str, Interaction]]:
    """In the order in which they came."""
    hidden = replace(MAIL, id="m2", participants=(Participant(address=HIDDEN, role=Role.FROM), TO_ANN), subject=None)
    declined = (*MEETING.participants, Participant(address=CAT, role=Role.ATTENDEE, name="Cat ☂", declined=True))
    met = replace(MEETING, id="e2", participants=declined, key="event@calendar.test", labels=frozenset({"Ü"}))
    mails = [replace(MAIL, id=f"n{n}", at=AT + n * timedelta(minutes=1), thread=f"t{n % 5}") for n in range(MANY)]
    mine = [MAIL, hidden, met, replace(MAIL, id="m0", participants=()), *mails, MEETING]
    return [*(("mail", each) for each in mine), ("other", replace(MAIL, participants=(TO_ANN, FROM_BEN)))]


def interaction_row(source: str, one: Interaction) -> Sequence[object]:
    times = round(one.at.timestamp() * 1000), int(one.duration.total_seconds())
    signals, labels = (json.dumps(sorted(texts)) for texts in (one.signals, one.labels))
    rest = (one.thread, one.key, one.sent, signals, one.list_id, labels, one.subject)
    return source, one.id, one.channel, *times, *rest


def participant_rows(source: str, one: Interaction) -> Iterator[Sequence[object]]:
    for position, each in enumerate(one.participants):
        yield source, one.id, position, each.address, each.role, each.name, each.declined


def upgrade(path: Path, version: str) -> None:
    config, engine = Config(), create_engine(f"sqlite:///{path}")
    config.set_main_option("script_location", "crmsync:store/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A store of the version before kinds, as that version filled it."""
    path = tmp_path / "crmsync.db"
    upgrade(path, "0008")
    with sqlite3.connect(path) as database:
        for source, one in told():
            database.execute(f"INSERT INTO interactions VALUES ({'?, ' * 11}?)", interaction_row(source, one))
            for row in participant_rows(source, one):
                database.execute(f"INSERT INTO participants VALUES ({'?, ' * 6}?)", row)
        database.execute("INSERT INTO left_out VALUES ('mail', 'n1', 'never-log', 0)")
        database.execute("INSERT INTO meta VALUES ('histories', '{}'), ('key', 'stays')")
        database.execute("INSERT INTO news VALUES ('address', 'x@mail.test')")
        database.execute("INSERT INTO conversations VALUES ('mail', 't1', 't2')")
    database.close()
    return path


@pytest.fixture
def of_histories(older: Path) -> Path:
    """A store of kinds, of the version that kept histories and no stories; and that something was kept in again."""
    upgrade(older, "0009")
    with sqlite3.connect(older) as database:
        database.execute("INSERT INTO meta VALUES ('histories', '{}')")
        database.execute("INSERT INTO histories VALUES ('ben', x'01')")
        database.execute("INSERT INTO voices VALUES ('ben@mail.test', x'02')")
        database.execute("INSERT INTO news VALUES ('address', 'x@mail.test')")
        database.execute("INSERT INTO conversations VALUES ('mail', 't1', 't2')")
    database.close()
    return older


@pytest.fixture
def of_stories(older: Path) -> Path:
    """A store of the version before blocks."""
    upgrade(older, "0010")
    return older


def test_all_interactions_are_what_they_were(older: Path) -> None:
    store = Store(f"sqlite:///{older}")
    with store.read() as tx:
        found = [(each.source, each.interaction) for each in all_interactions(tx)]
        assert facts.known(tx, "mail", ["n1", "m1", "new"]) == {"n1", "m1"}
        assert facts.written_to(tx, [BEN]) == {ANN, CAT}
        assert len(read_kinds(tx).numbers) == 6
    store.close()
    assert found == sorted(told(), key=lambda each: (each[0], each[1].id))


def test_what_is_told_after_it_is_known_again(older: Path) -> None:
    store = Store(f"sqlite:///{older}")
    with store.read() as tx:
        before = scan(tx)
    with store.write() as tx:
        for source in ("mail", "other"):
            facts.add(tx, source, [one for of, one in told() if of == source])
    with store.read() as tx:
        after = scan(tx)
    store.close()
    assert before.numbers.tolist() == after.numbers.tolist() == list(range(1, len(told()) + 1)), "in their order"
    assert before.kinds.tolist() == after.kinds.tolist()
    assert before.thread_marks.tolist() == after.thread_marks.tolist()


@pytest.mark.parametrize("version", ["older", "of_histories"])
def test_what_was_kept_is_worked_out_anew_and_the_rest_stays(version: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(version)
    store = Store(f"sqlite:///{path}")
    with store.read() as tx:
        assert histories.head(tx) is None
        for table in (kept, voices, conversations, news):
            assert tx.execute(select(func.count()).select_from(table)).scalar() == 0, table.name
    store.close()
    with sqlite3.connect(path) as database:
        assert dict(database.execute("SELECT name, value FROM meta")) == {"key": "stays"}
        names = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    database.close()
    assert not [name for name in names if name.startswith("told_")]


def facts_of(path: Path) -> dict[str, list[object]]:
    with sqlite3.connect(path) as database:
        tables = ("interactions", "kinds", "participants", "left_out", "contacts", "people")
        found = {name: list(database.execute(f"SELECT * FROM {name} ORDER BY 1, 2")) for name in tables}
    database.close()
    return found


def test_facts_stay_where_what_is_kept_goes(of_histories: Path) -> None:
    before = facts_of(of_histories)
    assert len(before["interactions"]) == len(told())
    Store(f"sqlite:///{of_histories}").close()
    assert facts_of(of_histories) == before


def test_it_gets_blocks_when_everything_is_kept_anew(of_stories: Path) -> None:
    store = Store(f"sqlite:///{of_stories}")
    with store.write() as tx:
        before, none = scan(tx), list(tx.execute(select(blocks.c.first)).scalars())
        sealing.seal_missing(tx, whole=True)
        after, made = scan(tx), list(tx.execute(select(blocks.c.first)).scalars())
    store.close()
    assert (none, made) == ([], list(range(0, first_open(len(told())), SIZE)))
    for one, other in zip(before.columns, after.columns, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.parametrize("version", ["older", "of_histories", "of_stories"])
def test_an_older_store_has_the_tables_of_a_new_one(version: str, request: pytest.FixtureRequest, made: Path) -> None:
    path: Path = request.getfixturevalue(version)
    Store(f"sqlite:///{path}").close()
    assert schema(path) == schema(made)


def schema(path: Path) -> set[tuple[str, ...]]:
    with sqlite3.connect(path) as database:
        found = set(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))
    database.close()
    return found


@pytest.mark.parametrize("version", ["older", "of_histories"])
def test_a_conversion_that_is_cut_off_leaves_the_store_as_it_was(
    version: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    path: Path = request.getfixturevalue(version)
    with sqlite3.connect(path) as database:
        before = list(database.iterdump())
    database.close()
    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", lambda *_: interrupt())
        with pytest.raises(Interrupted):
            Store(f"sqlite:///{path}")
    with sqlite3.connect(path) as database:
        assert list(database.iterdump()) == before
    database.close()
    Store(f"sqlite:///{path}").close()
