"""Creating tasks, each exactly once whatever is lost on the way.

A task and its association are one request. Its key is on the task, so that it can be found again: through the tasks
associated with its contact, and, where HubSpot keeps `crmsync_key` unique, by the key itself. Search is not used: it
lags behind by seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crmsync.connector import CreateTask, Outcome
from crmsync_hubspot.associations import Associations
from crmsync_hubspot.batch_writes import BatchWrites, Result
from crmsync_hubspot.outcomes import outcome
from crmsync_hubspot.owners import Owners
from crmsync_hubspot.properties import TASK_KEY
from crmsync_hubspot.records import Reading, Record, Records
from crmsync_hubspot.refusals import Problem
from crmsync_hubspot.survivors import survivors
from crmsync_hubspot.tasks import creation
from crmsync_hubspot.wire import Body

TASK_TO_CONTACT = 204
"""HubSpot's own association type (https://developers.hubspot.com/docs/api-reference/crm-associations-v4)."""


Creates = Mapping[str, CreateTask]
"""By key, which is also the trace of the request's input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreation:
    tasks: BatchWrites
    contacts: Records
    associations: Associations
    owners: Owners
    queue: str | None

    def apply(self, changes: Sequence[CreateTask], *, unique_keys: bool) -> list[Outcome]:
        """One outcome for each change of a run, in order.

        Where HubSpot keeps our keys unique it refuses a second task itself; else it is looked up before.
        """
        wanted = {change.key: change for change in changes}
        known = {} if unique_keys else self._known(wanted)
        results = known | self._create(_without(wanted, known))
        refused = {key: wanted[key] for key, result in results.items() if isinstance(result, Problem)}
        if refused:
            results |= self._repaired(refused, [key for key in refused if unique_keys and _conflict(results[key])])
        return [outcome(change, results[change.key]) for change in changes]

    def _create(self, wanted: Creates) -> dict[str, Result]:
        inputs = {key: self._input(change) for key, change in wanted.items()}
        return dict(self.tasks.create(inputs, lambda keys: self._known({key: wanted[key] for key in keys})))

    def _known(self, wanted: Creates) -> dict[str, Result]:
        """Those of the tasks that are there already, found through their contacts."""
        if not wanted:
            return {}
        tasks = self.associations.our_tasks(dict.fromkeys(change.profile for change in wanted.values()))
        ids = {task.key: task.id for ours in tasks.values() for task in ours}
        return {key: Record(id=ids[key], properties={}) for key in wanted if key in ids}

    def _repaired(self, refused: Creates, taken: Sequence[str]) -> dict[str, Result]:
        """A refusal because the task exists adopts it; one because the contact was merged is sent to the survivor."""
        known = self._known(refused) | self._of_key(taken)
        return known | self._of_survivors(_without(refused, known))

    def _of_key(self, keys: Sequence[str]) -> dict[str, Result]:
        """Tasks whose unique key a refusal says is taken, though a person took them from their contact."""
        found = self.tasks.records.read(keys, Reading(properties=(TASK_KEY,), by=TASK_KEY))
        return {record.properties.get(TASK_KEY) or "": record for record in found}

    def _of_survivors(self, refused: Creates) -> dict[str, Result]:
        asked = list(dict.fromkeys(change.profile for change in refused.values()))
        present = survivors(self.contacts, asked) if refused else {}
        gone: dict[str, Result] = {
            key: Problem(status=404) for key, change in refused.items() if change.profile not in present
        }
        moved = {
            key: replace(change, profile=present[change.profile])
            for key, change in refused.items()
            if present.get(change.profile, change.profile) != change.profile
        }
        known = self._known(moved)
        return gone | known | self._create(_without(moved, known))

    def _input(self, change: CreateTask) -> Body:
        kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": TASK_TO_CONTACT}
        address = change.content.owner
        owner = self.owners.id_of(address) if address else None
        properties = creation(change, owner, self.queue)
        return {"properties": properties, "associations": [{"to": {"id": change.profile}, "types": [kind]}]}


def _without(wanted: Creates, done: Mapping[str, Result]) -> Creates:
    return {key: change for key, change in wanted.items() if key not in done}


def _conflict(result: Result) -> bool:
    return isinstance(result, Problem) and result.conflict
