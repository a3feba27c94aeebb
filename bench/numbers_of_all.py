"""Everybody's numbers from a store of many years, measured: processor time and peak memory, beside plain SQL's.

python bench/numbers_of_all.py FOLDER {"interactions": 1000000, "people": 20000} fills the store,
python bench/numbers_of_all.py FOLDER measures, in a process of its own, for filling takes memory, too.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from many_facts import ANN, NOW, fill, news
from sqlalchemy import Connection

from crmsync.config.settings import Config
from crmsync.store import facts, histories, people, sealing
from crmsync.store.store import Store
from crmsync.sync.connections import read_config
from crmsync.sync.picture import Picture, picture

T = TypeVar("T")

PLAIN = """
SELECT p.address, p.role, count(*), max(i.at), count(DISTINCT i.at / 86400000)
FROM interactions i JOIN participants p ON p.kind = i.kind
GROUP BY p.address, p.role
"""
"""Counts, last times and active days of everybody: the least that reads the same rows."""

SIZE = "SELECT (SELECT count(*) FROM interactions), (SELECT count(DISTINCT address) FROM participants)"
NEWS = 500

CONFIG = """
[me]
addresses = ["{owner}"]
timezone = "Europe/London"
[accounts."{owner}"]
login = {{ env = "NOT_ASKED_FOR" }}
[store]
url = "sqlite:///many.db"
[sources.mail]
connector = "gmail"
account = "{owner}"
[sources.other]
connector = "gmail"
account = "{owner}"
"""


def main() -> None:
    folder = Path(sys.argv[1])
    if not sys.argv[2:]:
        print(json.dumps(_measured(read_config(folder / "config.toml"))))
        return
    (folder / "config.toml").write_text(CONFIG.format(owner=ANN))
    store = Store(f"sqlite:///{folder}/many.db", create=True)
    with store.write() as tx:
        asked = json.loads(sys.argv[2])
        fill(tx, asked["interactions"], asked["people"])
    store.close()


def _measured(config: Config) -> dict[str, float]:
    """Everything anew, a night with news, and one without, each with what it keeps; and everybody made an object of."""
    store = Store(config.store.url)
    with store.read() as tx:
        plain, _ = _timed(lambda: tx.exec_driver_sql(PLAIN).fetchall())
        before = _peak()
        whole, found = _timed(lambda: picture(tx, config, NOW))
        peak = _peak()
    with store.write() as tx:
        keeping, _ = _timed(lambda: _keep(tx, found))
    first, _ = _timed(lambda: list(found.relationships.values()))
    del found
    with store.write() as tx:
        [(number, people)] = tx.exec_driver_sql(SIZE).fetchall()
        for source, some in news(NEWS, people, number).items():
            facts.add(tx, source, some)
    night, found = _night(store, config, NOW + timedelta(days=1))
    quiet, last = _night(store, config, NOW + timedelta(days=2))
    made, _ = _timed(lambda: list(last.relationships.values()))
    return {"plain": plain, "whole": whole, "keeping": keeping, "night": night, "read": found.past.read, "quiet": quiet,
            "made": made, "first": first, "before": before, "peak": peak}  # fmt: skip


def _night(store: Store, config: Config, now: datetime) -> tuple[float, Picture]:
    with store.write() as tx:
        night, found = _timed(lambda: picture(tx, config, now))
        kept, _ = _timed(lambda: _keep(tx, found))
    return night + kept, found


def _keep(tx: Connection, found: Picture) -> None:
    if found.directory.people is not found.told.known:
        people.save(tx, found.directory.people, found.told.known)
    update = found.past.update()
    histories.save(tx, update)
    sealing.seal_missing(tx, whole=update.anew)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
