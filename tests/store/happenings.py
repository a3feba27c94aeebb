"""What may happen to interactions, told by two sources, in any order."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st
from sqlalchemy import Connection
from told_facts import FROM_BEN, MAIL, MEETING, TO_ANN, TO_CAT

from crmsync.connector import Deleted, Interaction, Snapshot
from crmsync.store import facts
from crmsync.store.store import Store

SOURCES = ("one", "two")
IDS = ("a1", "a2", "b1", "b2")

Step = tuple[str, str, object]
"""What happens, where, and with what."""


LIKE = st.sampled_from([MAIL, replace(MAIL, labels=frozenset()), MEETING, replace(MEETING, key="k")])
WHO = st.sampled_from([FROM_BEN, TO_ANN, TO_CAT, replace(TO_CAT, name=""), replace(TO_CAT, declined=True)])


@st.composite
def some_interaction(draw: st.DrawFn) -> Interaction:
    who = draw(st.lists(WHO, max_size=3))
    return replace(draw(LIKE), id=draw(st.sampled_from(IDS)), participants=tuple(who))


def steps() -> st.SearchStrategy[Step]:
    source, some = st.sampled_from(SOURCES), st.frozensets(st.sampled_from(IDS))
    records = st.lists(some_interaction() | st.builds(Deleted, id=st.sampled_from(IDS)), max_size=6)
    return (
        st.tuples(st.just("told"), source, records)
        | st.tuples(st.just("forgotten"), source, some)
        | st.tuples(st.just("left out"), source, some)
        | st.tuples(st.just("withdrawn"), source, some)
    )


def happens(tx: Connection, step: Step) -> None:
    match step:
        case "told", str(source), list(records):
            facts.add(tx, source, records)
        case "forgotten", str(source), frozenset() as ids:
            facts.forget(tx, source, ids)
        case "left out", str(source), frozenset() as ids:
            facts.leave_out(tx, source, ids, "never-log")
        case "withdrawn", str(source), frozenset() as ids:
            facts.withdraw(tx, source, Snapshot(ids=ids, prefix="a"))
        case _:
            raise ValueError(step)


@contextmanager
def copied(made: Path) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy2(made, Path(folder) / "crmsync.db")
        store = Store(f"sqlite:///{folder}/crmsync.db")
        yield store
        store.close()
