"""Searching records: to the end, however many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmsync_hubspot.records import Record, Records, records_of
from crmsync_hubspot.wire import Body

PAGE = 200
GROUPS = 5
"""Of conditions, in one search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One filter of a search; the conditions of a group must all hold."""

    property: str
    operator: str
    value: str | None = None
    values: tuple[str, ...] = ()
    """Of the operator IN."""

    def body(self) -> Body:
        body: Body = {"propertyName": self.property, "operator": self.operator}
        if self.values:
            return {**body, "values": list(self.values)}
        return body if self.value is None else {**body, "value": self.value}


def search(
    records: Records, groups: Sequence[Sequence[Condition]], properties: Sequence[str], after: str = "0"
) -> Iterator[list[Record]]:
    """Pages of the records for which all conditions of any group hold, by ascending id, from the id `after` on.

    Each page is a query of its own, from the last id on: a query ends at 10,000 results, and pages by number would
    shift under changes.
    """
    last, more = after, True
    while more:
        beyond = Condition(property="hs_object_id", operator="GT", value=last)
        query = _query([[*group, beyond] for group in groups], properties)
        answer = records.wire.search(records.paths.search(records.type), query)
        page, more = records_of(answer), bool((answer.get("paging") or {}).get("next"))
        if page:
            yield page
            last = page[-1].id


def _query(groups: Sequence[Sequence[Condition]], properties: Sequence[str]) -> Body:
    return {
        "filterGroups": [{"filters": [condition.body() for condition in group]} for group in groups],
        "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
        "properties": list(properties),
        "limit": PAGE,
    }
