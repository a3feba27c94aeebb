"""Secrets stand elsewhere: the configuration says where, and they are read when they are used."""

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from crmsync.config.settings import ConfigError
from crmsync.connector import Secret

FORMS = '{ env = "NAME" }, { file = "path" }, { keyring = "name" } or { command = ["program", "argument"] }'
SERVICE = "crmsync"
COMMAND_SECONDS = 60


def secret(value: object, folder: Path) -> Secret:
    """The secret that `value` names. `folder`: where relative paths start. Raises ValueError for another form."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ValueError(f"a secret is given as {FORMS}, never as itself")
    [(form, where)] = value.items()
    readers: Mapping[str, Callable[[Any], str]] = {
        "env": _environment,
        "file": partial(_file, folder),
        "keyring": _keyring,
        "command": _command,
    }
    right = _is_words(where) if form == "command" else isinstance(where, str)
    if form not in readers or not right or not where:
        raise ValueError(f"a secret is given as {FORMS}")
    origin = f"{form} {where if isinstance(where, str) else where[0]}"
    return Secret(origin, partial(_read, origin, partial(readers[form], where)))


def _is_words(where: object) -> bool:
    return isinstance(where, list) and all(isinstance(word, str) for word in where)


def _read(origin: str, reader: Callable[[], str]) -> str:
    found = reader().strip()
    if not found:
        raise ConfigError("secret", [f"{origin}: it is empty"])
    return found


def _environment(name: str) -> str:
    if name not in os.environ:
        remedy = "Set it (for cron: in the crontab), or keep the secret in a file"
        raise ConfigError("secret", [f"env {name}: the variable is not set. {remedy}"])
    return os.environ[name]


def _file(folder: Path, name: str) -> str:
    path = folder / Path(name).expanduser()
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError("secret", [f"file {path}: others may read it. Run `chmod 600 {path}`"])
        return path.read_text()
    except OSError as error:
        raise ConfigError("secret", [f"file {path}: {error.strerror}"]) from error
    except UnicodeDecodeError:
        raise ConfigError("secret", [f"file {path}: it is no text"]) from None


def _keyring(name: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(SERVICE, name)
    except KeyringError as error:
        raise ConfigError("secret", [f"keyring {name}: {error}"]) from error
    if found is None:
        raise ConfigError("secret", [f"keyring {name}: not found. Run `keyring set {SERVICE} {name}`"])
    return found


def _command(words: list[str]) -> str:
    """What the command prints. Its errors go to the terminal, its output nowhere else."""
    shown = shlex.join(words[:1])
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, timeout=COMMAND_SECONDS)  # noqa: S603 - the user's own command
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError) as error:
        raise ConfigError("secret", [f"command {shown}: {type(error).__name__}"]) from None
    return done.stdout
