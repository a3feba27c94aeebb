"""Gmail's methods: which path leads to which, who may call it, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..google.answering import CANARY, Resource
from ..google.errors import NOT_FOUND, Refused, invalid
from ..google.fields import Shape
from . import lists, shapes
from .arguments import Arguments
from .errors import metadata_format
from .mailbox import Mailbox
from .message import Message

READING = frozenset({"gmail.metadata", "gmail.readonly", "gmail.modify"})
LABELS_TOO = READING | {"gmail.labels"}
SETTINGS = frozenset({"gmail.readonly", "gmail.modify", "gmail.settings.basic"})


def _format(arguments: Arguments, *allowed: str) -> Callable[[Message], Resource]:
    """How messages are to be shown. Under gmail.metadata never with their bodies."""
    chosen = arguments.choice("format", allowed)
    if arguments.metadata_only and chosen in ("full", "raw"):
        raise metadata_format(chosen)
    wanted = arguments.headers()
    match chosen:
        case "minimal":
            return Message.minimal
        case "metadata":
            return lambda message: message.metadata(wanted)
        case "raw":
            return Message.raw
        case _:
            return Message.full


def _number(id_: str) -> int:
    try:
        return int(id_, 16)
    except ValueError:
        raise invalid("Invalid id value") from None


def _message(mailbox: Mailbox, arguments: Arguments) -> Resource:
    look = _format(arguments, "full", "minimal", "metadata", "raw")
    message = mailbox.message(_number(arguments.id))
    if message is None:
        raise Refused(NOT_FOUND)
    return look(message)


def _thread(mailbox: Mailbox, arguments: Arguments) -> Resource:
    look = _format(arguments, "full", "minimal", "metadata")
    messages = mailbox.thread(_number(arguments.id))
    if not messages:
        raise Refused(NOT_FOUND)
    newest = max(message.history_id for message in messages)
    return {"id": arguments.id, "historyId": str(newest), "messages": [look(message) for message in messages]}


def _labels(mailbox: Mailbox, _: Arguments) -> Resource:
    return {"labels": mailbox.labels.resources()}


def _label(mailbox: Mailbox, arguments: Arguments) -> Resource:
    label = mailbox.labels.resource(arguments.id)
    if label is None:
        raise Refused(NOT_FOUND)
    held = [message for message in mailbox.newest_first() if arguments.id in message.labels]
    unread = [message for message in held if "UNREAD" in message.labels]
    return {
        **label,
        "messagesTotal": len(held),
        "messagesUnread": len(unread),
        "threadsTotal": len({message.thread for message in held}),
        "threadsUnread": len({message.thread for message in unread}),
    }


def _profile(mailbox: Mailbox, _: Arguments) -> Resource:
    return {
        "emailAddress": mailbox.address,
        "messagesTotal": len(mailbox),
        "threadsTotal": mailbox.threads,
        "historyId": str(mailbox.history.latest),
    }


def _send_as(mailbox: Mailbox, _: Arguments) -> Resource:
    common = {"displayName": "", "replyToAddress": "", "signature": f"{CANARY} signature"}
    own = {"sendAsEmail": mailbox.address, **common, "isPrimary": True, "isDefault": True}
    further = {"treatAsAlias": True, "isDefault": False, "verificationStatus": "accepted"}
    return {"sendAs": [own, *({"sendAsEmail": alias, **common, **further} for alias in mailbox.aliases)]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method: its name in the price list, the scopes of which one is needed, its answer and that one's shape."""

    name: str
    scopes: frozenset[str]
    shape: Shape
    answer: Callable[[Mailbox, Arguments], Resource]


ID = "{id}"

METHODS: Mapping[tuple[str, ...], Method] = {
    ("messages",): Method(name="messages.list", scopes=READING, shape=shapes.MESSAGES, answer=lists.messages),
    ("messages", ID): Method(name="messages.get", scopes=READING, shape=shapes.MESSAGE, answer=_message),
    ("threads",): Method(name="threads.list", scopes=READING, shape=shapes.THREADS, answer=lists.threads),
    ("threads", ID): Method(name="threads.get", scopes=READING, shape=shapes.THREAD, answer=_thread),
    ("history",): Method(name="history.list", scopes=READING, shape=shapes.HISTORY, answer=lists.history),
    ("labels",): Method(name="labels.list", scopes=LABELS_TOO, shape=shapes.LABELS, answer=_labels),
    ("labels", ID): Method(name="labels.get", scopes=LABELS_TOO, shape=shapes.LABEL, answer=_label),
    ("profile",): Method(name="getProfile", scopes=READING, shape=shapes.PROFILE, answer=_profile),
    ("settings", "sendAs"): Method(name="sendAs.list", scopes=SETTINGS, shape=shapes.SEND_AS, answer=_send_as),
}
"""By what stands in the path behind the user."""


def find(segments: tuple[str, ...]) -> tuple[Method | None, str]:
    """The method of a path, None where there is none, and the id in the path, if it has one."""
    if method := METHODS.get(segments):
        return method, ""
    return METHODS.get((*segments[:-1], ID)), segments[-1] if segments else ""
