"""A first configuration, written once: the answers as TOML that a person can read and change."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crmsync.config.settings import ConfigError
from crmsync.connector import EmailAddress

CLIENT = "client_secret.json"
KEY = "hubspot.key"
KEYRING_NAME = "hubspot"

HEAD = """\
# crmsync's settings, as `crmsync init` wrote them. They are yours now: crmsync only reads this file from here on.
# config.example.toml explains every setting there is. No secret stands here, only where it lies.
"""
GOOGLE = {
    "address-book": ("google-contacts", "Which addresses are one person, their name, and your groups."),
    "calendar": ("google-calendar", "Who met whom: no description, place or link is ever asked for."),
    "mail": ("gmail", "Who wrote to whom: headers only."),
}
"""By the source's name: its connector, and what it is for. What is quick stands first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What `crmsync init` was told."""

    addresses: tuple[EmailAddress, ...]
    timezone: str
    not_addresses: tuple[EmailAddress, ...] = ()
    account: EmailAddress | None = None
    """The Google account that is read, if any."""
    access: Literal["metadata", "readonly"] = "metadata"
    keep: Literal["file", "keyring"] = "file"
    files: tuple[str, ...] = ()
    """Archives of mail that are read, where they lie."""
    key: tuple[str, str] | None = None
    """Where HubSpot's key is: the form of a secret and its word. None: nothing goes to HubSpot."""
    google_base: str | None = None
    hubspot_base: str | None = None
    wait_scale: float = 1.0


def draft_text(draft: Draft) -> str:
    """The configuration's file. `crmsync.config.load.load` reads it as it was meant."""
    return "\n".join([HEAD, *("\n".join([*lines, ""]) for lines in _tables(draft))])


def write_draft(path: Path, text: str) -> None:
    """A new file, for its owner alone. Raises `ConfigError` where there is one already, or none can be made."""
    if os.path.lexists(path):
        raise ConfigError(path, ["it is there already, and is not written over"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise ConfigError(path, [f"can't be written: {error.strerror}. See to its folder's rights"]) from error


def replace_draft(path: Path, before: Draft, after: Draft) -> None:
    """`after` in the place of `before`. Raises `ConfigError` where the file is not word for word `before` any more."""
    if path.read_text(encoding="utf-8") != draft_text(before):
        raise ConfigError(path, ["it was changed meanwhile, and is not written over"])
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    write_draft(new, draft_text(after))
    new.replace(path)


def _tables(draft: Draft) -> Iterator[list[str]]:
    yield _me(draft)
    if draft.account:
        yield _account(draft, draft.account)
    yield _store()
    if draft.account:
        yield from (_google(name, draft, draft.account) for name in GOOGLE)
    if draft.files:
        yield _files(draft)
    if draft.key:
        yield _hubspot(draft, draft.key)
    yield _policy()
    if draft.wait_scale != 1:
        yield [
            "[retry]",
            "# For a stand-in on this machine, where time passes faster.",
            f"wait_scale = {draft.wait_scale}",
        ]


def _me(draft: Draft) -> list[str]:
    return [
        "[me]",
        "# Your own addresses, old ones too. What was written from them is yours; mail to them is mail to you.",
        f"addresses = {_list(draft.addresses)}",
        *_others(draft),
        "# Where your days begin and end.",
        f"timezone = {_word(draft.timezone)}",
    ]


def _others(draft: Draft) -> list[str]:
    if not draft.not_addresses:
        return []
    said = "# Somebody else's, though they look like yours."
    return [said, f"not_addresses = {_list(draft.not_addresses)}"]


def _account(draft: Draft, account: EmailAddress) -> list[str]:
    return [
        f"[accounts.{_word(account)}]",
        "# Your own OAuth client, of the type Desktop app; `crmsync login` makes the login with it.",
        f"client = {{ file = {_word(CLIENT)} }}",
        '# Where that login is kept: "file", beside this one, for you alone, or "keyring", the system\'s.',
        f"keep = {_word(draft.keep)}",
        '# "metadata" can never read a body; "readonly" also lets Gmail search, so whom the CRM knows comes first.',
        f"access = {_word(draft.access)}",
    ]


def _store() -> list[str]:
    return [
        "[store]",
        "# All that crmsync knows, in one file for you alone. Subjects are neither asked for nor stored.",
        'url = "sqlite:///crmsync.db"',
        "store_subjects = false",
    ]


def _google(name: str, draft: Draft, account: EmailAddress) -> list[str]:
    connector, what = GOOGLE[name]
    lines = [f"# {what}", f"[sources.{name}]", f"connector = {_word(connector)}", f"account = {_word(account)}"]
    return [*lines, *_base(draft.google_base)]


def _files(draft: Draft) -> list[str]:
    return [
        "# Archives of mail: they are read where they lie.",
        "[sources.archive]",
        'connector = "files"',
        f"paths = {_list(draft.files)}",
    ]


def _hubspot(draft: Draft, key: tuple[str, str]) -> list[str]:
    form, where = key
    return [
        "# Where the answers go: properties named crmsync_* and one follow-up task a person.",
        "[destinations.crm]",
        'connector = "hubspot"',
        f"key = {{ {form} = {_word(where)} }}",
        *_base(draft.hubspot_base),
    ]


def _policy() -> list[str]:
    return [
        "[policy]",
        "# Nobody's business, dropped as it is pulled: addresses, or @domain for all of it.",
        "never_log = []",
        "# Kept here and shown to you, never sent anywhere: by address, domain, or your own label on their mail.",
        "personal = { addresses = [], domains = [], labels = [] }",
        "# So many people a day and a week get a task, on these days.",
        'capacity = { day = 3, week = 10, workdays = ["mon", "tue", "wed", "thu", "fri"] }',
    ]


def _base(base: str | None) -> list[str]:
    return [f"api_base = {_word(base)}"] if base else []


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(map(_word, words))}]"


def _word(text: str) -> str:
    """A TOML basic string: JSON's, but that TOML wants DEL escaped too (https://toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
