"""What stands in blocks is what stands in the rows, and not a moment longer."""

import struct
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from happenings import Step, copied, happens, steps
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select
from told_facts import MAIL, Interrupted, interrupt

from crmsync.connector import Snapshot
from crmsync.relationships.marks import key_mark
from crmsync.store import facts, sealing
from crmsync.store.blocks import ROW, SIZE, first_open, pack, unpack
from crmsync.store.scan import COLUMNS, scan
from crmsync.store.store import Store
from crmsync.store.tables import blocks, interactions

Rows = list[tuple[int, ...]]

FIVE = [replace(MAIL, id=f"m{n}", key=f"<{n}@mail.test>") for n in range(5)]
LARGE = st.integers(-(2**63), 2**63 - 1)


def leap(tx: Connection, left: int) -> None:
    """As if so many had been told, and withdrawn, that only this many numbers of a block are left."""
    given = tx.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'interactions'").scalar()
    if given is None:
        tx.exec_driver_sql("INSERT INTO sqlite_sequence VALUES ('interactions', 0)")
    seq = first_open(given or 0) + SIZE - 1 - left
    tx.exec_driver_sql("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'interactions'", (seq,))


def by_rows(tx: Connection) -> Rows:
    names = ", ".join(column.name for column in COLUMNS)
    return [tuple(row) for row in tx.exec_driver_sql(f"SELECT {names} FROM interactions ORDER BY number")]


def by_blocks(tx: Connection) -> Rows:
    return list(zip(*(column.tolist() for column in scan(tx).columns), strict=True))


def held(tx: Connection) -> dict[int, Rows]:
    """By their first numbers, what each block holds."""
    return {
        first: list(zip(*(column.tolist() for column in unpack(first, rows)), strict=True))
        for first, rows in tx.execute(select(blocks.c.first, blocks.c.rows))
    }


def assert_true(tx: Connection) -> None:
    """Every block holds exactly the rows of its numbers, so all that are scanned are all rows."""
    rows = by_rows(tx)
    assert by_blocks(tx) == rows
    for first, some in held(tx).items():
        assert some == [row for row in rows if first <= row[0] < first + SIZE]


@pytest.fixture
def sealed(store: Store) -> Store:
    """Of five mails two are the last of a block, and three the first of the next."""
    with store.write() as tx:
        leap(tx, 2)
        facts.add(tx, "mail", FIVE)
    return store


SEALED = st.tuples(st.just("sealed"), st.just(""), st.booleans())
LEAPT = st.tuples(st.just("leapt"), st.just(""), st.integers(0, 3))


@given(st.lists(st.tuples(steps() | SEALED | LEAPT, st.booleans()), max_size=6))
@settings(max_examples=60)
def test_whatever_happens_blocks_hold_what_the_rows_hold(made: Path, played: list[tuple[Step, bool]]) -> None:
    with copied(made) as store:
        for step, cut_off in played:
            with pytest.raises(Interrupted) if cut_off else nullcontext(), store.write() as tx:
                plays(tx, step)
                assert_true(tx)
                if cut_off:
                    interrupt()
            with store.read() as tx:
                assert_true(tx)


def plays(tx: Connection, step: Step) -> None:
    match step:
        case "sealed", _, bool(whole):
            sealing.seal_missing(tx, whole=whole)
        case "leapt", _, int(left):
            leap(tx, left)
        case _:
            happens(tx, step)


@given(st.integers(0, 2**40), st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, 2**31 - 1), *[LARGE] * 3)))
def test_what_is_packed_comes_back(begins: int, some: Rows) -> None:
    rows = [(begins + number, *rest) for number, *rest in some]
    columns = [np.array(column, np.int64) for column in zip(*rows, strict=True)] or [np.empty(0, np.int64)] * 5
    packed = pack(begins, columns)
    assert len(packed) == len(rows) * ROW.itemsize
    assert list(zip(*(column.tolist() for column in unpack(begins, packed)), strict=True)) == rows


def test_a_block_is_made_when_its_numbers_are_all_given(sealed: Store) -> None:
    with sealed.read() as tx:
        assert {first: [row[0] for row in some] for first, some in held(tx).items()} == {0: [SIZE - 2, SIZE - 1]}
        assert [row[0] for row in by_blocks(tx)] == list(range(SIZE - 2, SIZE + 3))
    with sealed.write() as tx:
        leap(tx, 1)
        facts.add(tx, "mail", [replace(MAIL, id="last")])
        assert list(held(tx)) == [0, SIZE], "the last number of a block is its own"


