"""What became of a change, in the core's words. Pure."""

from crmsync.connector import Applied, Change, Outcome, Rejected
from crmsync_hubspot.batch_writes import Result
from crmsync_hubspot.records import Record

GONE = "gone"
"""The reason of a rejection whose profile or task is archived or deleted at HubSpot."""


def outcome(change: Change, result: Result) -> Outcome:
    """`Applied` carries the id of the record that answered: a merged profile answers under its new one."""
    if isinstance(result, Record):
        return Applied(key=change.key, id=result.id)
    return Rejected(key=change.key, reason=GONE if result.missing else str(result))
