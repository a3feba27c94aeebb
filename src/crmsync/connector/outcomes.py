"""Outcomes: what became of a change."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """`id`: the id of the profile or task that holds the change now (a merged profile has a new one)."""

    key: str
    id: str
    existed: bool = False
    """Of a `CreateContact`: the profile was there before, and is not of our making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The service refused this one change; the others went on. `reason` holds no private text.

    The reason `GONE` means that the profile or task is not there any more.
    """

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyThere:
    """Somebody else has made what a `LogInteraction` would make: nothing was written, nothing there is ours."""

    key: str


Outcome = Applied | Rejected | AlreadyThere
GONE = "gone"
