"""The touches of a meeting, call or logged talk: self and each who took part, at its end."""

from collections.abc import Iterator, Sequence

from crmsync.connector import Channel, Interaction, Participant, Signal
from crmsync.identity.directory import Directory, Kind
from crmsync.identity.people import PersonId
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.touch import MOST_OTHERS, Ignored, Touch


def of_talk(record: Recorded, directory: Directory) -> Iterator[tuple[PersonId, Touch]]:
    """Who declined is told apart. A meeting on somebody else's calendar that self is not on concerns nobody here."""
    talk = record.interaction
    own = [each for each in talk.participants if directory.kind(each.address) is Kind.SELF]
    if talk.channel is Channel.MEETING and not own:
        return
    present = _people(directory, [each for each in talk.participants if not each.declined])
    others = directory.beside(each.address for each in talk.participants if not each.declined)
    against = _against(talk, own, len(others))
    for person in _people(directory, talk.participants):
        yield (
            person,
            Touch(
                source=record.source,
                id=talk.id,
                channel=talk.channel,
                at=record.ended,
                direction="both",
                others=max(len(others), 1),
                duration=talk.duration,
                ignored=against or (None if person in present else Ignored.DECLINED),
                labels=talk.labels,
            ),
        )


def people_met(record: Recorded, directory: Directory) -> Iterator[PersonId]:
    """Those for whom it counts, or will once it is over."""
    return (person for person, touch in of_talk(record, directory) if touch.counts)


def _people(directory: Directory, participants: Sequence[Participant]) -> dict[PersonId, None]:
    return dict.fromkeys(filter(None, (directory.person(each.address) for each in participants)))


def _against(talk: Interaction, own: Sequence[Participant], others: int) -> Ignored | None:
    """What speaks against the talk as a whole. Self was there if any of self's addresses did not decline."""
    if own and all(each.declined for each in own):
        return Ignored.NOT_ATTENDED
    if Signal.ALL_DAY in talk.signals:
        return Ignored.ALL_DAY
    if Signal.INCOMPLETE in talk.signals:
        return Ignored.INCOMPLETE
    return Ignored.CROWD if others > MOST_OTHERS else None
