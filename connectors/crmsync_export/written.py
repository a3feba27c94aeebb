"""Whose line we ever wrote, kept so that nothing in it names anybody."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from crmsync.connector import EmailAddress


@dataclass(slots=True)
class Written:
    """Hashes of addresses, keyed by a random salt that lies beside them: none can be looked up in a table made before.

    Whoever has the file can still try an address that they know already, and no more is promised.
    """

    salt: str
    hashes: set[str]

    def __contains__(self, address: EmailAddress) -> bool:
        return self._hash(address) in self.hashes

    def add(self, addresses: Iterable[EmailAddress]) -> None:
        self.hashes.update(map(self._hash, addresses))

    def discard(self, addresses: Iterable[EmailAddress]) -> None:
        self.hashes.difference_update(map(self._hash, addresses))

    def copy(self) -> "Written":
        return Written(self.salt, set(self.hashes))

    def text(self) -> str:
        """The salt, and then the hashes, one a line; nothing of nobody."""
        return "".join(f"{line}\n" for line in (self.salt, *sorted(self.hashes))) if self.hashes else ""

    def _hash(self, address: EmailAddress) -> str:
        return hmac.digest(self.salt.encode(), address.encode(), "sha256").hex()


def written_of(text: str) -> Written:
    """What `Written.text` gave. Lines that are addresses, as they were kept once, are hashed."""
    lines = [line for line in text.split("\n") if line]
    salt, *hashes = [line for line in lines if "@" not in line] or [secrets.token_hex(32)]
    written = Written(salt, set(hashes))
    written.add(EmailAddress(line) for line in lines if "@" in line)
    return written
