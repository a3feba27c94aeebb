"""Which reader takes which kind of file."""

from collections.abc import Iterator

from crmsync.connector import View
from crmsync_files.contacts.tables import google_table
from crmsync_files.items import Item, Kind
from crmsync_files.linkedin.connections import connections
from crmsync_files.linkedin.messages import messages
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
        case Kind.CALENDAR:
            from crmsync_files.calendars.calendar import calendar

            yield from calendar(item, prefix(item), view)
        case Kind.CARDS:
            from crmsync_files.contacts.cards import cards

            yield from cards(item, prefix(item))
        case Kind.GOOGLE_TABLE:
            yield from google_table(item, prefix(item))
        case Kind.CONNECTIONS:
            yield from connections(item, prefix(item))
        case Kind.MESSAGES:
            yield from messages(item, prefix(item), view)


def prefix(item: Item) -> str:
    """How the ids of its records begin, mail apart: what is in the next export of it and what is not can be told."""
    return f"{item.kind}-{item.shelf}/"
