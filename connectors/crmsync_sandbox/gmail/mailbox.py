"""One Gmail account: its messages, threads and labels, and what a test or a back door may do to it."""

import threading
import zlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from ..google.errors import ApiError
from ..life import Mail
from .history import Happening, History, HistoryRecord
from .labels import HIDDEN, Labels
from .message import Message
from .quota import Quota


class Mailbox:
    """All methods may be called while the sandbox is serving; each is one step for its clients."""

    def __init__(self, address: str, *, window_scale: float = 1.0) -> None:
        self.address = address
        self.aliases: list[str] = []
        """Further addresses that the user may send as."""
        self.refusal: ApiError | None = None
        """Answers every request while it is set: DAILY_LIMIT, FAILED_PRECONDITION … of google.errors."""
        self.quota = Quota(window_scale=window_scale)
        self.labels = Labels()
        self.history = History()
        self.lock = threading.RLock()
        self._messages: dict[int, Message] = {}
        self._order: list[int] = []
        self._threads: dict[int, list[int]] = {}
        self._thread_of: dict[str, int] = {}
        self._last = 0x1800 << 48 | zlib.crc32(address.encode()) << 24

    # --- what may happen to it ------------------------------------------------------------------------

    def receive(self, mail: Mail) -> str:
        """A message arrives (or is sent, with SENT among its labels); its id."""
        with self.lock:
            self._last += 1
            thread = self._thread_of.setdefault(mail.thread, self._last)
            if thread not in self._threads:
                thread = self._thread_of[mail.thread] = self._last
            message = Message(
                number=self._last,
                thread=thread,
                at_ms=int(mail.at.timestamp() * 1000),
                headers=mail.headers,
                labels=self.labels.ids_of(mail.labels),
                history_id=self.history.advance(),
            )
            self._messages[message.number] = message
            self._order.append(message.number)
            self._threads.setdefault(thread, []).append(message.number)
            self._note(Happening.MESSAGE_ADDED, message)
            return message.id

    def delete(self, message_id: str) -> None:
        """It is gone for ever: a get answers 404. KeyError where it is not there."""
        with self.lock:
            message = self._messages.pop(int(message_id, 16))
            del self._order[bisect_left(self._order, message.number)]
            self._threads[message.thread].remove(message.number)
            if not self._threads[message.thread]:
                del self._threads[message.thread]
            message.history_id = self.history.advance()
            self._note(Happening.MESSAGE_DELETED, message)

    def label(self, message_id: str, *, add: Collection[str] = (), remove: Collection[str] = ()) -> None:
        """Put labels on a message and take others off, by id or by the name of the user's own."""
        with self.lock:
            message = self._messages[int(message_id, 16)]
            added = self.labels.ids_of(add) - message.labels
            removed = self.labels.ids_of(remove) & message.labels
            message.labels = (message.labels | added) - removed
            for happening, changed in ((Happening.LABEL_ADDED, added), (Happening.LABEL_REMOVED, removed)):
                if changed:
                    message.history_id = self.history.advance()
                    self._note(happening, message, changed)

    def fill(self, mails: Iterable[Mail], user_labels: Iterable[str] = ()) -> None:
        """Load mails in order of time; the history begins after them."""
        with self.lock:
            self.labels.ids_of(user_labels)
            for mail in sorted(mails, key=lambda mail: mail.at):
                self.receive(mail)
            self.forget_history()

    def forget_history(self) -> None:
        """Every history id that a client holds is too old now: history.list answers 404."""
        with self.lock:
            self.history.advance()
            self.history.forget()

    # --- what is in it --------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def threads(self) -> int:
        return len(self._threads)

    def message(self, number: int) -> Message | None:
        return self._messages.get(number)

    def thread(self, number: int) -> list[Message]:
        """The messages of a thread, oldest first; empty where there is none."""
        return [self._messages[one] for one in self._threads.get(number, ())]

    def newest_first(self, before: int | None = None) -> Iterator[Message]:
        """All messages with a smaller number than `before`, or all."""
        end = len(self._order) if before is None else bisect_left(self._order, before)
        return (self._messages[self._order[place]] for place in range(end - 1, -1, -1))

    def dump(self) -> dict[str, Any]:
        """The whole state as JSON."""
        with self.lock:
            return {
                "address": self.address,
                "history_id": self.history.latest,
                "aliases": list(self.aliases),
                "labels": self.labels.resources(),
                "messages": [message.metadata(frozenset()) for message in self._messages.values()],
            }

    def _note(self, happening: Happening, message: Message, labels: Collection[str] = ()) -> None:
        self.history.note(
            HistoryRecord(
                id=message.history_id,
                happening=happening,
                message=message.in_history(),
                labels=tuple(sorted(labels)),
            )
        )


def hidden(message: Message, asked_for: Collection[str]) -> bool:
    """Spam and trash that nobody asked for."""
    return bool(message.labels & HIDDEN) and not any(label in HIDDEN for label in asked_for)
