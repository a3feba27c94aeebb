"""Logins that `crmsync login` makes: kept in a file beside the configuration, or in the system's keyring."""

import os
import tempfile
from functools import partial
from pathlib import Path
from urllib.parse import quote

from crmsync.config.secrets import SERVICE, secret
from crmsync.config.settings import ConfigError
from crmsync.connector import Account, Secret, Unauthorized


def kept(account: Account, folder: Path) -> Secret:
    """The login of `account` that was made, read when it is used. `folder`: the configuration's.

    Reading it raises `Unauthorized` where none was made yet.
    """
    inner = secret({account.keep: _name(account)}, folder)
    return Secret(inner.origin, partial(_reveal, account, folder, inner))


def keep(account: Account, folder: Path, login: str) -> str:
    """Keep `login` in the place of an earlier one; where it is. Whole or not at all."""
    if account.keep == "keyring":
        _keep_in_keyring(_name(account), login)
    else:
        _keep_in_file(_file(account, folder), login)
    return kept(account, folder).origin


def _name(account: Account) -> str:
    """The name in the keyring, or the file's path below the configuration's folder; unlike any other account's."""
    if account.keep == "keyring":
        return f"login {account.address}"
    return f"logins/{quote(account.address, safe='@+')}.json"


def _file(account: Account, folder: Path) -> Path:
    return folder / _name(account)


def _reveal(account: Account, folder: Path, inner: Secret) -> str:
    if _is_absent(account, folder):
        raise Unauthorized(f"There is no login for {account.address} yet. Run `crmsync login {account.address}`.")
    return inner.reveal()


def _is_absent(account: Account, folder: Path) -> bool:
    """Whether none was made. That a place can't be looked at is another trouble, which reading tells."""
    return _not_in_keyring(_name(account)) if account.keep == "keyring" else _no_file(_file(account, folder))


def _no_file(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _not_in_keyring(name: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name) is None
    except KeyringError:
        return False


def _keep_in_keyring(name: str, login: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, login)
    except KeyringError as error:
        raise ConfigError("login", [f'keyring {name}: {error}. Unlock it, or set keep = "file"']) from error


def _keep_in_file(path: Path, login: str) -> None:
    """A new file, readable by its owner only, that takes the old one's place in one step."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(login)
                file.flush()
                os.fsync(file.fileno())
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError("login", [f"file {path}: {error.strerror}. Make room, or see to its rights"]) from error
