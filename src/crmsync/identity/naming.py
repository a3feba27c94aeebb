"""Texts that name an address: ids, names and messages in which it is hidden."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from crmsync.connector import EmailAddress

FORGOTTEN = "(forgotten)"
"""What stands in a message in the place of an address that was forgotten."""

AN_ADDRESS = re.compile(r"[^\s@/<>\"'(),:;]+@[^\s@/<>\"'(),:;]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Finds addresses in any text, as words of their own: `al@one.test` is not in `hal@one.test`."""

    addresses: Collection[EmailAddress]
    _words: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        any_of = "|".join(map(re.escape, sorted(self.addresses)))
        words = re.compile(rf"(?<![\w.+%-])(?:{any_of})(?![\w-]|\.\w)", re.IGNORECASE)
        object.__setattr__(self, "_words", words)

    def found_in(self, text: str) -> bool:
        return "@" in text and self._words.search(text) is not None

    def hidden(self, text: str) -> str:
        """The text without the addresses."""
        return self._words.sub(FORGOTTEN, text)


def addresses_in(text: str) -> list[EmailAddress]:
    """Whatever looks like an address in an id or another text."""
    return [EmailAddress(found.lower()) for found in AN_ADDRESS.findall(text)] if "@" in text else []
