"""What a configuration lacks, mended step by step: an OAuth client, a login, a key. Each is kept for its owner only."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from crmsync.cli.asking import ask, ask_secret, notice
from crmsync.cli.explained import CLIENT_STEPS, key_steps, permissions
from crmsync.config.settings import Config, ConfigError
from crmsync.connector import ConnectorError, Consent, Consenting, EmailAddress
from crmsync.retry import Caller
from crmsync.sync.connections import source
from crmsync.sync.lacking import Lack, NoClient, NoKey, NoLogin, lacking, place_of
from crmsync.sync.login import log_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """By what it is mended. `asking`: somebody can answer. `browsing`: somebody can give consent."""

    client: Path | None
    consent: Consent
    caller: Caller
    asking: bool
    browsing: bool


def mend_account(config: Config, address: EmailAddress, means: Means) -> None:
    """A client and a login for this account, as far as it can be done now; what can't be is told."""
    for lack in _of_account(config, address):
        if isinstance(lack, NoClient):
            _client(config, lack, means)
    for lack in _of_account(config, address):
        if isinstance(lack, NoLogin) and means.browsing:
            _login(config, lack, means)


def mend_key(config: Config, connection: str, means: Means) -> Path | None:
    """The key of this destination; the file that it was put into, if it was."""
    for lack in lacking(config):
        if isinstance(lack, NoKey) and lack.connection == connection:
            return _key(config, lack, means)
    return None


def remedy(lack: Lack, config: Config) -> str:
    """What is missing, and what to do about it, in two sentences."""
    again = "and run `crmsync init` again"
    match lack:
        case NoClient(account=account, origin=origin):
            what = f"There is no OAuth client for {account.address} yet ({origin})."
            return f"{what} Download it, name it with --client FILE, {again}."
        case NoLogin(account=account):
            return f"There is no login for {account.address} yet. Run `crmsync login {account.address}`, {again}."
        case NoKey(connection=connection, origin=origin):
            place = place_of(origin, config.path.parent)
            where = f"into {place} (chmod 600)" if place else "there"
            without = f"to do without, take [destinations.{connection}] out of the configuration"
            return f"{connection} has no key yet ({origin}). Put it {where}, {again}; {without}."


def _of_account(config: Config, address: EmailAddress) -> Iterator[Lack]:
    for lack in list(lacking(config)):
        if isinstance(lack, NoClient | NoLogin) and lack.account.address == address:
            yield lack


def _client(config: Config, lack: NoClient, means: Means) -> None:
    place = place_of(lack.origin, config.path.parent)
    if place is None:
        return
    found = checked_client(means.client) if means.client else None
    if found is None and means.asking:
        notice(CLIENT_STEPS)
        found = ask("Path of the downloaded JSON; nothing for later", _perhaps_client, default="")
    if found is not None:
        keep_private(place, found)
        notice(f"The client is kept in {place}, for you alone; the download may be deleted.")


def _perhaps_client(text: str) -> bytes | None:
    return checked_client(Path(text.strip())) if text.strip() else None


def checked_client(path: Path) -> bytes:
    """What stands in the file, if it is a desktop app's client; else `click.UsageError`, which shows nothing of it."""
    try:
        content = path.expanduser().read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from error
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict) or "installed" not in found:
        kind = "a client of a web application" if isinstance(found, dict) and "web" in found else "no OAuth client"
        raise click.UsageError(f"{path} is {kind}; download the JSON of one of the type Desktop app")
    return content


def _login(config: Config, lack: NoLogin, means: Means) -> None:
    address = lack.account.address
    notice(f"crmsync asks to read these of {address}, and may write nothing:")
    for line in permissions(_scopes(config, address, means.caller)):
        notice(line)
    try:
        found = log_in(config, address, means.consent, means.caller)
    except ConnectorError as error:
        notice(f"crmsync: {error}")
        return
    for name, scopes in found.missing.items():
        notice(
            f"crmsync: {name}: was not allowed {', '.join(scopes)}. Run `crmsync login {address}` and leave its tick."
        )


def _scopes(config: Config, address: EmailAddress, caller: Caller) -> set[str]:
    opened = [
        source(each, caller) for each in config.sources.values() if each.account and each.account.address == address
    ]
    return {scope for each in opened if isinstance(each, Consenting) for scope in each.scopes()}


def _key(config: Config, lack: NoKey, means: Means) -> Path | None:
    place = place_of(lack.origin, config.path.parent)
    if not means.asking:
        return None
    notice(key_steps())
    if place is None:
        notice(f"Put it where the configuration says: {lack.origin}.")
        return None
    key = ask_secret("The key (it is not shown); nothing for later")
    if not key:
        return None
    keep_private(place, key.encode())
    return place


def keep_private(place: Path, content: bytes) -> None:
    """A new file that only its owner may read. Raises `ConfigError` where it can't be made."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise ConfigError(place, [f"can't be written: {error.strerror}"]) from error
