"""Whatever is sent, the portal answers or refuses, and what is refused has changed nothing."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync_sandbox.hubspot.asking import Asked
from crmsync_sandbox.hubspot.errors import Body, Refused
from crmsync_sandbox.hubspot.portal import Portal
from crmsync_sandbox.hubspot.routes import DOORS, Door
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.life import CrmContact

DUE = "2026-12-01T09:00:00Z"
WORDS = """
    id inputs properties idProperty objectWriteTraceId associations to from types associationCategory associationTypeId
    email firstname hs_timestamp hs_task_status hubspot_owner_id HUBSPOT_DEFINED filterGroups filters propertyName
    operator value values highValue sorts limit after EQ IN BETWEEN HAS_PROPERTY name label type fieldType groupName
    options string enumeration select text contactinformation hasUniqueValue displayOrder 70000000002 70000000004
    ann@example.com cleo@home.example 2026-12-01 COMPLETED t1 t2 203 204
""".split()
scalars = st.none() | st.booleans() | st.integers(-3, 300) | st.sampled_from(WORDS)
trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


def likely(properties: st.SearchStrategy[object]) -> st.SearchStrategy[Body]:
    """Inputs that come close to a good batch, so that some of them are."""
    ids = st.sampled_from(["70000000002", "70000000003", "70000000004", "1"])
    types = st.just([{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 203}]) | trees
    end = st.fixed_dictionaries({"id": ids}) | trees
    fields = {"id": ids, "properties": properties, "from": end, "to": end | st.lists(end), "types": types}
    optional = {"objectWriteTraceId": st.sampled_from(["t1", "t2"]), "associations": trees}
    return st.fixed_dictionaries(fields, optional=optional)


values = st.dictionaries(st.sampled_from(["email", "firstname", "hs_timestamp", "hs_task_status", "nope"]), scalars)
bodies = st.one_of(
    st.dictionaries(st.sampled_from(WORDS), trees, max_size=5),
    st.fixed_dictionaries({"inputs": st.lists(likely(values), max_size=3)}),
    st.fixed_dictionaries({"properties": values}),
)


def outcome(portal: Portal, door: Door, asked: Asked) -> int:
    try:
        return door.operation(portal, asked).status
    except Refused as refused:
        return refused.refusal.status


@cache
def filled() -> tuple[Portal, State, Body]:
    """Two contacts (…02, …03), one of whom has a task (…04)."""
    portal = Portal(key="k")
    portal.load(CrmContact(email="ann@example.com"), CrmContact(email="cleo@example.com"))
    portal.people.create_task("Call", DUE, "ann@example.com")
    return portal, portal.snapshot(), portal.dump()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.method}-{door.area}{door.path}")
@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    body=bodies,
    kind=st.sampled_from(["contacts", "tasks", "0-1", "unicorns"]),
    name=st.sampled_from(["70000000002", "firstname", "contactinformation", "x"]),
    query=st.dictionaries(
        st.sampled_from(["limit", "after", "archived", "idProperty", "properties"]), st.text(max_size=3)
    ),
)
def test_anything_is_answered_or_refused_without_a_trace(
    door: Door, body: Body, kind: str, name: str, query: dict[str, str]
) -> None:
    portal, fresh, before = filled()
    portal.reset(fresh)
    path = {"kind": kind, "id": name, "name": name, "source": "contacts", "target": "tasks"}
    status = outcome(portal, door, Asked(path=path, query=query, body=body, url="http://127.0.0.1/"))
    assert status in (200, 201, 204, 207, 400, 404, 409)
    if status >= 400 or door.method == "GET" or door.path.endswith(("read", "search")):
        assert portal.dump() == before
