"""What a touch that counts tells, apart from when it was: the same for all that are alike."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from crmsync.connector import Channel
from crmsync.relationships.active_days import LIVE, TYPES, day_weight
from crmsync.relationships.touch import ONE_TO_ONE, Ignored, Touch

Weights = tuple[float, float, float]
"""The heaviest touch sent, received, and of both sides; 0 where there is none."""

Tells = Literal["talk", "meeting", "call", "sent", "received", "spoken", "written", "wrote", "reached"]
TELLS: tuple[Tells, ...] = get_args(Tells)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Like:
    """Equal to itself alone: there is one for each kind."""

    source: str
    talk: bool
    sent: bool
    own: bool
    """Self wrote, met or called. A message, too, may be one that was only received."""
    live: bool
    weights: Weights
    worth: float
    """What a day weighs on which there is no other."""
    doubted: bool
    """It counts only where self wrote in the same thread."""
    tells: tuple[Tells, ...]
    """What it is the last of, until the next one: `spoken` says whose turn it is; `written` is a one-to-one mail;
    `wrote` one, or a message, of self's, by which, or by a talk that was no message received, self `reached` out.
    """


def like(touch: Touch) -> Like:
    doubted = touch.ignored is Ignored.BULK
    return _like(touch.source, touch.channel, touch.direction, touch.others, touch.direct, doubted)


@cache
def _like(source: str, channel: Channel, direction: str, others: int, direct: bool, doubted: bool) -> Like:
    weight, talk, one_to_one = 1 / others, channel is not Channel.MAIL, others <= ONE_TO_ONE
    return Like(
        source=source,
        talk=talk,
        sent=direction == "sent",
        own=direction != "received",
        live=channel in LIVE,
        weights=_weights(direction, weight),
        worth=TYPES[direction] * weight,
        doubted=doubted,
        tells=_of_talk(channel, direction, one_to_one) if talk else _of_mail(direction, direct, one_to_one),
    )


def _weights(direction: str, weight: float) -> Weights:
    sent, received, both = (weight if direction == each else 0.0 for each in ("sent", "received", "both"))
    return sent, received, both


def _of_talk(channel: Channel, direction: str, one_to_one: bool) -> tuple[Tells, ...]:
    found: list[Tells] = ["talk", "spoken"]
    more: dict[Channel, Tells] = {Channel.MEETING: "meeting", Channel.CALL: "call"}
    found += [more[channel]] if channel in more else []
    found += ["reached"] if direction != "received" else []
    found += ["wrote"] if direction == "sent" and one_to_one else []
    return tuple(found)


def _of_mail(direction: str, direct: bool, one_to_one: bool) -> tuple[Tells, ...]:
    found: list[Tells] = ["sent" if direction == "sent" else "received"]
    if one_to_one:
        found += ["written", "wrote", "reached"] if direction == "sent" else ["written"]
        found += ["spoken"] if direct else []
    return tuple(found)


def heavier(one: Weights, other: Weights) -> Weights:
    return max(one[0], other[0]), max(one[1], other[1]), max(one[2], other[2])


def worth(weights: Weights) -> float:
    """What a day with these weighs."""
    found = zip(("sent", "received", "both"), weights, strict=True)
    return day_weight((direction, weight) for direction, weight in found if weight)
