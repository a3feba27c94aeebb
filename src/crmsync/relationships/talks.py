"""The touches of a meeting, call or logged talk: self and each who took part, at its end."""

from collections.abc import Iterator, Sequence
from typing import Literal

from crmsync.connector import Channel, Interaction, Participant, Role, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.touch import MOST_OTHERS, Ignored, Touch


def of_talk(record: Recorded, directory: Directory) -> Iterator[tuple[PersonId, Touch]]:
    """Who declined is told apart. Of a message only those who wrote it to self, where that is known."""
    talk = record.interaction
    direction, between = _way(talk, directory)
    present = _people(directory, [each for each in talk.participants if not each.declined])
    others = directory.beside(each.address for each in talk.participants if not each.declined)
    against = _against(talk, directory, len(others))
    for person in _people(directory, between):
        yield (
            person,
            Touch(
                source=record.source,
                id=talk.id,
                channel=talk.channel,
                at=record.ended,
                direction=direction,
                others=max(len(others), 1),
                duration=talk.duration,
                ignored=against or (None if person in present else Ignored.DECLINED),
                labels=talk.labels,
            ),
        )


def _way(talk: Interaction, directory: Directory) -> tuple[Literal["sent", "received", "both"], Sequence[Participant]]:
    """Which way it went, and those with whom self talked: only of a message it matters, and may be known."""
    wrote = [each for each in talk.participants if each.role is Role.FROM and talk.channel is Channel.MESSAGE]
    if any(directory.kind(each.address) is Kind.SELF for each in wrote):
        return "sent", talk.participants
    return ("received", wrote) if wrote else ("both", talk.participants)


def people_met(record: Recorded, directory: Directory) -> Iterator[PersonId]:
    """Those for whom it counts, or will once it is over."""
    return (person for person, touch in of_talk(record, directory) if touch.counts)


def _people(directory: Directory, participants: Sequence[Participant]) -> dict[PersonId, None]:
    return dict.fromkeys(filter(None, (directory.person(each.address) for each in participants)))


def concerns_self(one: Interaction, directory: Directory) -> bool:
    """A meeting on somebody else's calendar, or a call of a colleague's, that self is not on concerns nobody here."""
    return one.channel is Channel.MAIL or bool(_own(one, directory))


def declined(one: Interaction, directory: Directory) -> bool:
    """Whether self was not there: none of self's addresses that are on it said yes, or left it open."""
    own = _own(one, directory)
    return bool(own) and all(each.declined for each in own)


def _own(one: Interaction, directory: Directory) -> list[Participant]:
    return [each for each in one.participants if directory.kind(each.address) is Kind.SELF]


def _against(talk: Interaction, directory: Directory, others: int) -> Ignored | None:
    """What speaks against the talk as a whole."""
    if declined(talk, directory):
        return Ignored.NOT_ATTENDED
    if Signal.ALL_DAY in talk.signals:
        return Ignored.ALL_DAY
    if Signal.INCOMPLETE in talk.signals:
        return Ignored.INCOMPLETE
    if Signal.UNANSWERED in talk.signals:
        return Ignored.UNANSWERED
    return Ignored.CROWD if others > MOST_OTHERS else None
