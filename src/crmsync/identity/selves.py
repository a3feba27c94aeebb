"""Addresses that look like one's own and are not told to be: suggested with their reason, never assumed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crmsync.connector import Channel, EmailAddress, Interaction, Role
from crmsync.identity.addresses import is_robot, is_role
from crmsync.identity.directory import HIDDEN
from crmsync.identity.hints import mailbox

FEWEST_MAILS, FEWEST_SENDERS = 3, 2
"""So many mails, from so many, must have come to an address alone: a single one may have been a hidden copy to self."""


class Sign(StrEnum):
    """Why an address may be one's own, the strongest reason first; each is a sentence for the user."""

    SENT = "it is the sender of mail that lies among your sent mail"
    VARIANT = "it is an address of yours but for dots, a tag after a +, or googlemail.com"
    ALONE = "mail to it and nobody else lies in your mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerhapsSelf:
    """An address that may be one's own: how many mails say so, and since when."""

    address: EmailAddress
    mails: int
    since: datetime
    because: Sign


def perhaps_self(
    interactions: Iterable[Interaction], own: Collection[EmailAddress], not_own: Collection[EmailAddress]
) -> list[PerhapsSelf]:
    """The most likely first, each under its strongest reason.

    `not_own`: who was said to be somebody else, such as an assistant who sends from the mailbox.
    """
    seen = _seen(interactions, own)
    found: dict[EmailAddress, PerhapsSelf] = {}
    for sign in Sign:
        for address, mails in sorted(seen[sign].items(), key=lambda item: (-len(item[1]), item[0])):
            if address not in not_own and not address.startswith(HIDDEN):
                found.setdefault(address, _suggested(address, mails, sign))
    return list(found.values())


def _seen(
    interactions: Iterable[Interaction], own: Collection[EmailAddress]
) -> Mapping[Sign, Mapping[EmailAddress, list[Interaction]]]:
    """The mails that speak for an address, by how they do."""
    seen: dict[Sign, dict[EmailAddress, list[Interaction]]] = {sign: defaultdict(list) for sign in Sign}
    boxes = {mailbox(address) for address in own}
    for mail in (each for each in interactions if each.channel is Channel.MAIL):
        for sign, address in _signs(mail, own, boxes):
            seen[sign][address].append(mail)
    return {**seen, Sign.ALONE: {address: mails for address, mails in seen[Sign.ALONE].items() if _enough(mails)}}


def _signs(
    mail: Interaction, own: Collection[EmailAddress], boxes: Collection[EmailAddress]
) -> Iterator[tuple[Sign, EmailAddress]]:
    """What the mail says of whom."""
    strangers = {p.address for p in mail.participants} - set(own)
    yield from ((Sign.VARIANT, address) for address in strangers if mailbox(address) in boxes)
    if mail.sent:
        yield from ((Sign.SENT, address) for address in _senders(mail) & strangers)
    elif len(strangers) == len({p.address for p in mail.participants}):
        yield from ((Sign.ALONE, address) for address in _alone(mail))


def _senders(mail: Interaction) -> set[EmailAddress]:
    return {p.address for p in mail.participants if p.role is Role.FROM}


def _alone(mail: Interaction) -> set[EmailAddress]:
    """The one person that the mail was written to; nobody where it went to several, a list or an office."""
    recipients = {p.address for p in mail.participants if p.role is not Role.FROM}
    shared = mail.list_id or mail.signals or any(is_role(each) or is_robot(each) for each in recipients)
    return set() if shared or len(recipients) != 1 else recipients


def _enough(mails: Collection[Interaction]) -> bool:
    senders: set[EmailAddress] = set().union(*map(_senders, mails))
    return len(mails) >= FEWEST_MAILS and len(senders) >= FEWEST_SENDERS


def _suggested(address: EmailAddress, mails: Collection[Interaction], sign: Sign) -> PerhapsSelf:
    return PerhapsSelf(address=address, mails=len(mails), since=min(mail.at for mail in mails), because=sign)
