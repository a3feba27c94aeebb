"""A run makes the blocks of interactions that are missing: all where everything was read, else a few a night."""

from pathlib import Path

from sqlalchemy import delete, func, select
from test_nights_go_on import ANN, OTHERS, World, happens, mail, world

from crmsync.store.blocks import SIZE
from crmsync.store.sealing import FEW
from crmsync.store.tables import blocks
from crmsync.sync.push import Push
from crmsync_export.config import TableConfig
from crmsync_export.destination import TableDestination

MANY = FEW + 2


def told_in_many_blocks(here: World) -> None:
    """One interaction in each, as if all others of it had been withdrawn."""
    for n in range(MANY):
        happens(here, ("told", "one", [mail(f"i{n:02}", [ANN, OTHERS[1]], -n)]))
        with here.store.write() as tx:
            tx.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = 'interactions'", ((n + 1) * SIZE - 1,))


def made(here: World) -> int:
    """How many blocks are full and are made by a run that finds none."""
    with here.store.write() as tx:
        tx.execute(delete(blocks))
    unused = TableDestination(TableConfig(folder=Path("unused")))
    Push(store=here.store, config=here.config, name="crm", destination=unused, now=here.now).picture()
    with here.store.read() as tx:
        return tx.execute(select(func.count()).select_from(blocks)).scalar_one()


def test_all_where_everything_was_read_and_a_few_where_a_night_goes_on() -> None:
    with world() as here:
        told_in_many_blocks(here)
        assert [made(here), made(here)] == [MANY - 1, FEW]
