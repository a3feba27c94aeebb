"""What every record names people and places by."""

from typing import NewType

EmailAddress = NewType("EmailAddress", str)
"""A lower-case address without display name; made by `email_address` at the edge, once."""

Cursor = NewType("Cursor", str)
"""Where a pull goes on: the service's place, stage and page token. Never a list of ids."""


def email_address(text: str) -> EmailAddress | None:
    """The address in canonical form, or None where `text` is none (no single inner @, blanks, control characters)."""
    address = text.strip().strip("<>").lower()
    address = address.strip("'")  # some programs write 'ann@example.com'
    local, _, domain = address.rpartition("@")
    clean = local and domain and "@" not in local and len(address) <= 254
    return EmailAddress(address) if clean and address.isprintable() and " " not in address else None
