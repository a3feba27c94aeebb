"""The user's own history in the form in which the backtest reads any network."""

from collections.abc import Mapping, Sequence

from crmsync.backtest.ties import History, Message
from crmsync.config.settings import Config
from crmsync.identity.people import PersonId
from crmsync.relationships.active_days import LIVE
from crmsync.relationships.touch import Touch
from crmsync.sync.own_history import OwnHistory, civil_moment, civil_seconds

SELF = "self"
"""The one owner."""


def came(history: OwnHistory, config: Config) -> History:
    """All of it, as it is known today."""
    return {SELF: _messages(history.counting(), config)}


def known_at(history: OwnHistory, came: History, cutoff: float, config: Config) -> History:
    """What was known at `cutoff`, in civil seconds, and behind it what `came`."""
    known = _messages(history.counting(civil_moment(cutoff, config)), config)
    later = {other: [each for each in some if each.at > cutoff] for other, some in came[SELF].items()}
    return {SELF: {other: [*known.get(other, ()), *later.get(other, ())] for other in {**known, **later}}}


def _messages(counting: Mapping[PersonId, Sequence[Touch]], config: Config) -> dict[str, list[Message]]:
    return {
        person: sorted((_message(touch, config) for touch in some), key=lambda each: each.at)
        for person, some in counting.items()
    }


def _message(touch: Touch, config: Config) -> Message:
    at = civil_seconds(touch.at, config)
    return Message(at, touch.direction, touch.weight, touch.channel in LIVE)
