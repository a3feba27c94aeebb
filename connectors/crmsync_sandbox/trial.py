"""A folder from which crmsync talks to a sandbox: its configuration and its logins, readable by the owner only."""

import os
from collections.abc import Collection
from pathlib import Path

from .server import Sandbox

CONFIG = """\
# Written by the sandbox, for the sandbox: everything here is on this machine.
[me]
addresses = [{addresses}]
timezone = "Europe/London"

[accounts."{owner}"]
login = {{ file = "login.json" }}
# In its place, to try `crmsync login`: client, the file client.json.

[store]
url = "sqlite:///crmsync.db"

[sources.mail]
connector = "gmail"
account = "{owner}"
api_base = "{url}"

[destinations.crm]
connector = "hubspot"
key = {{ file = "hubspot.key" }}
api_base = "{url}"

[policy]
personal = {{ labels = ["Family"] }}

[policy.tags.investor]
labels = ["Investors"]
cadence_days = 60

[retry]
wait_scale = {scale}
"""


class NotOurs(Exception):
    """The folder holds something that no sandbox has written; the message names it."""


def require_ours(folder: Path) -> None:
    """Raises `NotOurs` unless the folder is absent, empty, or one that a sandbox has written."""
    config = folder / "config.toml"
    ours = config.is_file() and config.read_text(errors="replace").startswith(CONFIG.partition("\n")[0])
    if folder.exists() and not ours and (not folder.is_dir() or any(folder.iterdir())):
        raise NotOurs(f"{folder} holds something else. Name an empty folder, or one that a sandbox has made.")


def clear(folder: Path) -> None:
    """Remove what a trial has left in its folder, but for the configuration, by which it is known. Raises `NotOurs`."""
    require_ours(folder)
    for pattern in ("login.json", "logins/*.json", "client.json", "hubspot.key", "crmsync.db*"):
        for file in folder.glob(pattern):
            file.unlink()


def write(folder: Path, sandbox: Sandbox, owner: str, scale: float, aliases: Collection[str] = ()) -> Path:
    """Write the folder for the mailbox of `owner`, who has these `aliases`; the configuration's path.

    `scale`: the sandbox's window scale. Raises `NotOurs` rather than write over somebody's own.
    """
    require_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _private(folder / "login.json", sandbox.login(owner))
    _private(folder / "client.json", sandbox.client())
    _private(folder / "hubspot.key", sandbox.hubspot_key)
    config = folder / "config.toml"
    addresses = ", ".join(f'"{address}"' for address in dict.fromkeys((owner, *aliases)))
    config.write_text(CONFIG.format(owner=owner, addresses=addresses, url=sandbox.url, scale=scale))
    return config


def _private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
