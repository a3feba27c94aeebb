"""Statements are compiled once for all stores of a process: in life a process has one store, in tests hundreds."""

from typing import Any

from sqlalchemy import Engine, create_engine

from crmsync.store import engine


def share() -> None:
    """Whatever store is opened from now on finds compiled what another one has compiled."""
    first = create_engine("sqlite://")
    first.connect().close()  # now the dialect knows its database
    first.dispose()
    compiled: dict[Any, Any] = {}

    def opened(url: str, **options: Any) -> Engine:
        made = create_engine(url, **options, execution_options={"compiled_cache": compiled})
        if type(made.dialect) is type(first.dialect):
            made.dialect = first.dialect  # what is compiled is found by it
        return made

    engine.create_engine = opened  # type: ignore[assignment, attr-defined]
