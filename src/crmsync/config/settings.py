"""The settings as types. What they mean to a user stands in config.example.toml."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crmsync.connector import Account, EmailAddress
from crmsync.identity.addresses import Domain, Pattern
from crmsync.planning.capacity import Capacity
from crmsync.planning.safety import Limits
from crmsync.relationships.circles import SIZES, check_sizes
from crmsync.relationships.tags import TagRule, pushed


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    addresses: tuple[EmailAddress, ...]
    not_addresses: frozenset[EmailAddress] = frozenset()
    own_domains: frozenset[Domain] | None = None
    """None: the domains of one's addresses, free mail apart."""
    timezone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.addresses:
            raise ValueError("addresses must name at least one address")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    url: str = "sqlite:///crmsync.db"
    store_subjects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """Who is kept here and never pushed: by address, by domain, by a label on their mail."""

    addresses: frozenset[EmailAddress] = frozenset()
    domains: frozenset[Domain] = frozenset()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    never_log: frozenset[Pattern] = frozenset()
    personal: Personal = field(default_factory=Personal)
    share_why: bool = True
    capacity: Capacity = field(default_factory=Capacity)
    new_people_week: int = 1
    """People met lately who are named among the others."""
    circles: tuple[int, ...] = SIZES
    limits: Limits = field(default_factory=Limits)
    tags: Mapping[str, TagRule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.new_people_week < 0:
            raise ValueError("new_people_week must be a number from 0 upward")
        check_sizes(self.circles)
        wrong = [name for name in pushed(self.tags) if ";" in name or name != name.strip() or not name]
        if wrong:
            raise ValueError(f"a tag that is pushed can't be called {wrong[0]!r}: no semicolon, no blanks around it")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySettings:
    wait_scale: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.wait_scale < math.inf:
            raise ValueError("wait_scale must be a number from 0 upward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A connector of the configuration: its plugin's name, its own settings, the account it uses."""

    name: str
    connector: str
    config: Any
    """An instance of the plugin's own `Config`."""
    account: Account | None = None
    tags: tuple[str, ...] = ()
    """Of a destination: the names of the tags that may be pushed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    path: Path
    me: Me
    accounts: Mapping[EmailAddress, Account]
    store: StoreSettings
    sources: Mapping[str, Connection]
    destinations: Mapping[str, Connection]
    policy: Policy
    retry: RetrySettings
    enrichers: Mapping[str, Connection] = field(default_factory=dict)


class ConfigError(Exception):
    """The configuration can't be used. The message lists every problem with its path."""

    def __init__(self, where: Path | str, problems: list[str]) -> None:
        super().__init__("\n".join([f"{where}:", *(f"  {problem}" for problem in problems)]))
        self.problems = problems
