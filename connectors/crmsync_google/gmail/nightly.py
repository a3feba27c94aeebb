"""What changed since the last pull, by the mailbox's history: one request where nothing did."""

from collections.abc import Iterator, Sequence
from itertools import chain

from crmsync.connector import Channel, Coverage, CursorExpired, Deleted, Page, Record, View
from crmsync_google.batch import Json
from crmsync_google.gmail.cursor import Nightly, write
from crmsync_google.gmail.fetching import Outcome, fetched
from crmsync_google.gmail.history import Night, changes, night
from crmsync_google.gmail.labels import SENT, is_bulk
from crmsync_google.gmail.mailbox import Mailbox
from crmsync_google.gmail.plan import Fetch, in_pages
from crmsync_google.gmail.reading import PAGE, known, labels_of, messages_of, told, wanted_of


def nightly(mailbox: Mailbox, view: View, place: Nightly) -> Iterator[Page]:
    """Pages of what is new, then the page with the new place. Raises `CursorExpired` before any page."""
    # Read whole before anything is told: an expired history must be known before the first page.
    pages = list(mailbox.history(place.history, _expired(mailbox)))
    changed = changes(pages)
    todo = night(changed, frozenset(known(view, changed)), mailbox.prices)
    channels = frozenset({Channel.MAIL})
    unread, left = todo.unread, sum(len(fetch.messages) for fetch in todo.fetches)
    for fetches in in_pages(todo.fetches, PAGE):
        found, left_unread = _records(mailbox, view, todo, fetches)
        unread += left_unread
        left -= sum(len(fetch.messages) for fetch in fetches)
        coverage = Coverage(channels=channels, since=place.since, unread=unread)
        yield Page(records=found, cursor=write(place), coverage=coverage, remaining=left)
    # The first page's place: what happened while the others were read is told again tomorrow, not lost.
    done = Nightly(history=pages[0]["historyId"], since=place.since)
    coverage = Coverage(channels=channels, complete=True, since=place.since, unread=unread)
    spam = [Deleted(id=id) for id in todo.spam]
    yield Page(records=spam, cursor=write(done), coverage=coverage, remaining=0)


def _expired(mailbox: Mailbox) -> CursorExpired:
    return CursorExpired(f"Gmail has forgotten this place in the history of {mailbox.account.address}.")


def _records(mailbox: Mailbox, view: View, todo: Night, fetches: Sequence[Fetch]) -> tuple[list[Record], int]:
    """The records of a page, and how many of its messages stay unread as bulk."""
    found: list[Record] = []
    unread = 0
    for fetch, outcome in chain.from_iterable(fetched(mailbox, fetches)):
        if fetch.id in todo.whole:
            messages, left_unread = _of_thread(view, todo, fetch, outcome)
            unread += left_unread
        else:
            messages = wanted_of(fetch, outcome)
        found += told(mailbox, fetch, outcome, messages)
    return found, unread


def _of_thread(view: View, todo: Night, fetch: Fetch, outcome: Outcome) -> tuple[list[Json], int]:
    """Of a whole thread: what was named or is unknown; bulk only where something in it was sent, or it is wanted."""
    messages = messages_of(outcome)
    two_way = any(SENT in labels_of(message) for message in messages)
    held = frozenset(known(view, (message["id"] for message in messages)))
    news = [message for message in messages if message["id"] in fetch.messages or message["id"] not in held]
    asked = held | todo.labelled
    worth = [message for message in news if two_way or message["id"] in asked or not is_bulk(labels_of(message))]
    return worth, len(news) - len(worth)
