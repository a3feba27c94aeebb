"""Associations between contacts and their activities, in batches; seen at once."""

from collections.abc import Sequence

from . import state as effects
from .asking import Answer, Asked, Batch, inputs_of, object_of, objects_of, place_of, text_of
from .errors import Body, Problem, Refused, bad_request, no_associations, not_found
from .kinds import CONTACTS, Kind, kind_named
from .links import TYPE_IDS
from .portal import Portal
from .reading import find

READ, CREATE, ARCHIVE = 1000, 2000, 100
PAGE = 500
"""How many associated records one input answers at a time."""


def batch_read(portal: Portal, asked: Asked) -> Answer:
    """What each record is associated with; one without associations is an error."""
    source, target = _ends(asked)
    batch = Batch(started=portal.stamp())
    for one in inputs_of(asked.body, READ):
        id_ = text_of(one, "id")
        ids = _associated(portal, source, target, id_)
        if ids:
            to = _page(asked, TYPE_IDS[source.name, target.name], ids, place_of(one.get("after")))
            batch.results.append({"from": {"id": id_}} | to)
        else:
            batch.errors.append(no_associations(source.singular, target.singular, id_).entry())
    return batch.answer(portal, asked)


def batch_create(portal: Portal, asked: Asked) -> Answer:
    """Associate pairs with the one type id that HubSpot defines for their direction."""
    source, target = _ends(asked)
    batch = Batch(started=portal.stamp())
    for pair in [_pair(portal, source, target, one) for one in inputs_of(asked.body, CREATE)]:
        if isinstance(pair, Problem):
            batch.errors.append(pair.entry())
        else:
            effects.associate(portal.state, *_contact_first(source, *pair))
            batch.results.append(_made(asked, source, target, *pair))
    return batch.answer(portal, asked, status=201)


def batch_archive(portal: Portal, asked: Asked) -> Answer:
    """Take associations back; what was not associated is passed over."""
    source, _ = _ends(asked)
    pairs = [
        (text_of(object_of(one, "from"), "id"), text_of(to, "id"))
        for one in inputs_of(asked.body, ARCHIVE)
        for to in objects_of(one, "to")
    ]
    for from_id, to_id in pairs:
        portal.state.links.remove(*_contact_first(source, from_id, to_id))
    return Answer(status=204)


def _ends(asked: Asked) -> tuple[Kind, Kind]:
    source, target = kind_named(asked.path["source"]), kind_named(asked.path["target"])
    if (source.name, target.name) not in TYPE_IDS:
        raise Refused(bad_request(f"No association is defined from {source.singular} to {target.singular}"))
    return source, target


def _associated(portal: Portal, source: Kind, target: Kind, id_: str) -> list[str]:
    record = find(portal, source, id_, by=None)
    ids = portal.state.links.of(source, record.id) if record else ()
    return [one for one in ids if find(portal, target, one, by=None) is not None]


def _page(asked: Asked, type_id: int, ids: Sequence[str], start: int) -> Body:
    types = [{"category": "HUBSPOT_DEFINED", "typeId": type_id, "label": None}]
    to = [{"toObjectId": _wire_id(asked, one), "associationTypes": types} for one in ids[start : start + PAGE]]
    end = start + PAGE
    further = {"paging": {"next": {"after": str(end), "link": asked.url}}} if end < len(ids) else {}
    return {"to": to} | further


def _pair(portal: Portal, source: Kind, target: Kind, one: Body) -> tuple[str, str] | Problem:
    wanted = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": TYPE_IDS[source.name, target.name]}
    if wanted not in objects_of(one, "types"):
        raise Refused(bad_request(f"Invalid association type from {source.singular} to {target.singular}"))
    found: list[str] = []
    for kind, end in ((source, "from"), (target, "to")):
        id_ = text_of(object_of(one, end), "id")
        record = find(portal, kind, id_, by=None)
        if record is None:
            return not_found(kind.singular, [id_])
        found.append(record.id)
    return found[0], found[1]


def _made(asked: Asked, source: Kind, target: Kind, from_id: str, to_id: str) -> Body:
    return {
        "fromObjectTypeId": source.type_id,
        "fromObjectId": _wire_id(asked, from_id),
        "toObjectTypeId": target.type_id,
        "toObjectId": _wire_id(asked, to_id),
        "labels": [],
    }


def _wire_id(asked: Asked, id_: str) -> str | int:
    """v4 answers ids as numbers, the dated version as text."""
    return id_ if asked.dated else int(id_)


def _contact_first(source: Kind, from_id: str, to_id: str) -> tuple[str, str]:
    return (from_id, to_id) if source is CONTACTS else (to_id, from_id)
