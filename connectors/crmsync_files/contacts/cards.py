"""vCards, one by one: name, addresses and groups; everything else is passed over as the file is read."""

from collections.abc import Iterator
from typing import Any

import vobject

from crmsync.connector import Contact, EmailAddress, Record, Skipped, email_address
from crmsync.reading.text import clean, shown
from crmsync_files.blocks import Block, blocks
from crmsync_files.contacts.groups import folder_group, tags
from crmsync_files.items import Item
from crmsync_files.mail.reading import hashed
from crmsync_files.steps import Step

_WANTED = frozenset("VERSION FN N EMAIL CATEGORIES UID".split())


def cards(item: Item, prefix: str) -> Iterator[Step]:
    group = folder_group(item.folder, item.place)
    with item.open() as file:
        for block in blocks(file, ("VCARD",), _WANTED, last="VCARD"):
            if block.kind:
                yield Step(at=block.at, record=_card(block, prefix, group))


def _card(block: Block, prefix: str, group: frozenset[str]) -> Record | None:
    """None where it names no address: such a person can be found nowhere else."""
    card = _parsed(block)
    if card is None:
        return Skipped(id=prefix + hashed(repr(block.text)), reason="a contact can't be read")
    addresses = tuple(dict.fromkeys(_addresses(card)))
    name = shown(_value(card, "fn"))
    if not addresses:
        return None
    return Contact(
        id=prefix + hashed(_value(card, "uid") or "\n".join((name, *addresses))),
        addresses=addresses,
        name=name,
        groups=group | tags(_categories(card)),
    )


def _parsed(block: Block) -> Any:  # noqa: ANN401 - vobject has no types
    """The library decodes what old programs write in quoted-printable."""
    text = f"BEGIN:VCARD\r\n{_text(block.text)}\r\nEND:VCARD\r\n"
    try:
        return vobject.readOne(text, allowQP=True) if block.whole else None
    except (vobject.base.VObjectError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _addresses(card: Any) -> Iterator[EmailAddress]:  # noqa: ANN401
    entries = sorted(card.contents.get("email", ()), key=lambda entry: not _preferred(entry))
    found = (email_address(str(entry.value)) for entry in entries)
    yield from (address for address in found if address)


def _preferred(entry: Any) -> bool:  # noqa: ANN401
    types = (str(each).upper() for each in entry.params.get("TYPE", ()))
    return "PREF" in types or "PREF" in entry.params


def _value(card: Any, name: str) -> str:  # noqa: ANN401
    entries = card.contents.get(name, ())
    return clean(str(entries[0].value)) if entries else ""


def _categories(card: Any) -> Iterator[str]:  # noqa: ANN401
    for entry in card.contents.get("categories", ()):
        values = entry.value if isinstance(entry.value, list) else [entry.value]
        yield from (str(value) for value in values)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
