"""What a configuration names and is not there yet: OAuth clients, logins, keys. No request is sent."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmsync.config.settings import Config, ConfigError
from crmsync.connector import Account, Secret, Unauthorized


@dataclass(frozen=True, slots=True, kw_only=True)
class NoClient:
    """The OAuth client of an account is not where the configuration says."""

    account: Account
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLogin:
    """There is a client, and no login was made with it yet."""

    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class NoKey:
    """The key of a source or destination is not where the configuration says."""

    connection: str
    origin: str


Lack = NoClient | NoLogin | NoKey


def lacking(config: Config) -> Iterator[Lack]:
    """In the order in which it is mended. Raises `ConfigError` where something is there and can't be used."""
    folder = config.path.parent
    for account in config.accounts.values():
        if account.client is not None and _absent(account.client, folder):
            yield NoClient(account=account, origin=account.client.origin)
        elif account.client is not None and _no_login(account):
            yield NoLogin(account=account)
    for name, connection in {**config.sources, **config.destinations}.items():
        key = getattr(connection.config, "key", None)
        if isinstance(key, Secret) and _absent(key, folder):
            yield NoKey(connection=name, origin=key.origin)


def place_of(origin: str, folder: Path) -> Path | None:
    """The file in which a secret lies that comes from `origin`; None where it lies in no file."""
    form, _, where = origin.partition(" ")
    return folder / Path(where).expanduser() if form == "file" else None


def _absent(secret: Secret, folder: Path) -> bool:
    place = place_of(secret.origin, folder)
    if place is not None:
        return not os.path.lexists(place)
    try:
        secret.reveal()
    except ConfigError:
        return True
    return False


def _no_login(account: Account) -> bool:
    if account.login is None:
        return True
    try:
        account.login.reveal()
    except Unauthorized:
        return True
    return False
