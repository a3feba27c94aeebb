"""The query parameters of a request to Calendar."""

from dataclasses import dataclass
from datetime import datetime

from ..google import arguments
from .errors import invalid

LONGEST_PAGE = 2500
USUAL_PAGE = 250
RESTRICTIONS = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty")
WINDOW = ("timeMin", "timeMax", "updatedMin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments(arguments.Arguments):
    """What a request asks for. `id`: of an event, from the path; empty where the path has none."""

    id: str = ""

    def page_size(self) -> int:
        return self.size("maxResults", USUAL_PAGE, LONGEST_PAGE)

    def time(self, name: str) -> datetime | None:
        """RFC 3339 with an offset, which is mandatory."""
        text = self.text(name)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise invalid(f"Invalid value for: {name}", name)
        return at

    def check_sync(self) -> None:
        """Raises `Refused` (400) where a sync token is restricted."""
        given = [name for name in (*RESTRICTIONS, *WINDOW) if self.text(name)]
        if given:
            raise invalid(f"Sync token cannot be used with {given[0]}.", "syncToken")
        if self.text("showDeleted") == "false":
            raise invalid("Sync token cannot be used with showDeleted set to false.", "showDeleted")
