"""Tables of people as Google Contacts exports them, in its form of today and the one before."""

import re
from collections.abc import Iterator, Mapping

from crmsync.connector import Contact, EmailAddress, Record, Skipped, email_address
from crmsync.reading.text import shown
from crmsync_files.contacts.groups import tags
from crmsync_files.items import Item
from crmsync_files.mail.reading import hashed
from crmsync_files.rows import Broken, Row, rows
from crmsync_files.steps import Step

_ADDRESS = re.compile(r"e-?mail \d+ - value")
_SEVERAL = re.compile(r"\s*:::\s*")
_NAMES = ("first name", "middle name", "last name")
_FORMER_NAMES = ("given name", "additional name", "family name")


def google_table(item: Item, prefix: str) -> Iterator[Step]:
    with item.open() as file:
        for number, row in enumerate(rows(file, first="name")):
            yield Step(at=0, record=_contact(row, number, prefix))


def _contact(row: Row, number: int, prefix: str) -> Record | None:
    if isinstance(row, Broken):
        return Skipped(id=f"{prefix}{number}", reason="a line of contacts can't be read")
    addresses = tuple(dict.fromkeys(_addresses(row)))
    if not addresses:
        return None
    name = _name(row)
    groups = row.get("labels") or row.get("group membership") or ""
    return Contact(
        id=prefix + hashed("\n".join((name, *addresses))),
        addresses=addresses,
        name=name,
        groups=tags(_SEVERAL.split(groups)),
    )


def _addresses(row: Mapping[str, str]) -> Iterator[EmailAddress]:
    """One cell may hold several."""
    cells = (value for column, value in row.items() if _ADDRESS.fullmatch(column))
    found = (email_address(each) for cell in cells for each in _SEVERAL.split(cell))
    yield from (address for address in found if address)


def _name(row: Mapping[str, str]) -> str:
    whole = row.get("name", "")
    parts = (row.get(each, "") for each in (_NAMES if any(row.get(each) for each in _NAMES) else _FORMER_NAMES))
    return shown(whole or " ".join(part for part in parts if part))
