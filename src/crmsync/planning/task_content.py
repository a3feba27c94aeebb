"""What a task says. Never a subject of a mail, never a private tag: it leaves the store."""

from datetime import date

from crmsync.connector import Channel, EmailAddress, TaskContent
from crmsync.relationships import day_words
from crmsync.relationships.cadence import Cadence
from crmsync.relationships.explanation import lasting_why
from crmsync.relationships.relationship import Moment, Relationship
from crmsync.relationships.standing import Turn


def content(relationship: Relationship, moment: Moment, *, due: date, owner: EmailAddress | None) -> TaskContent:
    """What the task says. It changes with the facts, not with the passing of days, so it is not rewritten daily."""
    who = relationship.person.name or relationship.person.addresses[0]
    reply = relationship.turn is Turn.YOURS
    last = relationship.dates.last_contact
    return TaskContent(
        subject=f"Reply to {who}" if reply else f"Get in touch with {who}",
        body=_body(relationship, moment),
        due=due,
        channel=last.channel if last else Channel.MAIL,
        owner=owner,
    )


def _body(relationship: Relationship, moment: Moment) -> str:
    return "\n".join(filter(None, (lasting_why(relationship, moment), _aim(relationship.cadence))))


def _aim(every: Cadence | None) -> str:
    """A private tag is not named: the body leaves the store."""
    if every is None:
        return ""
    because = "" if every.private else f" ({every.because})"
    return f"Your aim: {day_words.every(every.days)}{because}."
