"""Ann's mailbox as the recorded conversations of the Gmail source have it."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from unittest.mock import patch

from scrubbing import SCRUBBED, token_name
from tape import Studio

from crmsync.connector import (
    Account,
    Channel,
    Cursor,
    EmailAddress,
    Filing,
    Interaction,
    Page,
    Participant,
    Record,
    Role,
    Secret,
)
from crmsync.retry import Caller
from crmsync_google.gmail import Gmail
from crmsync_sandbox.faults import Kind
from crmsync_sandbox.gmail.mailbox import Mailbox
from crmsync_sandbox.life import Mail
from crmsync_sandbox.server import Sandbox

ANN = EmailAddress("ann@example.com")
BOB = EmailAddress("bob@example.org")
ZOE = EmailAddress("zoe@example.net")
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOWHERE = "http://127.0.0.1:9"
"""Where nothing listens."""


@dataclass(frozen=True, slots=True)
class Known:
    """The view of a source whose store holds these ids."""

    ids: frozenset[str] = frozenset()
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    since: datetime | None = None
    now: datetime = START

    def known(self, ids: Collection[str]) -> Collection[str]:
        return self.ids.intersection(ids)

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        return {}

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnAtGmail:
    """One conversation with Gmail about Ann's mailbox."""

    studio: Studio
    sandbox: Sandbox | None
    """None while the conversation is played."""
    access: Literal["metadata", "readonly"] = "metadata"
    login: dict[str, str | None] = field(default_factory=dict)
    """Fields of the login that are not as usual."""

    def prepare(self, happen: Callable[[Mailbox], object]) -> None:
        """Let this happen in the mailbox before the conversation begins."""
        if self.sandbox:
            happen(self.sandbox.mailbox(ANN))

    def trouble(self, kind: Kind, path: str) -> None:
        """Let the first request for this path, a regular expression, meet trouble."""
        if self.sandbox:
            self.sandbox.faults.add(kind, path=path)

    @contextmanager
    def on_air(self) -> Iterator[Gmail]:
        """The source whose requests within are the whole conversation, one at a time.

        vcrpy loses calls of concurrent threads, so the source's pool has one worker, and begins nothing ahead. It asks
        for the same in the same batches: their size does not depend on the pool's.
        """
        login = json.dumps(login_of(self.sandbox, f"gmail.{self.access}") | self.login)
        account = Account(address=ANN, login=Secret("a file", lambda: login), access=self.access)
        config = Gmail.Config(account=ANN, api_base=self.sandbox.url if self.sandbox else NOWHERE)
        with (
            patch("crmsync_google.workers.IN_FLIGHT", 1),
            patch("crmsync_google.workers.AHEAD", 1),
            self.studio.on_air(),
        ):
            yield Gmail(config, account=account, caller=Caller(wait_scale=0.01))


def login_of(sandbox: Sandbox | None, *scopes: str) -> dict[str, Any]:
    """Ann's login whose token never expires by itself; the scrubbed one while a conversation is played."""
    if sandbox:
        login: dict[str, Any] = json.loads(sandbox.login(ANN, scopes))
        return {name: value for name, value in login.items() if name != "expiry"}
    secrets = dict.fromkeys(("client_id", "client_secret", "refresh_token"), SCRUBBED)
    return {**secrets, "type": "authorized_user", "token": token_name(1), "token_uri": f"{NOWHERE}/token"}


def post(mailbox: Mailbox, minute: int, thread: str, *labels: str, sender: str = BOB, **headers: str) -> str:
    """A mail arrives so many minutes after the start; its id."""
    named = {"From": sender, "To": ANN, **{name.replace("_", "-"): value for name, value in headers.items()}}
    at = START + timedelta(minutes=minute)
    mail = Mail(headers=tuple(named.items()), at=at, thread=thread, labels=frozenset(labels or {"INBOX"}))
    return mailbox.receive(mail)


def some_of_everything(mailbox: Mailbox) -> None:
    """A talk of three, bulk with and without an answer, a labelled mail, a list's mail, and what is no mail."""
    post(mailbox, 1, "talk", sender=f"Bob Stone <{BOB}>", Message_ID="<talk-1@example.org>")
    post(mailbox, 2, "talk", "SENT", sender=f"Ann <{ANN}>", To=f"Bob Stone <{BOB}>", Message_ID="<talk-2@example.com>")
    post(mailbox, 3, "talk", sender=f"Bob Stone <{BOB}>", Message_ID="<talk-3@example.org>")
    post(mailbox, 4, "offer", "CATEGORY_PROMOTIONS", sender="shop@example.net", List_Unsubscribe="<mailto:out@x.net>")
    post(mailbox, 5, "order", "CATEGORY_UPDATES", "INBOX", sender="help@example.net")
    post(mailbox, 6, "order", "SENT", sender=ANN, To="help@example.net")
    post(
        mailbox, 7, "plans", "INBOX", "Investors", sender=f"=?utf-8?q?Zo=C3=AB?= <{ZOE}>", Cc=f"{BOB}, eve@example.org"
    )
    post(mailbox, 8, "list", sender="cat@example.net", List_Id="Cats <cats.example.net>", Precedence="bulk")
    post(mailbox, 9, "draft", "DRAFT", sender=ANN, To=ZOE)
    post(mailbox, 10, "junk", "SPAM", sender="junk@example.net")


def id_of(number: int) -> str:
    """The id of the mail that arrived as this one, from 1."""
    return f"{0x18725BD90E000000 + number:016x}"


def nightly(number: int = 10) -> Cursor:
    """The cursor of somebody who knows what happened up to this happening; each mail is one."""
    return Cursor(json.dumps({"stage": "nightly", "history": str(1000 + number)}))


def first_pull(number: int = 10) -> Cursor:
    """The cursor of somebody whose first pull began after this happening, and is not at its end."""
    return Cursor(json.dumps({"stage": "sent", "history": str(1000 + number)}))


FIRST_PULLED = frozenset(map(id_of, (1, 2, 3, 5, 6, 7, 8)))
"""Those of `some_of_everything` that a first pull tells: no bulk that nobody answered, no draft, no spam."""


def mail(number: int, sender: Participant, *others: Participant, thread: int = 0, **told: Any) -> Interaction:
    """What a source tells of the mail that arrived as this one."""
    return Interaction(
        id=id_of(number),
        channel=Channel.MAIL,
        at=START + timedelta(minutes=number),
        participants=(sender, *others),
        thread=id_of(thread or number),
        **told,
    )


def from_(address: str, name: str = "") -> Participant:
    return Participant(address=EmailAddress(address), role=Role.FROM, name=name)


def to(address: str, name: str = "", role: Role = Role.TO) -> Participant:
    return Participant(address=EmailAddress(address), role=role, name=name)


def records(pages: Sequence[Page]) -> list[Record]:
    return [record for page in pages for record in page.records]
