"""Reading the configuration. It is told the plugins' Config classes and imports no plugin."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cattrs import Converter
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crmsync.config.logins import kept
from crmsync.config.settings import Config, ConfigError, Connection, Me, Policy, RetrySettings, StoreSettings
from crmsync.config.structure import converter, structure
from crmsync.connector import Account, EmailAddress
from crmsync.relationships.tags import pushed

T = TypeVar("T")

FindConfigClass = Callable[[str, str], type]
"""`(section, connector)` → the plugin's Config class; raises LookupError with a message for the user."""

SECTIONS = ("me", "accounts", "store", "sources", "destinations", "enrichers", "policy", "retry")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def load(path: Path, find_class: FindConfigClass) -> Config:
    """The settings in `path`. Raises `ConfigError` with every problem at once."""
    reader = _Reader(path, _parse(path), find_class)
    config = reader.config()
    if config is None or reader.problems:
        raise ConfigError(path, reader.problems)
    return config


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(path, ["there is no such file. Copy config.example.toml there, or give --config"]) from None
    except OSError as error:
        raise ConfigError(path, [f"can't be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"is not TOML: {error}"]) from error


class _Reader:
    """Goes through the sections and gathers problems."""

    def __init__(self, path: Path, found: dict[str, Any], find_class: FindConfigClass) -> None:
        self.path, self.found, self.find_class = path, found, find_class
        self.problems: list[str] = [f"unknown: {name} @ {name}" for name in found if name not in SECTIONS]
        self.converter: Converter = converter(path.parent)

    def config(self) -> Config | None:
        me = self._one("me", Me)
        store = self._one("store", StoreSettings)
        policy = self._one("policy", Policy)
        retry = self._one("retry", RetrySettings)
        accounts = {address: account for _, account in self._accounts() for address in [account.address]}
        sources = dict(self._connections("sources", accounts))
        destinations = dict(self._connections("destinations", accounts))
        enrichers = dict(self._connections("enrichers", accounts))
        self._check_scale(retry, [*sources.values(), *destinations.values(), *enrichers.values()])
        if me is None or store is None or policy is None or retry is None:
            return None
        return Config(
            path=self.path,
            me=me,
            accounts=accounts,
            store=replace(store, url=self._store_url(store.url)),
            sources=sources,
            destinations={name: replace(each, tags=pushed(policy.tags)) for name, each in destinations.items()},
            policy=policy,
            retry=retry,
            enrichers=enrichers,
        )

    def _one(self, section: str, kind: type[T]) -> T | None:
        return self._typed(self.found.get(section, {}), kind, section)

    def _typed(self, value: object, kind: type[T], path: str) -> T | None:
        if not isinstance(value, Mapping):
            self.problems.append(f"must be a table @ {path}")
            return None
        made, problems = structure(self.converter, value, kind, path)
        self.problems += problems
        return made

    def _tables(self, section: str) -> Iterator[tuple[str, dict[str, Any]]]:
        tables = self.found.get(section, {})
        if not isinstance(tables, dict):
            self.problems.append(f"must be a table @ {section}")
            return
        for name, table in tables.items():
            if isinstance(table, dict):
                yield name, table
            else:
                self.problems.append(f"must be a table @ {section}.{name}")

    def _accounts(self) -> Iterator[tuple[str, Account]]:
        for name, table in self._tables("accounts"):
            path = f'accounts."{name}"'
            made = self._typed({"address": name, **table}, Account, path)
            if made:
                yield name, self._with_login(made, path)

    def _with_login(self, account: Account, path: str) -> Account:
        """A login that the user brings, or the one that `crmsync login` makes by the user's client."""
        if (account.login is None) == (account.client is None):
            self.problems.append(f"give one of client, by which `crmsync login` makes a login, and login @ {path}")
        if account.login is not None and account.keep != "file":
            self.problems.append(f"only beside client: a login that you bring is kept by you @ {path}.keep")
        return account if account.login else replace(account, login=kept(account, self.path.parent))

    def _connections(self, section: str, accounts: Mapping[EmailAddress, Account]) -> Iterator[tuple[str, Connection]]:
        for name, table in self._tables(section):
            made = self._connection(section, name, dict(table), accounts)
            if made:
                yield name, made

    def _connection(
        self, section: str, name: str, table: dict[str, Any], accounts: Mapping[EmailAddress, Account]
    ) -> Connection | None:
        path, connector = f"{section}.{name}", table.pop("connector", None)
        if not isinstance(connector, str):
            self.problems.append(f"missing: connector @ {path}")
            return None
        try:
            kind = self.find_class(section, connector)
        except LookupError as error:
            self.problems.append(f"{error.args[0]} @ {path}.connector")
            return None
        config = self._typed(table, kind, path)
        if config is None:
            return None
        self._check_base(getattr(config, "api_base", None), path)
        return Connection(name=name, connector=connector, config=config, account=self._account(config, path, accounts))

    def _account(self, config: object, path: str, accounts: Mapping[EmailAddress, Account]) -> Account | None:
        """The account that a plugin's setting `account` names, where it has one."""
        if not any(each.name == "account" for each in fields(config)):  # type: ignore[arg-type]  # a dataclass by contract
            return None
        address = EmailAddress(str(getattr(config, "account", "")).lower())
        if address not in accounts:
            self.problems.append(f'there is no [accounts."{address}"] @ {path}.account')
        return accounts.get(address)

    def _check_base(self, base: str | None, path: str) -> None:
        """Keys and mail travel to it: https, or plain http that never leaves the machine."""
        if base is None:
            return
        scheme, host = _place(base)
        if not (scheme == "https" and host) and not _is_loopback(base):
            self.problems.append(f"must begin with https://, or http://127.0.0.1 for a sandbox @ {path}.api_base")

    def _check_scale(self, retry: RetrySettings | None, connections: list[Connection]) -> None:
        bases = [base for each in connections if (base := getattr(each.config, "api_base", None))]
        if retry and retry.wait_scale != 1 and not all(map(_is_loopback, bases)):
            self.problems.append("only where every api_base is on loopback @ retry.wait_scale")

    def _store_url(self, url: str) -> str:
        """A relative file starts at the configuration's folder."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            self.problems.append("must be a database's URL such as sqlite:///crmsync.db @ store.url")
            return url
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            self.problems.append("must name a SQLite file, such as sqlite:///crmsync.db @ store.url")
            return url
        return f"sqlite:///{(self.path.parent / Path(parsed.database).expanduser()).absolute()}"


def on_loopback(config: Config) -> bool:
    """Whether every service that the configuration names is on this machine: a sandbox."""
    connections = (*config.sources.values(), *config.destinations.values(), *config.enrichers.values())
    return all(_is_loopback(base) for each in connections if (base := getattr(each.config, "api_base", None)))


def _is_loopback(base: str) -> bool:
    scheme, host = _place(base)
    return scheme in ("http", "https") and host in LOOPBACK


def _place(base: str) -> tuple[str, str | None]:
    """Scheme and host; empty where it is no URL."""
    try:
        parts = urlsplit(base)
    except ValueError:
        return "", None
    return parts.scheme, parts.hostname
