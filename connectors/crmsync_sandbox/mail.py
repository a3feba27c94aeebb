"""What fills a sandbox: mails for a mailbox, contacts for a portal. The generator and the mbox reader make them."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message of a mailbox: headers as they stand on the wire, in order, never a body."""

    headers: tuple[tuple[str, str], ...]
    at: datetime
    """Aware, UTC: when the service received it (Gmail's internalDate)."""
    thread: str
    """Mails of one conversation share it. Any text; the mailbox makes ids of its own."""
    labels: frozenset[str] = frozenset({"INBOX"})
    """Gmail's label ids (INBOX, SENT, CATEGORY_UPDATES …) and names of the user's own labels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmContact:
    """A contact that the CRM knows from the start."""

    email: str
    firstname: str = ""
    lastname: str = ""
    additional_emails: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One person's mailbox, and the half of their people that the CRM knows."""

    owner: str
    mails: tuple[Mail, ...]
    contacts: tuple[CrmContact, ...]
    user_labels: tuple[str, ...] = ()
