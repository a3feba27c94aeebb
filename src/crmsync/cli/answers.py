"""What `init` has to know before it can write a configuration: given as options, else asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from crmsync.cli import reading
from crmsync.cli.asking import ask
from crmsync.config.draft import KEY, KEYRING_NAME, Draft
from crmsync.config.settings import Config
from crmsync.config.zone import is_zone, local_zone
from crmsync.connector import EmailAddress
from crmsync.plugins import SOURCES, installed
from crmsync.sync.connections import read_config

FORMS = ("env", "file", "keyring")
NO_KEY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The options as they were given. None, and empty: not given."""

    account: str | None = None
    addresses: tuple[str, ...] = ()
    timezone: str | None = None
    access: Literal["metadata", "readonly"] | None = None
    keep: Literal["file", "keyring"] | None = None
    files: tuple[Path, ...] = ()
    key: str | None = None
    stand_in: Path | None = None

    def given(self) -> Sequence[str]:
        """The options that were."""
        named = {
            "--account": self.account,
            "--address": self.addresses,
            "--timezone": self.timezone,
            "--access": self.access,
            "--keep": self.keep,
            "--files": self.files,
            "--key": self.key,
            "--stand-in": self.stand_in,
        }
        return [name for name, value in named.items() if value]


def drafted(answers: Answers, environment: Mapping[str, str], *, asking: bool) -> Draft:
    """The draft of a configuration. Raises `click.UsageError` for what is wrong, or missing where nobody is asked."""
    account, files = _read(answers, asking=asking)
    others = [reading.address(each) for each in answers.addresses]
    if asking and not others and not answers.account:
        others = ask("Other addresses of yours, old ones too; else nothing", reading.addresses, default="")
    addresses = tuple(dict.fromkeys([*([account] if account else []), *others]))
    if not addresses:
        raise click.UsageError("whose mail is it? Give --account ADDRESS, or --address ADDRESS beside --files")
    draft = Draft(
        addresses=addresses,
        timezone=_zone(answers, environment, asking=asking),
        account=account,
        access=answers.access or "metadata",
        keep=answers.keep or "file",
        files=tuple(str(each.expanduser().absolute()) for each in files),
        key=_key(answers, asking=asking),
    )
    return _at_stand_in(draft, read_config(answers.stand_in)) if answers.stand_in else draft


def _read(answers: Answers, *, asking: bool) -> tuple[EmailAddress | None, Sequence[Path]]:
    """What is read: an account, or files, or both."""
    reads_files = "files" in installed(SOURCES)
    if answers.files and not reads_files:
        raise click.UsageError("--files: no connector that reads files is installed; `crmsync connectors` lists them")
    if answers.account or answers.files:
        return reading.address(answers.account) if answers.account else None, answers.files
    if not asking:
        also = ", or --files PATH for mail that was exported" if reads_files else ""
        raise click.UsageError(f"nothing to read: give --account ADDRESS, your Google account{also}")
    if not reads_files:
        return ask("Your Google account's address", reading.address), ()
    account = ask("Your Google account's address; nothing to read exported mail", reading.perhaps_address, default="")
    return account, () if account else (ask("Path of the mail: a Takeout, an mbox or a Maildir", reading.existing),)


def _zone(answers: Answers, environment: Mapping[str, str], *, asking: bool) -> str:
    found = local_zone(environment)
    if answers.timezone:
        return _known_zone(answers.timezone)
    if asking:
        return ask("Where your days begin and end", _known_zone, default=found)
    if found is None:
        raise click.UsageError("this machine does not say its time zone: give --timezone, such as Europe/London")
    return found


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise click.UsageError(f"{name!r} is no time zone; write one such as Europe/London")
    return name


def _key(answers: Answers, *, asking: bool) -> tuple[str, str] | None:
    """Where HubSpot's key is, or will be."""
    if (
        answers.key is None
        and asking
        and not ask("Write the answers into HubSpot, too? (yes, no)", reading.yes_or_no, default="yes")
    ):
        return None
    if answers.key == NO_KEY:
        return None
    if answers.key is None:
        return ("keyring", KEYRING_NAME) if answers.keep == "keyring" else ("file", KEY)
    form, _, where = answers.key.partition(":")
    if form not in FORMS or not where:
        raise click.UsageError("--key says where HubSpot's key is: file:PATH, env:NAME, keyring:NAME, or none")
    return form, str(Path(where).expanduser().absolute()) if form == "file" else where


def _at_stand_in(draft: Draft, other: Config) -> Draft:
    """Where the services are by another configuration, and how fast time passes there."""
    source = next((each for each in other.sources.values() if each.account), None)
    destination = next(iter(other.destinations.values()), None)
    return replace(
        draft,
        google_base=getattr(source.config, "api_base", None) if source else None,
        hubspot_base=getattr(destination.config, "api_base", None) if destination else None,
        wait_scale=other.retry.wait_scale,
    )
