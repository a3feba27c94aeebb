"""Whom a profile's address means. Pure."""

from itertools import pairwise
from urllib.parse import unquote, urlsplit

from crmsync.connector import EmailAddress, profile_address


def by_profile(url: str) -> EmailAddress | None:
    """What stands for the person's address: `https://www.linkedin.com/in/ann-stone` is ann-stone@linkedin.invalid.

    LinkedIn leaves out the addresses of all but a few connections.
    """
    try:
        parts = urlsplit(url.strip()[:500]).path.split("/")
    except ValueError:
        return None
    named = [after for before, after in pairwise(parts) if before == "in" and after]
    return profile_address("linkedin", unquote(named[0]).replace(" ", "-")) if named else None
