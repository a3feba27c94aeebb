"""A folder from which crmsync talks to a sandbox: its configuration and its logins, readable by the owner only."""

import os
from collections.abc import Collection
from dataclasses import dataclass
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

{sources}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as the configuration names it, and what its login must allow."""

    connector: str
    scopes: tuple[str, ...]
    setting: str = ""

    def table(self, name: str, owner: str, url: str) -> str:
        lines = (f"[sources.{name}]", f'connector = "{self.connector}"', f'account = "{owner}"', f'api_base = "{url}"')
        return "".join(f"{line}\n" for line in (*lines, self.setting) if line)


SOURCES = {
    "address-book": Source(connector="google-contacts", scopes=("contacts.readonly",)),
    "calendar": Source(
        connector="google-calendar",
        scopes=("calendar.calendarlist.readonly", "calendar.events.readonly"),
        setting='calendars = "all"',
    ),
    "mail": Source(connector="gmail", scopes=("gmail.metadata",)),
}
"""All that a sandbox holds of one person, by the name that it has in the configuration."""


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


def write(
    folder: Path,
    sandbox: Sandbox,
    owner: str,
    scale: float,
    aliases: Collection[str] = (),
    sources: Collection[str] = tuple(SOURCES),
) -> Path:
    """Write the folder for the account of `owner`, who has these `aliases`; the configuration's path.

    `scale`: the sandbox's window scale. `sources`: which of `SOURCES`. Raises `NotOurs` rather than write over
    somebody's own.
    """
    require_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: SOURCES[name] for name in sources}
    _private(folder / "login.json", sandbox.login(owner, [scope for each in chosen.values() for scope in each.scopes]))
    _private(folder / "client.json", sandbox.client())
    _private(folder / "hubspot.key", sandbox.hubspot_key)
    config = folder / "config.toml"
    addresses = ", ".join(f'"{address}"' for address in dict.fromkeys((owner, *aliases)))
    tables = "\n".join(each.table(name, owner, sandbox.url) for name, each in chosen.items())
    config.write_text(CONFIG.format(owner=owner, addresses=addresses, sources=tables, url=sandbox.url, scale=scale))
    return config


def _private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
