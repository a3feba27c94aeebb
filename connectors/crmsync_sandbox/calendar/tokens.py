"""Page tokens and sync tokens: opaque to clients, a place and a version to us."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Self

from .errors import invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`version`: the calendar's when the list began. `after`: the id of the last entry on the page before."""

    calendar: str
    version: int
    after: str = ""

    def text(self) -> str:
        parts = "\n".join((str(self.version), self.calendar, self.after))
        return urlsafe_b64encode(parts.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, calendar: str, parameter: str) -> Self:
        """Raises `Refused` (400) where it is no token of this calendar's."""
        try:
            version, named, after = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("\n")
            place = cls(calendar=named, version=int(version), after=after)
        except ValueError:
            place = None
        if place is None or place.calendar != calendar:
            raise invalid(f"Invalid {'sync' if parameter == 'syncToken' else 'page'} token value.", parameter)
        return place
