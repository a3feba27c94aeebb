"""An enricher: it gives tags to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from crmsync.connector.naming import EmailAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """What an enricher sees of a person."""

    addresses: tuple[EmailAddress, ...]
    name: str = ""
    labels: frozenset[str] = frozenset()
    """The user's own labels on mail with them."""
    groups: frozenset[str] = frozenset()
    """The groups that their contacts are in."""
    subjects: tuple[str, ...] = ()
    """Of the mails and meetings with them that count, each once; empty unless the user lets subjects be stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    name: str
    because: str
    """Why the person carries it, in a sentence for the user."""


class Enricher(Protocol):
    def enrich(self, person: PersonView) -> Iterable[Tag]:
        """Tags for this person; each says why.

        A look-up in what the plugin has at hand: the same answer for the same person, no request, nothing written.
        Every command that shows a person asks for it anew. Raises `ConnectorError` where it can't tell: then nothing
        that depends on tags is pushed in this run.
        """
