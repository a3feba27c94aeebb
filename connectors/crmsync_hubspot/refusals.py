"""HubSpot's refusals, read from its answers. Nothing here keeps a message of HubSpot's: they repeat what was sent."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from crmsync.connector import Unavailable, Unready

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
"""A code, category, scope or property name: all of an answer that is ever shown."""


PASSING = ("RATE_LIMITS", "INTERNAL_ERROR", "LOCKED")
"""Categories of `errors` beside results that say nothing of the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why one record or one request was refused, without a word of its content."""

    status: int = 0
    """0 for an entry of `errors` in an answer that succeeded otherwise."""
    category: str = ""
    codes: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([*filter(None, (self.category, *self.codes)), *self.properties]) or f"HTTP {self.status}"

    @property
    def conflict(self) -> bool:
        """A record with this unique value exists."""
        marks = ("CONFLICT", "UNIQUE", "DUPLICATE")
        return self.status == 409 or any(mark in word for word in (self.category, *self.codes) for mark in marks)

    @property
    def unknown_property(self) -> bool:
        return "PROPERTY_DOESNT_EXIST" in (self.category, *self.codes)

    @property
    def passing(self) -> bool:
        """HubSpot could not do it now: of a record among others, which is no fault of the record."""
        return self.status == 0 and self.category in PASSING

    @property
    def missing(self) -> bool:
        """The record is gone, or lives on under another id."""
        return self.status == 404 or "OBJECT_NOT_FOUND" in (self.category, *self.codes)


class Refused(Unavailable):
    """An answer that is no 2xx. `problem` is what may be shown of it."""

    def __init__(self, path: str, problem: Problem, *, policy: str = "", scopes: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"hubspot: {path} was refused ({problem.status} {problem}). Nothing more was sent; run it again later."
        )
        self.problem = problem
        self.policy = policy
        """The limit that a 429 names: SECONDLY, TEN_SECONDLY_ROLLING, DAILY."""
        self.scopes = scopes
        self.after: float | None = None
        """Seconds that HubSpot asked us to wait (Retry-After)."""


def refused(status: int, headers: Mapping[str, str], body: bytes | str, *, path: str, now: datetime) -> Refused:
    """The refusal that an answer carries; a body that is no JSON object adds nothing to the status."""
    detail = _object(body)
    scopes = tuple(dict.fromkeys(_scopes(detail)))
    refusal = Refused(path, problem_of(detail, status), policy=_word(detail.get("policyName")), scopes=scopes)
    refusal.after = _seconds(headers.get("Retry-After", ""), now)
    return refusal


def problem_of(detail: Mapping[str, Any], status: int = 0) -> Problem:
    """The problem told by one error object: a whole answer, or an entry of its `errors`."""
    entries, values = [detail, *_entries(detail)], _values(detail)
    codes = [_word(entry.get(name)) for entry in entries for name in ("code", "subCategory")]
    properties = [name for entry in entries for name in _words(_context(entry).get("propertyName"))]
    return Problem(
        status=status,
        category=_word(detail.get("category")),
        codes=tuple(dict.fromkeys(filter(None, (*codes, *(_word(value.get("error")) for value in values))))),
        properties=tuple(dict.fromkeys(filter(None, (*properties, *(_word(value.get("name")) for value in values))))),
    )


def unready(problem: Problem) -> Unready:
    """A property that a request named does not exist."""
    names = ", ".join(problem.properties) or "a property of crmsync"
    return Unready(f"hubspot: {names} does not exist there. Run `crmsync setup`.")


def _object(body: bytes | str) -> Mapping[str, Any]:
    try:
        detail = json.loads(body)
    except ValueError:
        return {}
    return detail if isinstance(detail, dict) else {}


def _entries(detail: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = detail.get("errors")
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _values(detail: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is wrong with single values: HubSpot tells it as a JSON list within the text of the message."""
    message = str(detail.get("message") or "")
    try:
        values = json.loads(message[message.index("[") :])
    except ValueError:
        return []
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _context(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    context = entry.get("context")
    return context if isinstance(context, dict) else {}


def _scopes(detail: Mapping[str, Any]) -> Iterator[str]:
    """`requiredScopes`, `requiredGranularScopes` and their like, wherever an entry carries them."""
    for entry in [detail, *_entries(detail)]:
        for name, scopes in _context(entry).items():
            if name.lower().endswith("scopes"):
                yield from _words(scopes)


def _words(value: object) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    return (word for word in map(_word, values) if word)


def _word(value: object) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _seconds(retry_after: str, now: datetime) -> float | None:
    """Retry-After in either of its forms (RFC 9110, 10.2.3); None where it is neither."""
    if retry_after.replace(".", "", 1).isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds())
    except (ValueError, TypeError):
        return None
