"""The whole mailbox, most valuable first; stopped anywhere, it goes on by listing again and asking what is known."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from crmsync.connector import Channel, Contact, Coverage, Interaction, Page, Record, View
from crmsync_google.gmail.cursor import FirstPull, Nightly, write
from crmsync_google.gmail.labels import BULK, SENT, users_own
from crmsync_google.gmail.mailbox import Mailbox, Profile
from crmsync_google.gmail.plan import Fetch, Listing, Plan, in_pages, plan
from crmsync_google.gmail.reading import known, records

PAGE = 100
"""Messages of a page: four batches, a third of a minute at the usual budget. It is what a kill may cost."""


def first_pull(mailbox: Mailbox, view: View, place: FirstPull | None) -> Iterator[Page]:
    """The owner, then pages of messages, then the page that says that it is all."""
    # The place in the history is taken before anything is listed: what changes meanwhile is in the one or the other.
    profile = mailbox.profile()
    start = place or FirstPull(history=profile.history)
    todo = _plan(mailbox, view, anew=place is None)
    coverage = Coverage(channels=frozenset({Channel.MAIL}), since=view.since, unread=todo.unread)
    left = _messages(todo.two_way) + _messages(todo.rest)
    yield Page(records=[_owner(mailbox, profile)], cursor=write(start), coverage=coverage, remaining=left)
    for group in (todo.two_way, todo.rest):
        after_group = left - _messages(group)
        for fetches, found in _pages_since(mailbox, group, view.since):
            left -= _messages(fetches)
            yield Page(records=found, cursor=write(start), coverage=coverage, remaining=left)
        left = after_group
    done = Nightly(history=start.history, since=view.since)
    yield Page(records=[], cursor=write(done), coverage=_complete(coverage), remaining=0)


def _plan(mailbox: Mailbox, view: View, *, anew: bool) -> Plan:
    """`anew`: no history tells what changed on known messages; labels given to them since may say who is personal."""
    listing = _listing(mailbox)
    held = known(view, list(listing.threads))
    return plan(listing, held - _labelled(mailbox) if held and anew else held, mailbox.prices)


def _labelled(mailbox: Mailbox) -> frozenset[str]:
    """Messages under the user's own labels."""
    labels = sorted(users_own(frozenset(mailbox.label_names())))
    return frozenset(id for ids in mailbox.wire.each(mailbox.ids, labels) for id in ids)


def _listing(mailbox: Mailbox) -> Listing:
    """All mail is listed before the labels: a message that is sent meanwhile is then at worst wanted, never missed."""
    threads = mailbox.ids()
    labels = (SENT, "DRAFT", "CHAT", *sorted(BULK))
    under = dict(zip(labels, mailbox.wire.each(mailbox.ids, labels), strict=True))
    return Listing(
        threads=threads,
        sent=frozenset(under[SENT]),
        hidden=frozenset(under["DRAFT"]) | frozenset(under["CHAT"]),
        bulk=frozenset().union(*(under[label] for label in BULK)),
    )


def _owner(mailbox: Mailbox, profile: Profile) -> Contact:
    return Contact(id=profile.address, addresses=mailbox.addresses(profile), own=True)


def _pages_since(
    mailbox: Mailbox, group: Sequence[Fetch], since: datetime | None
) -> Iterator[tuple[Sequence[Fetch], list[Record]]]:
    """A group's pages, up to the first that lies wholly before the horizon.

    Nothing after it is missed: a group's threads stand in the order of their newest message to fetch, as Gmail lists
    it, newest first. Where no message of a whole page reaches the horizon, no thread's newest one does, and those
    of the threads behind it are older still.
    """
    for fetches in in_pages(group, PAGE):
        found = records(mailbox, fetches)
        yield fetches, found
        if since and found and not any(_reaches(record, since) for record in found):
            return


def _reaches(record: Record, since: datetime) -> bool:
    """Whether it is not surely older than the horizon: of what can't be read nothing is known."""
    return not isinstance(record, Interaction) or record.at >= since


def _messages(fetches: Iterable[Fetch]) -> int:
    return sum(len(fetch.messages) for fetch in fetches)


def _complete(coverage: Coverage) -> Coverage:
    return Coverage(channels=coverage.channels, complete=True, since=coverage.since, unread=coverage.unread)
