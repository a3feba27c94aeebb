"""What people are called: by the address book first, else as they most often sign their mail."""

from collections.abc import Iterable

from crmsync.connector import Contact, EmailAddress
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.voices import Spoken, spoken, voices


def names(recorded: Iterable[Recorded], contacts: Iterable[Contact]) -> dict[EmailAddress, str]:
    """The name of each address that has one."""
    return named(spoken(voices(recorded)), contacts)


def named(said: Spoken, contacts: Iterable[Contact]) -> dict[EmailAddress, str]:
    """The same, by what is said of addresses."""
    by_hand = {each: contact.name for contact in contacts if contact.name for each in contact.addresses}
    return {**said.names, **by_hand}
