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


def steps(item: Item, at: int, view: View, reader: Reader, *, was: int = 0) -> Iterator[Step]:
    """What `item` holds, from the place `at` on. `was`: how long it was when it was read from there before."""
    match item.kind:
        case Kind.MBOX:
            yield from mbox(item, at, reader, was)
        case Kind.MAILDIR:
            yield from maildir(item, view, reader)
        case Kind.CALENDAR:
            from crmsync_files.calendars.calendar import calendar

            yield from calendar(item, item.prefix, view)
        case Kind.CARDS:
            from crmsync_files.contacts.cards import cards

            yield from cards(item, item.prefix)
        case Kind.GOOGLE_TABLE:
            yield from google_table(item, item.prefix)
        case Kind.CONNECTIONS:
            yield from connections(item, item.prefix)
        case Kind.MESSAGES:
            yield from messages(item, item.prefix, view)
