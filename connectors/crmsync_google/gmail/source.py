"""The plugin: settings in, pages out. Google's libraries are loaded by the first pull, not by the import."""

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from crmsync.connector import Account, Consent, Cursor, EmailAddress, Finding, Granted, Interaction, Page, View
from crmsync.retry import Caller
from crmsync_google.endpoint import require_safe
from crmsync_google.gmail.cursor import FirstPull, Nightly, read

if TYPE_CHECKING:
    from crmsync_google.gmail.mailbox import Mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class GmailSettings:
    """The table of a Gmail source in the configuration."""

    account: str
    """The mailbox's address; its login stands under `[accounts]`."""
    api_base: str = "https://gmail.googleapis.com"
    """The host alone: https, or http on loopback."""

    def __post_init__(self) -> None:
        require_safe(self.api_base)


class Gmail:
    """Reads the headers of a mailbox: all of it first, then what its history names."""

    Config = GmailSettings

    def __init__(self, config: GmailSettings, account: Account, caller: Caller) -> None:
        self._config, self._account, self._caller = config, account, caller

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """As `crmsync.connector.Source.pull`. A quiet night costs one request."""
        from crmsync_google.gmail.first_pull import first_pull
        from crmsync_google.gmail.nightly import nightly

        place = read(cursor)
        with self._opened(subjects=view.subjects) as mailbox:
            match place:
                case Nightly():
                    yield from nightly(mailbox, view, place)
                case FirstPull() | None:
                    yield from first_pull(mailbox, view, place)

    def link(self, interaction: Interaction) -> str | None:
        """The conversation in Gmail's own pages, whichever of the browser's accounts the mailbox is."""
        if interaction.thread is None:
            return None
        return f"https://mail.google.com/mail/u/?authuser={quote(self._account.address)}#all/{interaction.thread}"

    def scopes(self) -> Collection[str]:
        from crmsync_google.auth import gmail_scope

        return {gmail_scope(self._account)}

    def log_in(self, scopes: Collection[str], consent: Consent) -> Granted:
        from crmsync_google.consent import log_in

        return log_in(self._account, scopes, consent, self._caller)

    def owner(self) -> EmailAddress:
        with self._opened() as mailbox:
            return mailbox.size().address

    def findings(self) -> Iterator[Finding]:
        """Seven units at most: the profile, and with the readonly scope a search and the aliases."""
        from crmsync_google.gmail.findings import findings

        with self._opened() as mailbox:
            yield from findings(mailbox)

    def _opened(self, *, subjects: bool = False) -> "AbstractContextManager[Mailbox]":
        from crmsync_google.gmail.mailbox import opened

        return opened(self._config.api_base, self._account, self._caller, subjects=subjects)
