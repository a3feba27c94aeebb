"""Defining properties and groups. Names stay taken for good, types and uniqueness never change."""

from collections.abc import Iterable
from dataclasses import replace

from .asking import Answer, Asked, Batch, inputs_of, objects_of, text_of
from .errors import Body, Problem, Refused, bad_request, name_taken, no_such
from .kinds import TASKS, Kind
from .portal import Portal
from .schema import Group, Property, Schema, group_from, options_from, property_from

BATCH = 100
UNIQUE = 10
"""Unique properties that one kind can have beside HubSpot's own."""
FIELDS = {
    "string": {"text", "textarea", "file"},
    "number": {"number"},
    "date": {"date"},
    "datetime": {"date"},
    "bool": {"booleancheckbox"},
    "enumeration": {"select", "radio", "checkbox", "booleancheckbox"},
}
FIXED = {"type": "type", "fieldType": "field_type", "hasUniqueValue": "unique", "name": "name"}
"""What an update can't change: on the wire and in a `Property`."""


def list_properties(portal: Portal, asked: Asked) -> Answer:
    """All of them; archived ones only where asked for."""
    known = portal.state.schema(asked.kind).properties.values()
    return Answer(body={"results": [one.wire() for one in known if (one.archived_at is not None) == asked.archived]})


def get_property(portal: Portal, asked: Asked) -> Answer:
    return Answer(body=_known(portal.state.schema(asked.kind), asked.path["name"], archived=asked.archived).wire())


def create_property(portal: Portal, asked: Asked) -> Answer:
    return Answer(status=201, body=_create(portal, asked.kind, asked.body))


def batch_create(portal: Portal, asked: Asked) -> Answer:
    """Several at once; each that can't be made is an error beside the others."""
    batch = Batch(started=portal.stamp())
    for one in inputs_of(asked.body, BATCH):
        problem = _flaw(portal, asked.kind, one)
        if problem is None:
            batch.results.append(_create(portal, asked.kind, one))
        else:
            batch.errors.append(problem.entry())
    return batch.answer(portal, asked, status=201)


def update_property(portal: Portal, asked: Asked) -> Answer:
    """Label, description, group or the whole list of options."""
    schema, body = portal.state.schema(asked.kind), asked.body
    prop = _known(schema, asked.path["name"])
    changed = [name for name, field in FIXED.items() if name in body and body[name] != getattr(prop, field)]
    if changed or not prop.ours:
        raise Refused(bad_request(f"Can't change {', '.join(changed) or 'a property that HubSpot defined'}"))
    if "options" in body and (flaw := _bad_options(objects_of(body, "options"))):
        raise Refused(flaw)
    updated = replace(prop, updated_at=portal.stamp(), **_changes(body))
    if updated.group not in schema.groups:
        raise Refused(no_such("Property group", updated.group))
    schema.properties[prop.name] = updated
    return Answer(body=updated.wire())


def archive_property(portal: Portal, asked: Asked) -> Answer:
    """Its values are gone from all answers, its name stays taken."""
    schema = portal.state.schema(asked.kind)
    prop = _known(schema, asked.path["name"])
    if not prop.ours:
        raise Refused(bad_request(f"{prop.name} is defined by HubSpot and can't be archived"))
    schema.properties[prop.name] = replace(prop, archived_at=portal.stamp())
    portal.state.of(asked.kind).unique.pop(prop.name, None)
    return Answer(status=204)


def list_groups(portal: Portal, asked: Asked) -> Answer:
    return Answer(body={"results": [one.wire() for one in portal.state.schema(asked.kind).groups.values()]})


def get_group(portal: Portal, asked: Asked) -> Answer:
    return Answer(body=_group(portal.state.schema(asked.kind), asked.path["name"]).wire())


def create_group(portal: Portal, asked: Asked) -> Answer:
    schema = portal.state.schema(asked.kind)
    group = group_from({"name": text_of(asked.body, "name"), "label": text_of(asked.body, "label")})
    if group.name in schema.groups:
        raise Refused(name_taken("property group", group.name))
    schema.groups[group.name] = group
    return Answer(status=201, body=group.wire())


