"""Associating records with contacts, and taking that back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmsync_hubspot.batch_writes import BLAMED_ON_INPUTS
from crmsync_hubspot.conversations import TO_CONTACT
from crmsync_hubspot.errors import Unfinished
from crmsync_hubspot.records import Records, halves
from crmsync_hubspot.refusals import Problem, Refused, problem_of
from crmsync_hubspot.wire import Body

Pair = tuple[str, str]
"""Ids of a record and of a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationWrites:
    """From records of one type to contacts, at most a hundred pairs at a time. Each twice is once, so all of it may be
    sent again."""

    records: Records

    def create(self, pairs: Collection[Pair]) -> Mapping[Pair, Problem | None]:
        """What became of each pair; None: they belong together."""
        path = self.records.paths.associations_of(self.records.type, "contacts", "create")
        inputs = {pair: _typed(pair, TO_CONTACT[self.records.type]) for pair in pairs}

        def send() -> Mapping[Pair, Problem | None]:
            answer = self.records.wire.send("POST", path, {"inputs": list(inputs.values())})
            problems = [problem_of(entry) for entry in answer.get("errors") or []]
            if any(problem.passing for problem in problems):
                raise Unfinished
            return _results(pairs, answer.get("results", []), problems)

        try:
            results = self.records.wire.call(send)
        except Refused as refusal:
            if refusal.problem.status not in BLAMED_ON_INPUTS:
                raise
            if len(pairs) == 1:
                return dict.fromkeys(pairs, refusal.problem)
            return self._each(halves(list(pairs)))
        failed = [pair for pair in pairs if results[pair]]
        return results if not failed or len(pairs) == 1 else {**results, **self._each([one] for one in failed)}

    def archive(self, pairs: Sequence[Pair]) -> None:
        """Those that do not belong together, or of which one is gone, are passed over."""
        path = self.records.paths.associations_of(self.records.type, "contacts", "archive")
        inputs = [{"from": {"id": record}, "to": [{"id": contact}]} for record, contact in pairs]
        try:
            self.records.wire.request("POST", path, {"inputs": inputs})
        except Refused as refusal:
            if not refusal.problem.missing:
                raise
            for half in halves(pairs) if len(pairs) > 1 else ():
                self.archive(half)

    def _each(self, parts: Iterable[Collection[Pair]]) -> Mapping[Pair, Problem | None]:
        """An error does not say which pair it is about: each part is asked for alone."""
        return {pair: problem for part in parts for pair, problem in self.create(part).items()}


def _results(
    pairs: Collection[Pair], made: Sequence[Mapping[str, Any]], problems: Sequence[Problem]
) -> Mapping[Pair, Problem | None]:
    """A contact that was merged is answered under its new id: where nothing is wrong all were made."""
    if not problems and len(made) == len(pairs):
        return dict.fromkeys(pairs)
    done = {(str(each["fromObjectId"]), str(each["toObjectId"])) for each in made}
    rest = problems[0] if problems else Problem(category="NOT_ANSWERED")
    return {pair: None if pair in done else rest for pair in pairs}


def _typed(pair: Pair, type_id: int) -> Body:
    record, contact = pair
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"from": {"id": record}, "to": {"id": contact}, "types": [kind]}