def test_a_page_may_fill_several(store: Store) -> None:
    with store.write() as tx:
        facts.add(tx, "mail", [replace(MAIL, id=f"m{n}") for n in range(2 * SIZE)])
        assert {first: len(some) for first, some in held(tx).items()} == {0: SIZE - 1, SIZE: SIZE}, "none has number 0"
        assert_true(tx)


def test_what_is_scanned_of_a_block_comes_from_the_block(sealed: Store) -> None:
    """Else all that holds of blocks would hold without them."""
    with sealed.write() as tx:
        told = replace_at(held(tx)[0], 7)
        tx.execute(blocks.update().values(rows=pack(0, [np.array(each, np.int64) for each in zip(*told, strict=True)])))
        assert [row[2] for row in by_blocks(tx)[:3]] == [7, 7, by_rows(tx)[2][2]]


def replace_at(rows: Rows, at: int) -> Rows:
    return [(number, kind, at, *marks) for number, kind, _, *marks in rows]


@pytest.mark.parametrize(
    "goes",
    [
        lambda tx: facts.forget(tx, "mail", ["m1"]),
        lambda tx: facts.leave_out(tx, "mail", ["m1"], "never-log"),
        lambda tx: facts.withdraw(tx, "mail", Snapshot(ids=frozenset({"m0", "m2", "m3", "m4"}))),
        lambda tx: facts.add(tx, "mail", [replace(FIVE[1], subject="Coffee")]),
        lambda tx: tx.execute(delete(interactions).where(interactions.c.id == "m1")),
    ],
    ids=["forgotten", "left out", "withdrawn", "changed", "by whatever means"],
)
def test_with_an_interaction_its_block_goes_and_is_made_again_without_it(
    sealed: Store, goes: Callable[[Connection], object]
) -> None:
    with sealed.write() as tx:
        goes(tx)
        assert held(tx) == {}
        assert_true(tx)
        sealing.seal_missing(tx, whole=True)
        assert [row[0] for row in held(tx)[0]] == [SIZE - 2]
        assert_true(tx)


def test_with_one_of_an_open_block_the_full_one_stays(sealed: Store) -> None:
    with sealed.write() as tx:
        facts.forget(tx, "mail", ["m2"])
        assert list(held(tx)) == [0]


def forgets_and_is_cut_off(store: Store) -> None:
    with store.write() as tx:
        facts.forget(tx, "mail", ["m1"])
        assert held(tx) == {}
        interrupt()


def test_where_forgetting_is_cut_off_the_block_is_there_with_all_of_it(sealed: Store) -> None:
    with sealed.read() as tx:
        before = held(tx)
    with pytest.raises(Interrupted):
        forgets_and_is_cut_off(sealed)
    with sealed.read() as tx:
        assert held(tx) == before
        assert_true(tx)


def test_nothing_of_what_is_gone_stays_in_the_file(sealed: Store, path: Path) -> None:
    """A block has marks with the lowest byte first, as nothing else in the file has them."""
    gone, stays = (struct.pack("<q", key_mark(f"<{n}@mail.test>")) for n in (1, 0))
    with sealed.write() as tx:
        [[*_, mark]] = [row for row in held(tx)[0] if row[0] == SIZE - 1]
    assert struct.pack("<q", mark) == gone
    sealed.close()
    assert gone in path.read_bytes()
    again = Store(f"sqlite:///{path}")
    with again.write() as tx:
        facts.forget(tx, "mail", ["m1"])
    with again.write() as tx:
        sealing.seal_missing(tx, whole=True)
    again.close()
    said = path.read_bytes()
    assert (gone in said, stays in said) == (False, True)


def test_a_night_makes_a_few_again_and_who_keeps_all_anew_every_one(store: Store) -> None:
    many = sealing.FEW + 3
    with store.write() as tx:
        for n in range(many):
            leap(tx, 1)
            facts.add(tx, "mail", [replace(MAIL, id=f"m{n}")])
        assert_true(tx)
        tx.execute(delete(blocks))
        sealing.seal_missing(tx, whole=False)
        assert len(held(tx)) == sealing.FEW
        assert max(held(tx)) == (many - 1) * SIZE, "the newest first: these are changed most"
        sealing.seal_missing(tx, whole=True)
        assert sorted(held(tx)) == [n * SIZE for n in range(many)]
        assert_true(tx)


def test_of_an_empty_store_there_is_no_block(store: Store) -> None:
    with store.write() as tx:
        sealing.seal_missing(tx, whole=True)
        assert (held(tx), by_blocks(tx)) == ({}, [])
