"""Setting our properties on contacts, merged ones included."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from crmsync.connector import GONE, Applied, Outcome, Rejected, SetProperties
from crmsync_hubspot.batch_writes import BatchWrites
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.properties import name_of
from crmsync_hubspot.runs import runs
from crmsync_hubspot.survivors import survivors
from crmsync_hubspot.values import to_hubspot


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyWrites:
    contacts: BatchWrites

    def apply(self, changes: Sequence[SetProperties], absent: Collection[str] = ()) -> list[Outcome]:
        """One outcome for each change of a run, in order. Whose contact was merged is written to the survivor.

        `absent`: properties that don't exist. They are as empty as they can be: emptying one is done already.
        """
        needed = [change for change in (_without(change, absent) for change in changes) if change.values]
        outcomes = self._write(needed) if needed else []
        gone = [change for change, one in zip(needed, outcomes, strict=True) if one == _gone(change)]
        followed = self._follow(gone) if gone else {}
        found = {one.key: followed.get(one.key, one) for one in outcomes}
        return [found.get(change.key, Applied(key=change.key, id=change.profile)) for change in changes]

    def _write(self, changes: Sequence[SetProperties]) -> list[Outcome]:
        inputs = {
            str(place): {"id": change.profile, "properties": to_hubspot(change.values)}
            for place, change in enumerate(changes)
        }
        results = self.contacts.update(inputs)
        return [outcome(change, results[str(place)]) for place, change in enumerate(changes)]

    def _follow(self, gone: Sequence[SetProperties]) -> Mapping[str, Outcome]:
        present = survivors(self.contacts.records, [change.profile for change in gone])
        moved = [
            replace(change, profile=present[change.profile])
            for change in gone
            if present.get(change.profile, change.profile) != change.profile
        ]
        return {one.key: one for run in runs(moved) for one in self._write(run)}


def _without(change: SetProperties, absent: Collection[str]) -> SetProperties:
    kept = {output: text for output, text in change.values.items() if text or name_of(output) not in absent}
    return replace(change, values=kept)


def _gone(change: SetProperties) -> Outcome:
    return Rejected(key=change.key, reason=GONE)
