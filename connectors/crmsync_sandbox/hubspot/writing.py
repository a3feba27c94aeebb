"""Writing records: everything is judged before anything is written."""

from collections.abc import Callable, Sequence

from . import state as effects
from .asking import Answer, Asked, Batch, inputs_of, repeated, text_of
from .errors import Body, Problem, Refused, duplicate_ids, out_of_order
from .judging import Judge, Write
from .kinds import Kind
from .portal import Portal
from .reading import asked_names, shown
from .records import Record

BATCH = 100


def batch_update(portal: Portal, asked: Asked) -> Answer:
    """New values by id: all or nothing, or input by input where each has a trace id of its own."""
    inputs = inputs_of(asked.body, BATCH)
    if doubled := repeated(text_of(one, "id") for one in inputs):
        raise Refused(duplicate_ids(doubled))
    judge = Judge(portal=portal, kind=asked.kind, rules=portal.rules())
    return _batch(portal, asked, inputs, judge.update, status=200)


def batch_create(portal: Portal, asked: Asked) -> Answer:
    """New records: all or nothing, or input by input where each has a trace id of its own."""
    judge = Judge(portal=portal, kind=asked.kind, rules=portal.rules())
    return _batch(portal, asked, inputs_of(asked.body, BATCH), judge.create, status=201)


def batch_archive(portal: Portal, asked: Asked) -> Answer:
    """Archive by id; what is not there is passed over."""
    for id_ in [text_of(one, "id") for one in inputs_of(asked.body, BATCH)]:
        _archive(portal, asked.kind, id_)
    return Answer(status=204)


def create_one(portal: Portal, asked: Asked) -> Answer:
    judged = Judge(portal=portal, kind=asked.kind, rules=portal.rules()).create(asked.body)
    return Answer(status=201, body=_written(portal, asked.kind, judged))


def update_one(portal: Portal, asked: Asked) -> Answer:
    one = {"idProperty": asked.query.get("idProperty")} | asked.body | {"id": asked.path["id"]}
    judged = Judge(portal=portal, kind=asked.kind, rules=portal.rules()).update(one)
    return Answer(body=_written(portal, asked.kind, judged))


def archive_one(portal: Portal, asked: Asked) -> Answer:
    """204 whether or not it was there."""
    _archive(portal, asked.kind, asked.path["id"])
    return Answer(status=204)


def _batch(
    portal: Portal,
    asked: Asked,
    inputs: Sequence[Body],
    judge: Callable[[Body], Write | Problem],
    *,
    status: int,
) -> Answer:
    """A record that is not there never fails the others; anything else does unless every input can be traced."""
    batch, judged = Batch(started=portal.stamp()), [judge(one) for one in inputs]
    if asked.halved:
        judged[1::2] = [out_of_order(asked.halved)] * len(judged[1::2])
    traced = _traced(inputs)
    for one, result in zip(inputs, judged, strict=True):
        if isinstance(result, Problem):
            if not traced and (result.category != "OBJECT_NOT_FOUND" or status == 201):
                raise Refused(result)
            batch.errors.append(result.entry(one.get("objectWriteTraceId")))
    for one, result in zip(inputs, judged, strict=True):
        if isinstance(result, Write):
            trace = one.get("objectWriteTraceId")
            written = _written(portal, asked.kind, result)
            batch.results.append(written | ({"objectWriteTraceId": trace} if trace is not None else {}))
    return batch.answer(portal, asked, status=status)


def _traced(inputs: Sequence[Body]) -> bool:
    traces = [one.get("objectWriteTraceId") for one in inputs]
    return all(isinstance(one, str) and one for one in traces) and not repeated(map(str, traces))


def _written(portal: Portal, kind: Kind, judged: Write | Problem) -> Body:
    """Carry out a good write; the record as far as it was written."""
    match judged:
        case Problem():
            raise Refused(judged)
        case Write(record=None):
            record = effects.create(portal.state, kind, judged.values, portal.stamp())
            for contact in judged.contacts:
                effects.associate(portal.state, contact, record.id)
        case Write(record=Record(id=id_)):
            record = portal.record(kind, id_)
            record = effects.change(portal.state, kind, record, judged.values, portal.stamp())
    return shown(record, kind, asked_names(portal.state.schema(kind), kind, judged.values))


def _archive(portal: Portal, kind: Kind, id_: str) -> None:
    record = portal.state.of(kind).by_id.get(id_)
    if record is not None and record.archived_at is None:
        effects.archive(portal.state, kind, record, portal.stamp())
