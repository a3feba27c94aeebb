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


NOWHERE = ".invalid"
"""How a domain ends at which no mail can ever arrive (RFC 2606)."""


def profile_address(service: str, name: str) -> EmailAddress | None:
    """What stands for the address of somebody whom a service knows by a profile only: `ann-stone@linkedin.invalid`.

    It is a name here and nowhere else: no destination is asked for it, and none is told it.
    """
    return email_address(f"{name}@{service}{NOWHERE}")


def takes_mail(address: EmailAddress) -> bool:
    """Whether it is an address of the world outside, and not what stands for one."""
    return not address.endswith(NOWHERE)
