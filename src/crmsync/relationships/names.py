"""What people are called: by the address book first, else as they most often sign their mail."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from crmsync.connector import Contact, EmailAddress, Role
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.recordings import counted


def names(recorded: Iterable[Recorded], contacts: Iterable[Contact]) -> dict[EmailAddress, str]:
    """The name of each address that has one. How others write it down counts only where the person never wrote."""
    signed: dict[EmailAddress, Counter[str]] = defaultdict(Counter)
    written: dict[EmailAddress, Counter[str]] = defaultdict(Counter)
    for interaction, number in counted(recorded):
        for each in interaction.participants:
            if each.name and "@" not in each.name:
                (signed if each.role is Role.FROM else written)[each.address][each.name] += number
    found = {address: _most(counts) for address, counts in {**written, **signed}.items()}
    return found | {address: contact.name for contact in contacts if contact.name for address in contact.addresses}


def _most(counts: Counter[str]) -> str:
    """The most frequent; of equals the first in the alphabet, so that the same facts give the same name."""
    return min(counts, key=lambda name: (-counts[name], name))
