"""A stored message, and how it looks in each format."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..google.answering import CANARY, Resource

_BETWEEN = re.compile(r"[\s<>\"(),;:]+")


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a mailbox. Only its labels, and with them its history id, ever change."""

    number: int
    """The id as a number; later messages have greater ones."""
    thread: int
    """The id of the thread's first message."""
    at_ms: int
    headers: tuple[tuple[str, str], ...]
    labels: frozenset[str]
    history_id: int
    _people: dict[str, frozenset[str]] | None = None

    @property
    def id(self) -> str:
        return hex_id(self.number)

    def reference(self) -> Resource:
        """Id and thread, as lists show it."""
        return {"id": hex_id(self.number), "threadId": hex_id(self.thread)}

    def in_history(self) -> Resource:
        """As a record of history shows it."""
        return self.reference() | self._label_ids()

    def minimal(self) -> Resource:
        return {
            **self.reference(),
            **self._label_ids(),
            "snippet": self._private("snippet"),
            "sizeEstimate": 400 + sum(len(name) + len(value) + 4 for name, value in self.headers),
            "historyId": str(self.history_id),
            "internalDate": str(self.at_ms),
        }

    def metadata(self, wanted: frozenset[str]) -> Resource:
        """With headers, all of them or those whose names in lower case are `wanted`."""
        headers = [
            {"name": name, "value": value} for name, value in self._headers() if not wanted or name.lower() in wanted
        ]
        return self.minimal() | {"payload": {"mimeType": self._mime_type(), "headers": headers}}

    def full(self) -> Resource:
        text = self._private("body")
        part = {
            "partId": "",
            "filename": "",
            "body": {"size": len(text), "data": base64.urlsafe_b64encode(text.encode()).decode()},
        }
        resource = self.metadata(frozenset())
        return resource | {"payload": resource["payload"] | part}

    def raw(self) -> Resource:
        lines = [f"{name}: {value}" for name, value in self._headers()]
        text = "\r\n".join([*lines, "", self._private("body")])
        return self.minimal() | {"raw": base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode()}

    def people(self, operator: str) -> frozenset[str]:
        """The addresses that q's operator `from` or `to` looks at; `to` means Cc and Bcc too."""
        if self._people is None:
            self._people = {
                "from": frozenset(self._addresses("from")),
                "to": frozenset(self._addresses("to", "cc", "bcc")),
            }
        return self._people[operator]

    def _addresses(self, *names: str) -> Iterator[str]:
        for name, value in self.headers:
            if name.lower() in names:
                # Split, not searched for: a stranger's header of a megabyte takes a search for ever.
                yield from (word for word in _BETWEEN.split(value.lower()) if "@" in word)

    def _headers(self) -> Iterator[tuple[str, str]]:
        yield from self.headers
        if not any(name.lower() == "subject" for name, _ in self.headers):
            yield "Subject", self._private("subject")

    def _mime_type(self) -> str:
        found = next((value for name, value in self.headers if name.lower() == "content-type"), "text/plain")
        return found.partition(";")[0].strip().lower() or "text/plain"

    def _label_ids(self) -> Resource:
        return {"labelIds": sorted(self.labels)} if self.labels else {}

    def _private(self, what: str) -> str:
        return f"{CANARY} {what} of {self.id}"


def hex_id(number: int) -> str:
    return f"{number:016x}"
