"""The query parameters of a request, understood or refused."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs

from .errors import invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What a request asks for."""

    values: dict[str, list[str]]
    empty_page: bool = False
    """A fault: the page has no items and yet a successor."""

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, [default])[-1]

    def texts(self, name: str) -> list[str]:
        return self.values.get(name, [])

    def flag(self, name: str) -> bool:
        return self.text(name, "false").lower() in ("true", "1")

    def number(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        if not text.isdecimal():
            raise invalid(f"Invalid value at '{name}', {text!r}", name)
        return int(text)

    def size(self, name: str, usual: int, longest: int) -> int:
        """How many items a page may have: as many as are asked for, at least one and at most `longest`."""
        return max(1, min(self.number(name) or usual, longest))

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of `allowed`, of which the first is the default."""
        chosen = self.text(name, allowed[0])
        if chosen not in allowed:
            raise invalid(f"Invalid value at '{name}', {chosen!r}", name)
        return chosen


@lru_cache(maxsize=4096)
def values(query: str) -> dict[str, list[str]]:
    """The parameters of a query string. The parts of a batch mostly share one, so it is read once."""
    return parse_qs(query)
