"""The lists of messages, threads and history, page by page. A page token is the place where the page begins."""

from collections.abc import Callable, Iterator
from itertools import islice

from ..google.answering import Resource
from ..google.errors import NOT_FOUND, Refused, invalid
from . import search
from .arguments import Arguments
from .errors import METADATA_NO_QUERY
from .history import Happening
from .mailbox import Mailbox, hidden
from .message import Message, hex_id


def messages(mailbox: Mailbox, arguments: Arguments) -> Resource:
    """messages.list: newest first, ids only."""
    found = _matching(mailbox, arguments)
    return _page("messages", found, arguments, Message.reference)


def threads(mailbox: Mailbox, arguments: Arguments) -> Resource:
    """threads.list: those with a matching message, the one with the newest such message first."""
    wanted = _wanted(arguments)

    def leads(message: Message) -> bool:
        """Is it the newest matching message of its thread?"""
        return next(one for one in reversed(mailbox.thread(message.thread)) if wanted(one)) is message

    def resource(message: Message) -> Resource:
        newest = mailbox.thread(message.thread)[-1].minimal()
        return {"id": hex_id(message.thread)} | {key: newest[key] for key in ("snippet", "historyId")}

    found = (message for message in _matching(mailbox, arguments) if leads(message))
    return _page("threads", found, arguments, resource)


def history(mailbox: Mailbox, arguments: Arguments) -> Resource:
    """history.list: what happened after startHistoryId, oldest first; 404 where that is too old."""
    start = arguments.number("startHistoryId")
    if start is None:
        raise invalid("Missing required parameter: startHistoryId", "startHistoryId")
    if not mailbox.history.knows(start):
        raise Refused(NOT_FOUND)
    kinds = {_happening(name) for name in arguments.texts("historyTypes")} or set(Happening)
    label = arguments.text("labelId")
    records = [
        record
        for record in mailbox.history.since(max(start, (arguments.number("pageToken") or 0) - 1))
        if record.happening in kinds and (not label or label in record.message.get("labelIds", ()))
    ]
    size = 0 if arguments.empty_page else arguments.page_size()
    page: Resource = {"historyId": str(mailbox.history.latest)}
    if records[:size]:
        page["history"] = [record.resource() for record in records[:size]]
    if records[size:]:
        page["nextPageToken"] = str(records[size].id)
    elif arguments.empty_page:
        page["nextPageToken"] = str(mailbox.history.latest + 1)
    return page


def _page(
    key: str, found: Iterator[Message], arguments: Arguments, resource: Callable[[Message], Resource]
) -> Resource:
    """The first of `found` under `key`, which is absent where there is none, and the token of the next page."""
    size = 0 if arguments.empty_page else arguments.page_size()
    items = [resource(message) for message in islice(found, size)]
    following = next(found, None)
    page: Resource = {key: items} if items else {}
    if following:
        page["nextPageToken"] = str(following.number)
    elif arguments.empty_page:
        page["nextPageToken"] = "1"
    return page | {"resultSizeEstimate": len(items) + (1 if following else 0)}


def _matching(mailbox: Mailbox, arguments: Arguments) -> Iterator[Message]:
    """The messages that the arguments ask for, from the page token on, newest first."""
    place = arguments.number("pageToken")
    wanted = _wanted(arguments)
    return (message for message in mailbox.newest_first(None if place is None else place + 1) if wanted(message))


def _wanted(arguments: Arguments) -> search.Test:
    q = arguments.text("q")
    if q and arguments.metadata_only:
        raise Refused(METADATA_NO_QUERY)
    found = search.parse(q)
    labels = frozenset(arguments.texts("labelIds"))
    spam_too = arguments.flag("includeSpamTrash")

    def wanted(message: Message) -> bool:
        return labels <= message.labels and (spam_too or not hidden(message, labels)) and found(message)

    return wanted


def _happening(name: str) -> Happening:
    try:
        return Happening(name)
    except ValueError:
        raise invalid(f"Invalid value at 'historyTypes', {name!r}", "historyTypes") from None
