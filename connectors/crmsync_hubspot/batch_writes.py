"""Batches of writes: what became of each input, whatever became of the batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from crmsync_hubspot.errors import Unfinished
from crmsync_hubspot.properties import TASK_KEY
from crmsync_hubspot.records import Record, Records, halves, records_of
from crmsync_hubspot.refusals import Problem, Refused, problem_of, unready
from crmsync_hubspot.wire import Body

Result = Record | Problem
"""What became of one input."""
Results = Mapping[str, Result]
Look = Callable[[Sequence[str]], Results]
"""After a lost answer: what is known of the inputs with these traces. Those that are not in the answer are unknown."""

BLAMED_ON_INPUTS = (400, 404, 409)
"""Statuses of a whole batch for which one input may be to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchWrites:
    """Updates and creates of one type's records, at most a hundred inputs at a time.

    Each input carries its own objectWriteTraceId, or HubSpot would refuse all for one; it is the key of `inputs` and
    of the results. The dated API answers errors with 200, v3 with 207: `errors` is looked at in either. What HubSpot
    could not do at that moment is sent again, as the policy says.
    """

    records: Records

    def update(self, inputs: Mapping[str, Body]) -> Results:
        """Repeating an update changes nothing, so a lost answer is no trouble."""
        return self._write("update", inputs, None)

    def create(self, inputs: Mapping[str, Body], look: Look) -> Results:
        """A create must not happen twice: after a lost answer `look` says which records are there already.

        What neither `look` nor HubSpot knows of is sent again, alone.
        """
        results: dict[str, Result] = {}
        while rest := {trace: body for trace, body in inputs.items() if trace not in results}:
            results |= self._write("create", rest, look)
        return results

    def archive(self, ids: Sequence[str]) -> Results:
        """Archive; what is archived already, or gone for good, is none the less archived. Traces are the ids."""
        body = {"inputs": [{"id": one} for one in ids]}
        try:
            self.records.wire.request("POST", self.records.paths.batch(self.records.type, "archive"), body)
        except Refused as refusal:
            if refusal.problem.status not in BLAMED_ON_INPUTS:
                raise
            if len(ids) > 1:
                first, second = halves(ids)
                return {**self.archive(first), **self.archive(second)}
            if not refusal.problem.missing:
                return dict.fromkeys(ids, refusal.problem)
        return {one: Record(id=one, properties={}) for one in ids}

    def _write(self, verb: Literal["update", "create"], inputs: Mapping[str, Body], look: Look | None) -> Results:
        path = self.records.paths.batch(self.records.type, verb)
        done: dict[str, Result] = {}

        def send() -> Results:
            rest = _without(inputs, done)
            body = {"inputs": [{**one, "objectWriteTraceId": trace} for trace, one in rest.items()]}
            done.update(_final(_results(self.records.wire.send("POST", path, body), rest)))
            if len(done) < len(inputs):
                raise Unfinished
            return done

        def found() -> Results | None:
            known = look(list(_without(inputs, done))) if look else {}
            return {**done, **known} if known else None

        try:
            return self.records.wire.call(send, found)
        except Refused as refusal:
            return {**done, **self._without_the_bad_one(verb, _without(inputs, done), look, refusal)}

    def _without_the_bad_one(
        self, verb: Literal["update", "create"], inputs: Mapping[str, Body], look: Look | None, refusal: Refused
    ) -> Results:
        """The batch was refused as a whole and nothing of it done: each half alone, down to the input to blame."""
        problem = refusal.problem
        if problem.unknown_property:
            raise unready(problem) from refusal
        if problem.status not in BLAMED_ON_INPUTS:
            raise refusal
        if len(inputs) == 1:
            return dict.fromkeys(inputs, problem)
        results: dict[str, Result] = {}
        for half in halves(list(inputs)):
            results |= self._write(verb, {trace: inputs[trace] for trace in half}, look)
        return results


def _without(inputs: Mapping[str, Body], done: Results) -> dict[str, Body]:
    return {trace: one for trace, one in inputs.items() if trace not in done}


def _final(results: Results) -> Results:
    """Those that sending again would not change."""
    return {trace: one for trace, one in results.items() if isinstance(one, Record) or not one.passing}


def _results(answer: Body, inputs: Mapping[str, Body]) -> Results:
    """Results and errors mapped to the inputs. An input with neither is a problem, never a success."""
    by_id = {str(one["id"]): trace for trace, one in inputs.items() if "id" in one}
    results: dict[str, Result] = {_trace_of(record, by_id): record for record in records_of(answer)}
    rest = Problem(category="NOT_ANSWERED")
    for entry in answer.get("errors") or []:
        problem = problem_of(entry)
        if problem.unknown_property:
            raise unready(problem)
        blamed = _blamed(entry, by_id)
        results |= dict.fromkeys(blamed, problem)
        rest = rest if blamed else problem
    return {trace: results.get(trace, rest) for trace in inputs}


def _trace_of(record: Record, by_id: Mapping[str, str]) -> str:
    """The input that a result answers: by trace id, by record id, and for a new task by our key, which is its trace."""
    return record.trace or by_id.get(record.id) or record.properties.get(TASK_KEY) or ""


def _blamed(entry: Mapping[str, Any], by_id: Mapping[str, str]) -> list[str]:
    """The traces of the inputs that an error is about."""
    context = entry.get("context") or {}
    traces, *ids = ([*_several(context.get(name))] for name in ("objectWriteTraceId", "ids", "id"))
    return [*traces, *(by_id[one] for several in ids for one in several if one in by_id)]


def _several(value: object) -> list[str]:
    """Contexts are lists of texts; a single text is taken for a list of one."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
