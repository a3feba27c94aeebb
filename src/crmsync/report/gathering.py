"""The facts of the report, from what the store knows. Sends no request and writes nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime

from crmsync.backtest.protocol import Verdict
from crmsync.config.settings import Config
from crmsync.report.building import Facts
from crmsync.report.explaining import taken_apart
from crmsync.store import facts, progress
from crmsync.sync.choosing import NOT_WHOLE, chosen
from crmsync.sync.looking import About, abouts, reading
from crmsync.sync.own_history import OwnHistory, history_of
from crmsync.sync.picture import drawn
from crmsync.sync.told import read

Explain = Callable[[About], Iterable[str]]
"""What is said of one person, line by line, the name first."""

Judge = Callable[[OwnHistory], Verdict | str]
"""The backtest of the history, or why there is none."""


def gathered(config: Config, now: datetime, explain: Explain, judged: Judge) -> Facts:
    """All is read once. Raises `NoStore` where there is none yet."""
    with reading(config) as tx:
        told = read(tx, config)
        found = drawn(tx, config, told, now)
        everybody = abouts(tx, config, told, found, found.relationships.values())
        explained = {each.relationship.person.id: tuple(taken_apart(list(explain(each))[1:])) for each in everybody}
        named = chosen(tx, config, found) if found.complete else []
        places = [place for name, place in progress.load_all(tx).items() if name in config.sources]
        return Facts(
            moment=found.moment,
            complete=found.complete,
            troubles=found.troubles if found.complete or found.troubles else (NOT_WHOLE,),
            relationships=found.relationships,
            explained=explained,
            named={each.relationship.person.id: each.kind for each in named},
            unread=sum(place.unread for place in places),
            unreadable=facts.left_out_count(tx, unreadable=True),
            never_logged=facts.left_out_count(tx, unreadable=False),
            verdict=judged(history_of(tx, config, told, found.directory, now)),
        )
