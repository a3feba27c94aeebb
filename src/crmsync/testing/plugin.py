"""The pytest plugin: `--live` tries looking laws on a real account. Without it those classes are not collected."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("crmsync")
    group.addoption(
        "--live",
        action="store_true",
        help="Also try the laws of classes with `live = True`, on real accounts. They look, and write nothing.",
    )


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> list[pytest.Item] | None:
    """An empty list where a class is meant for real accounts and nobody asked for them."""
    live = isinstance(obj, type) and getattr(obj, "live", False) is True
    return [] if live and not collector.config.getoption("--live") else None
