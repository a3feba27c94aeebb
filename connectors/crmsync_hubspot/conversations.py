"""Mails and meetings as HubSpot holds them: what is logged of one, and which record tells of the same one. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmsync.connector import Channel, Conversation, EmailAddress, LogInteraction
from crmsync_hubspot.paths import ObjectType
from crmsync_hubspot.properties import LOGGED, TASK_KEY
from crmsync_hubspot.records import Record
from crmsync_hubspot.values import moment

TO_CONTACT: Mapping[ObjectType, int] = {"emails": 198, "meetings": 200}
"""HubSpot's own association types (https://developers.hubspot.com/docs/api-reference/crm-associations-v4)."""

ASKED: Mapping[ObjectType, tuple[str, ...]] = {
    "emails": (TASK_KEY, "hs_timestamp", "hs_email_direction"),
    "meetings": (TASK_KEY, "hs_timestamp", "hs_meeting_start_time"),
}
"""All that is ever asked of an e-mail or meeting."""

A_MINUTE = timedelta(minutes=1)
"""HubSpot's own connection may take a mail's Date header for its time, seconds before it was received."""

SENT, RECEIVED = "EMAIL", "INCOMING_EMAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An e-mail or meeting on a timeline. Without our key somebody else logged it."""

    id: str
    key: str
    at: datetime | None
    direction: str = ""
    """Of an e-mail. One that was forwarded to HubSpot may have gone either way."""

    def tells_of(self, content: Conversation) -> bool:
        """Whether it is a record of this conversation, by another hand than ours."""
        if self.key or self.at is None or abs(self.at - content.at) > A_MINUTE:
            return False
        other = RECEIVED if content.sent else SENT
        return content.channel is not Channel.MAIL or self.direction != other


def kind_of(channel: Channel) -> ObjectType:
    """As what a conversation is logged. Raises `KeyError` for a channel that is not."""
    return LOGGED[channel.value]


def logged(record: Record) -> Logged:
    texts = record.properties
    at = texts.get("hs_meeting_start_time") or texts.get("hs_timestamp")
    return Logged(
        id=record.id,
        key=texts.get(TASK_KEY) or "",
        at=moment(at) if at else None,
        direction=texts.get("hs_email_direction") or "",
    )


def creation(change: LogInteraction, owner: str | None) -> dict[str, str]:
    """The properties of a new record; `owner` is HubSpot's id."""
    content = change.content
    own = _of_mail(content) if content.channel is Channel.MAIL else _of_meeting(content)
    common = {"hs_timestamp": _text(content.at), TASK_KEY: change.key}
    return {**own, **common, **({"hubspot_owner_id": owner} if owner else {})}


def _of_mail(content: Conversation) -> dict[str, str]:
    return {
        "hs_email_direction": SENT if content.sent else RECEIVED,
        **({"hs_email_status": "SENT"} if content.sent else {}),
        "hs_email_headers": json.dumps(_headers(content)),
        **({"hs_email_subject": content.subject} if content.subject else {}),
    }


def _headers(content: Conversation) -> dict[str, object]:
    """Who wrote to whom, as far as the record is about them: names, and everybody else on the mail, stay out."""
    own = [content.own] if content.own else []
    senders, recipients = (own, content.others) if content.sent else (content.others, own)
    sender = {"from": _named(senders[0])} if senders else {}
    return {**sender, "to": [_named(one) for one in recipients], "cc": [], "bcc": []}


def _named(address: EmailAddress) -> dict[str, str]:
    return {"email": address}


def _of_meeting(content: Conversation) -> dict[str, str]:
    return {
        "hs_meeting_start_time": _text(content.at),
        "hs_meeting_end_time": _text(content.ended),
        "hs_meeting_outcome": "COMPLETED",
        **({"hs_meeting_title": content.subject} if content.subject else {}),
    }


def _text(at: datetime) -> str:
    """To the millisecond, so that what HubSpot works out of it is recognised."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
