"""Taking back what is ours: emptying contacts of it, and archiving those that we made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crmsync.connector import Applied, ArchiveContact, ClearProfile, Outcome
from crmsync_hubspot.batch_writes import BatchWrites, Result
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.records import Record
from crmsync_hubspot.survivors import survivors


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    contacts: BatchWrites

    def clear(self, changes: Sequence[ClearProfile], names: Collection[str]) -> list[Outcome]:
        """One outcome for each change of a run, in order. Whose contact was merged is cleared at the survivor.

        `names`: those of our contact properties that exist. Who is gone holds nothing of ours any more.
        """
        present = survivors(self.contacts.records, [change.profile for change in changes])
        results = self._emptied(set(present.values()), names)
        return [
            outcome(change, results[present[change.profile]])
            if change.profile in present
            else Applied(key=change.key, id=change.profile)
            for change in changes
        ]

    def archive(self, changes: Sequence[ArchiveContact]) -> list[Outcome]:
        """One outcome for each change of a run, in order. Who is archived already is as they should be."""
        results = self.contacts.archive([change.profile for change in changes])
        return [outcome(change, results[change.profile]) for change in changes]

    def _emptied(self, ids: Collection[str], names: Collection[str]) -> dict[str, Result]:
        empty = dict.fromkeys(sorted(names), "")
        if not ids or not empty:
            return {one: Record(id=one, properties={}) for one in ids}
        return dict(self.contacts.update({one: {"id": one, "properties": empty} for one in sorted(ids)}))
