"""Reading records: one, a batch, or all in pages."""

from collections.abc import Iterable, Mapping, Sequence

from .asking import Answer, Asked, Batch, inputs_of, names_of, place_of, repeated, text_of
from .errors import Body, Refused, bad_request, duplicate_ids, not_found
from .kinds import Kind
from .portal import Portal
from .records import ADDRESSES, Record
from .schema import Schema

BATCH = 100
BATCH_WITH_HISTORY = 50
PAGE = 100


def shown(record: Record, kind: Kind, names: Sequence[str]) -> Body:
    """A record as it is answered, with the properties of these names; an empty one is null."""
    values = record.properties
    body: Body = {
        "id": record.id,
        "properties": {name: values.get(name) or None for name in names},
        "createdAt": values[kind.created],
        "updatedAt": values[kind.modified],
        "archived": record.archived_at is not None,
    }
    return body | ({"archivedAt": record.archived_at} if record.archived_at else {})


def asked_names(schema: Schema, kind: Kind, names: Iterable[str]) -> list[str]:
    """The properties to answer: those asked for that exist, and those that always come."""
    asked = list(names) or kind.shown
    return sorted({name for name in (*asked, *kind.always) if schema.live(name) is not None})


def find(portal: Portal, kind: Kind, id_: str, *, by: str | None, archived: bool = False) -> Record | None:
    """The record of this id (or of the one it was merged into), address or unique value; archived or live."""
    records = portal.state.of(kind)
    if by is None:
        found = records.get(id_)
    elif archived:
        key = id_.strip().lower() if by == ADDRESSES else id_
        found = next((one for one in records.by_id.values() if one.archived_at and key in one.keys(by)), None)
    else:
        found = records.find(by, id_)
    return found if found is not None and (found.archived_at is not None) == archived else None


def id_property(portal: Portal, kind: Kind, name: object) -> str | None:
    """The unique property that ids stand for; None is the record's own id."""
    if name in (None, "", "hs_object_id"):
        return None
    if not isinstance(name, str) or name not in portal.state.of(kind).unique:
        raise Refused(bad_request(f"Property {name} is not a unique property of {kind.singular.upper()}"))
    return name


def batch_read(portal: Portal, asked: Asked) -> Answer:
    """Records by id or unique value, each once, without telling which input it answers."""
    kind, body, batch = asked.kind, asked.body, Batch(started=portal.stamp())
    most = BATCH_WITH_HISTORY if body.get("propertiesWithHistory") else BATCH
    ids = [text_of(one, "id") for one in inputs_of(body, most)]
    by = id_property(portal, kind, body.get("idProperty"))
    if doubled := repeated(_folded(ids, by)):
        raise Refused(duplicate_ids(doubled))
    found = {id_: find(portal, kind, id_, by=by, archived=asked.archived) for id_ in ids}
    names = asked_names(portal.state.schema(kind), kind, names_of(body.get("properties")))
    batch.results = [shown(one, kind, names) for one in _once(found)]
    if lost := [id_ for id_, record in found.items() if record is None]:
        batch.errors = [not_found(kind.singular, lost).entry()]
    return batch.answer(portal, asked)


def get_one(portal: Portal, asked: Asked) -> Answer:
    """One record; 404 where it is not there or archived."""
    kind, id_ = asked.kind, asked.path["id"]
    by = id_property(portal, kind, asked.query.get("idProperty"))
    record = find(portal, kind, id_, by=by, archived=asked.archived)
    if record is None:
        raise Refused(not_found(kind.singular, [id_]))
    names = asked_names(portal.state.schema(kind), kind, names_of(asked.query.get("properties")))
    return Answer(body=shown(record, kind, names))


def list_all(portal: Portal, asked: Asked) -> Answer:
    """A page of all records in the order of their ids."""
    kind, limit = asked.kind, asked.number("limit", 10, PAGE)
    after = place_of(asked.query.get("after"))
    rest = sorted(
        (one for one in portal.state.of(kind).by_id.values() if _wanted(one, asked, after)), key=lambda one: int(one.id)
    )
    names = asked_names(portal.state.schema(kind), kind, names_of(asked.query.get("properties")))
    body: Body = {"results": [shown(one, kind, names) for one in rest[:limit]]}
    return Answer(body=body | (paging(asked, rest[limit - 1].id) if len(rest) > limit else {}))


def paging(asked: Asked, after: str) -> Body:
    """Where the next page begins."""
    return {"paging": {"next": {"after": after, "link": f"{asked.url}?after={after}"}}}


def _wanted(record: Record, asked: Asked, after: int) -> bool:
    return (record.archived_at is not None) == asked.archived and int(record.id) > after


def _folded(ids: Sequence[str], by: str | None) -> Iterable[str]:
    return (one.strip().lower() for one in ids) if by == ADDRESSES else ids


def _once(found: Mapping[str, Record | None]) -> Iterable[Record]:
    return {record.id: record for record in found.values() if record is not None}.values()
