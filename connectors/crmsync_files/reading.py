"""Which reader takes which kind of file."""

from collections.abc import Iterator

from crmsync.connector import View
from crmsync_files.items import Item, Kind
from crmsync_files.mail.mailboxes import maildir, mbox
from crmsync_files.mail.reading import Reader
from crmsync_files.steps import Step


def steps(item: Item, at: int, view: View, reader: Reader) -> Iterator[Step]:
    """What `item` holds, from the place `at` on."""
    match item.kind:
        case Kind.MBOX:
            yield from mbox(item, at, reader)
        case Kind.MAILDIR:
            yield from maildir(item, view, reader)
