"""Connections.csv: names, and for a few of them an address."""

from collections.abc import Iterator

from crmsync.connector import Contact, Record, Skipped, email_address
from crmsync.reading.text import shown
from crmsync_files.items import Item
from crmsync_files.linkedin.profiles import by_profile
from crmsync_files.mail.reading import hashed
from crmsync_files.rows import Broken, Row, rows
from crmsync_files.steps import Step


def connections(item: Item, prefix: str) -> Iterator[Step]:
    with item.open() as file:
        for number, row in enumerate(rows(file, first="first name")):
            yield Step(at=0, record=_contact(row, number, prefix))


def _contact(row: Row, number: int, prefix: str) -> Record | None:
    """None where neither an address nor a profile tells who it is: LinkedIn keeps a line of those who left."""
    if isinstance(row, Broken):
        return Skipped(id=f"{prefix}{number}", reason="a line of connections can't be read")
    told = (email_address(row.get("email address", "")), by_profile(row.get("url", "")))
    addresses = tuple(address for address in told if address)
    if not addresses:
        return None
    name = shown(" ".join(part for part in (row.get("first name", ""), row.get("last name", "")) if part))
    return Contact(id=prefix + hashed(addresses[-1]), addresses=addresses, name=name)
