"""CRM records of one type, read in batches."""

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from crmsync_hubspot.paths import ObjectType, Paths
from crmsync_hubspot.refusals import Refused, problem_of
from crmsync_hubspot.wire import Body, Wire

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH = 100
"""Inputs of one batch request, reading or writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A contact or task as HubSpot answers it: only the properties that were asked for, or written."""

    id: str
    properties: Mapping[str, str | None]
    trace: str | None = None
    """The objectWriteTraceId of the input that wrote it."""
    archived_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a batch of records is read: which properties; by id, or by the unique property `by`; the archived ones."""

    properties: Sequence[str]
    by: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All records of one type."""

    wire: Wire
    paths: Paths
    type: ObjectType

    def read(self, ids: Iterable[str], query: Reading) -> Iterator[Record]:
        """The records with these ids; those that are missing are left out. One request for each hundred, several at a
        time.

        Only what HubSpot says is missing counts as that, for a task that is missing is taken for deleted. A text that
        can be no value of `query.by` is nobody's, unless it seems that none of a batch is.
        """
        hundreds = batches(dict.fromkeys(ids), BATCH)
        for records in self.wire.ahead(lambda hundred: self._read_present(hundred, query), hundreds):
            yield from records

    def all(self, properties: Sequence[str]) -> Iterator[list[Record]]:
        """Pages of all records that are not archived; one request for each hundred."""
        query = [("limit", str(BATCH)), ("properties", ",".join(properties))]
        after: list[tuple[str, str]] = []
        while True:
            answer = self.wire.request("GET", self.paths.all(self.type), query=[*query, *after])
            yield records_of(answer)
            if not (place := ((answer.get("paging") or {}).get("next") or {}).get("after")):
                return
            after = [("after", place)]

    def _read_present(self, ids: Sequence[str], query: Reading) -> list[Record]:
        try:
            return self._read_some(ids, query)
        except Refused as refusal:
            if not _only_these(refusal, query) or (len(ids) > 1 and not refusal.problem.missing):
                raise
            return []

    def _read_some(self, ids: Sequence[str], query: Reading) -> list[Record]:
        body: Body = {"properties": list(query.properties), "inputs": [{"id": one} for one in ids]}
        by = {"idProperty": query.by} if query.by else {}
        archived = [("archived", "true")] if query.archived else []
        path = self.paths.batch(self.type, "read")
        try:
            answer = self.wire.request("POST", path, body | by, archived)
        except Refused as refusal:
            if len(ids) == 1 or not _only_these(refusal, query):
                raise
            return self._read_halves(ids, query, refusal)
        if not query.by:
            only_missing(answer, path)
        return records_of(answer)

    def _read_halves(self, ids: Sequence[str], query: Reading, refusal: Refused) -> list[Record]:
        """One id that HubSpot can't take must not cost the others; where none can be read, the request is wrong."""
        found: list[Record] = []
        failed = 0
        for half in halves(ids):
            try:
                found += self._read_some(half, query)
            except Refused as of_half:
                log.warning("HubSpot can't read %d of %d ids: %s", len(half), len(ids), of_half.problem)
                failed += 1
        if failed == 2:
            raise refusal
        return found


def _only_these(refusal: Refused, query: Reading) -> bool:
    """Whether single ids may be to blame for the refusal of a batch."""
    return refusal.problem.missing or (query.by is not None and refusal.problem.status == 400)


def only_missing(answer: Body, path: str) -> None:
    """Raise `Refused` where the `errors` of a 2xx say more than that some records, or associations, are not there."""
    for entry in answer.get("errors") or []:
        problem = problem_of(entry)
        if not problem.missing:
            raise Refused(path, problem)


def records_of(answer: Mapping[str, Any]) -> list[Record]:
    """The `results` of an answer."""
    return [
        Record(
            id=str(result["id"]),
            properties=result.get("properties") or {},
            trace=result.get("objectWriteTraceId"),
            archived_at=result.get("archivedAt"),
        )
        for result in answer.get("results", [])
    ]


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`, in order."""
    rest = iter(items)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def halves(items: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """Two parts that differ by one at most."""
    middle = len(items) // 2
    return items[:middle], items[middle:]
