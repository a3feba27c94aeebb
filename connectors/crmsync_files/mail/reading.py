"""From a message's head to an interaction. Pure but for the conversations that `Threads` remembers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from crmsync.connector import Channel, Deleted, EmailAddress, Interaction, Participant, Role, Signal, Skipped
from crmsync.reading import headers
from crmsync.reading.headers import Fields
from crmsync.reading.text import LONGEST_SUBJECT, shown
from crmsync_files.mail.fields import fields
from crmsync_files.mail.labels import Filed, Place, gmail
from crmsync_files.mail.stamps import received
from crmsync_files.mail.threads import Threads


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What holds for all mails of one pull."""

    own: Collection[EmailAddress]
    since: datetime | None
    subjects: bool
    threads: Threads

    def read(
        self, head: bytes, *, stamp: bytes = b"", folder: Filed | None = None, id: str = ""
    ) -> Interaction | Skipped | Deleted | None:
        """The interaction, or why there is none; None where it is no mail between people or older than `since`.

        Of spam that it is withdrawn. `folder`: how the place files it, where the mail itself does not say. `id`: where
        its place names it for good.
        """
        found = fields(head, subject=self.subjects)
        named = id or identity(found)
        filed = _filed(found, folder or Filed())
        if Place.SPAM in filed.places:
            return Deleted(id=named)
        if Place.HIDDEN in filed.places:
            return None
        at = received(stamp, found)
        people = tuple(headers.participants(found))
        if at is None:
            return Skipped(id=named, reason="a mail has no date that can be read")
        if not any(one.role is Role.FROM for one in people):
            return Skipped(id=named, reason="a mail has no sender that can be read")
        if self.since and at < self.since:
            return None
        return self._mail(named, at, people, found, filed)

    def _mail(self, id: str, at: datetime, people: tuple[Participant, ...], found: Fields, filed: Filed) -> Interaction:
        sent = Place.SENT in filed.places or any(p.role is Role.FROM and p.address in self.own for p in people)
        bulk = frozenset({Signal.CATEGORY}) if Place.BULK in filed.places and not sent else frozenset()
        return Interaction(
            id=id,
            channel=Channel.MAIL,
            at=at,
            participants=people,
            thread=self.threads.of(found),
            key=headers.message_key(found),
            sent=sent,
            signals=bulk.union(headers.signals(found)),
            list_id=headers.list_id(found),
            labels=filed.own,
            subject=shown(headers.first(found, "subject"), LONGEST_SUBJECT) if self.subjects else None,
        )


def identity(found: Fields) -> str:
    """A name for the mail that stays when it moves within its file or to another one.

    Message-ID alone does not tell: some programs give one to many mails. The subject is no part of
    it: that is read only where the user allows it. A hash, for it may hold addresses.
    """
    parts = (headers.first(found, name) for name in ("message-id", "date", "from", "to"))
    return hashed("\n".join(parts))


def hashed(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _filed(found: Fields, folder: Filed) -> Filed:
    labels = ",".join(found.get("x-gmail-labels", ()))
    return gmail(labels) if labels else folder