def update_group(portal: Portal, asked: Asked) -> Answer:
    schema = portal.state.schema(asked.kind)
    group = _group(schema, asked.path["name"])
    schema.groups[group.name] = replace(group, label=text_of(asked.body, "label"))
    return Answer(body=schema.groups[group.name].wire())


def _create(portal: Portal, kind: Kind, body: Body) -> Body:
    if problem := _flaw(portal, kind, body):
        raise Refused(problem)
    at = portal.stamp()
    prop = replace(property_from(body), ours=True, read_only=False, created_at=at, updated_at=at, archived_at=None)
    portal.state.schema(kind).properties[prop.name] = prop
    if prop.unique:
        portal.state.of(kind).find_by(prop.name)
    return prop.wire()


def _flaw(portal: Portal, kind: Kind, body: Body) -> Problem | None:
    """Why this property can't be made."""
    wanted = ("name", "label", "type", "fieldType", "groupName")
    missing = [name for name in wanted if not (body.get(name) and isinstance(body[name], str))]
    if missing:
        return bad_request(f"Invalid input JSON: some required fields were not set: {missing}")
    schema, name = portal.state.schema(kind), str(body["name"])
    if name in schema.properties:
        return name_taken("property", name)
    if not (name.replace("_", "").isalnum() and name == name.lower() and name[0].isalpha()):
        return bad_request(f"{name} is not a property name: lower-case letters, digits and _, a letter first")
    if body["groupName"] not in schema.groups:
        return no_such("Property group", str(body["groupName"]))
    return _bad_form(body) or _bad_uniqueness(portal, kind, schema, body)


def _bad_form(body: Body) -> Problem | None:
    kind, field, options = body["type"], body["fieldType"], objects_of(body, "options")
    if field not in FIELDS.get(kind, ()):
        return bad_request(f"fieldType {field} does not fit type {kind}")
    if kind == "bool" and {str(one.get("value")) for one in options} != {"true", "false"}:
        return bad_request("A bool property needs the options true and false")
    if kind == "enumeration":
        return _bad_options(options)
    return None


def _bad_options(options: Iterable[Body]) -> Problem | None:
    """An option needs a label and a value without blanks around it or a semicolon, and no other has the same."""
    for name in ("value", "label"):
        texts = [str(one.get(name) or "") for one in options]
        if not texts or len(set(texts)) < len(texts) or any(not one or one != one.strip() for one in texts):
            return bad_request(f"Each option needs a {name} of its own, without blanks around it")
        if name == "value" and any(";" in one for one in texts):
            return bad_request("An option's value can't hold a semicolon")
    return None


def _bad_uniqueness(portal: Portal, kind: Kind, schema: Schema, body: Body) -> Problem | None:
    if not body.get("hasUniqueValue"):
        return None
    if body["type"] not in ("string", "number"):
        return bad_request("Only a string or number property can have unique values")
    if kind is TASKS and not portal.unique_task_properties:
        return bad_request(f"Object type {kind.type_id} does not support properties with unique values")
    if len([one for one in schema.properties.values() if one.unique and one.ours]) >= UNIQUE:
        return bad_request(f"There are {UNIQUE} unique properties already")
    return None


def _known(schema: Schema, name: str, *, archived: bool = False) -> Property:
    prop = schema.properties.get(name)
    if prop is None or (prop.archived_at is not None) != archived:
        raise Refused(no_such("Property", name))
    return prop


def _group(schema: Schema, name: str) -> Group:
    if name not in schema.groups:
        raise Refused(no_such("Property group", name))
    return schema.groups[name]


def _changes(body: Body) -> Body:
    names = {"label": "label", "description": "description", "groupName": "group"}
    changes: Body = {field: str(body[name]) for name, field in names.items() if name in body}
    return changes | ({"options": options_from(body["options"])} if "options" in body else {})
