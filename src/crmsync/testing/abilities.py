"""What a service can do or suffer, and which laws rest on it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., None])


class Ability(StrEnum):
    """Something that not every service has. A world that lacks one says why; the laws about it are then absent."""

    PAGES = "pages"
    """It answers in several pages."""
    NEWS = "news"
    """It tells what is new or changed from what is not. A file that is written anew as a whole does not."""
    ADDRESSES = "addresses"
    """It names people by their e-mail addresses."""
    CHANGES = "changes"
    """A record may change after it was told."""
    REMOVALS = "removals"
    """A record may be withdrawn."""
    EXPIRY = "expiry"
    """It forgets the place of a cursor."""
    UNREADABLE = "unreadable"
    """It may hold a record that can't be read, and that has an id nevertheless."""
    FAILURES = "failures"
    """It may be too busy, be down, or drop a connection."""
    LOGIN = "login"
    """It asks who is there, and may refuse."""
    PEOPLE = "people"
    """People mark tasks as done, delete them and change settings there."""
    MAKING = "making"
    """Profiles can be made and archived there."""


class Failure(StrEnum):
    """What the next requests may meet."""

    TOO_FAST = "429"
    BROKEN = "500"
    DOWN = "503"
    DROPPED = "dropped"
    """The connection ends before the request had its effect."""
    LOST = "lost"
    """It ends after the effect: the answer never comes."""
    NO_LOGIN = "401"


def needs(*abilities: Ability) -> Callable[[F], F]:
    """Mark a law that rests on abilities, on all of them."""

    def mark(law: F) -> F:
        vars(law)["needs"] = abilities
        return law

    return mark


def leave_out(contract: type, lacks: Mapping[Ability, str]) -> None:
    """Take the laws that rest on what is lacked out of a contract: they are absent, not skipped."""
    for name, law in _laws(contract).items():
        for ability in lacks.keys() & set(getattr(law, "needs", ())):
            if not lacks[ability].strip():
                raise TypeError(f"{contract.__name__}: say in `lacks` why there is no {ability}")
            setattr(contract, name, None)


def laws_of(contract: type) -> list[str]:
    """The names of the laws that are tried, in the order in which they stand."""
    return [name for name in _laws(contract) if getattr(contract, name) is not None]


def _laws(contract: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(contract.__mro__):
        found |= {name: law for name, law in vars(each).items() if name.startswith("test_") and law is not None}
    return found
