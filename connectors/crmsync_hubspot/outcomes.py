"""What became of a change, in the core's words. Pure."""

from crmsync.connector import GONE, Applied, Change, Outcome, Rejected
from crmsync_hubspot.batch_writes import Result
from crmsync_hubspot.records import Record


def outcome(change: Change, result: Result) -> Outcome:
    """`Applied` carries the id of the record that answered: a merged profile answers under its new one."""
    if isinstance(result, Record):
        return Applied(key=change.key, id=result.id)
    return Rejected(key=change.key, reason=GONE if result.missing else str(result))
