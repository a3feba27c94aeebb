"""The touches of one mail, and to whom self wrote with it."""

from collections.abc import Callable, Iterator
from typing import Literal

from crmsync.connector import EmailAddress, Interaction, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.touch import MOST_OTHERS, Ignored, Touch

CROWD_SIGNALS = frozenset({Signal.LIST, Signal.UNSUBSCRIBE, Signal.PRECEDENCE})
MACHINE_SIGNALS = frozenset({Signal.AUTO_SUBMITTED, Signal.NULL_SENDER, Signal.REPORT})


def of_mail(
    record: Recorded, directory: Directory, known: Callable[[PersonId, Recorded], bool]
) -> Iterator[tuple[PersonId, Touch]]:
    """The touches of one mail: sender and self, or self and each recipient. A co-recipient is no contact.

    `known`: whether mail of this person is believed, however it is filed.
    """
    mail = record.interaction
    senders = [p.address for p in mail.participants if p.role is Role.FROM]
    others = directory.beside(p.address for p in mail.participants)
    if not senders or not others:
        return
    own = directory.kind(senders[0]) is Kind.SELF
    if not own and not _reached_self(mail, directory):
        return
    direction: Literal["sent", "received"] = "sent" if own else "received"
    addressed = [p.address for p in mail.participants if p.role is not Role.FROM] if own else senders[:1]
    for person in dict.fromkeys(filter(None, map(directory.person, addressed))):
        yield (
            person,
            Touch(
                source=record.source,
                id=mail.id,
                channel=mail.channel,
                at=mail.at,
                direction=direction,
                others=len(others),
                thread=mail.thread,
                direct=own or _is_direct(mail, directory),
                ignored=_ignored(
                    mail,
                    senders[0],
                    len(others),
                    doubtful=not own and not known(person, record),
                    own=own,
                    directory=directory,
                ),
                labels=mail.labels,
            ),
        )


def _reached_self(mail: Interaction, directory: Directory) -> bool:
    """Whether a mail from somebody else came to self: it lies in the mailbox and was not sent from it.

    Bcc and forwarding leave no trace in the headers. What an assistant sent from the mailbox reached self only where
    self is named.
    """
    return not mail.sent or any(
        directory.kind(p.address) is Kind.SELF for p in mail.participants if p.role is not Role.FROM
    )


def _is_direct(mail: Interaction, directory: Directory) -> bool:
    return any(p.role is Role.TO and directory.kind(p.address) is Kind.SELF for p in mail.participants)


def _ignored(
    mail: Interaction, sender: EmailAddress, others: int, *, doubtful: bool, own: bool, directory: Directory
) -> Ignored | None:
    """Headers decide first, then the sender's address, then the crowd, then behaviour."""
    if mail.signals & MACHINE_SIGNALS:
        return Ignored.AUTOMATIC
    if mail.signals & CROWD_SIGNALS or mail.list_id:
        return Ignored.LIST
    if not own and directory.kind(sender) is Kind.ROBOT:
        return Ignored.ROBOT
    if others > MOST_OTHERS:
        return Ignored.CROWD
    bulk = Signal.CATEGORY in mail.signals or directory.kind(sender) is Kind.ROLE
    return Ignored.BULK if doubtful and bulk and not own else None


def people_written_to(record: Recorded, directory: Directory) -> Iterator[PersonId]:
    """To whom self wrote, if this is a mail of self's that counts."""
    mail = record.interaction
    sender = next((p.address for p in mail.participants if p.role is Role.FROM), None)
    if sender is None or directory.kind(sender) is not Kind.SELF:
        return
    others = len(directory.beside(p.address for p in mail.participants))
    if _ignored(mail, sender, others, doubtful=False, own=True, directory=directory) is None:
        yield from filter(None, (directory.person(p.address) for p in mail.participants))
