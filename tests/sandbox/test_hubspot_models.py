"""Every answer is what the official client expects: its models take it, and know all of its keys."""

import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hubspot.crm.associations import v4 as associations
from hubspot.crm.contacts import ApiException
from hubspot_client import Desk, open_desk

from hubspot import HubSpot

DUE = "2026-12-01T09:00:00Z"
FAULTY = "x@example.com"
ABSENT_IN_ERRORS = {"links", "errors"}
"""Required by the model of an error among results, and left out by HubSpot."""


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    return opened


class Official:
    """The official client's calls, each answer taken twice: as models and as raw JSON."""

    def __init__(self, desk: Desk) -> None:
        self._client = HubSpot(access_token=desk.wire.key, host=desk.wire.url, base_url=desk.wire.url, retry=False)
        self.crm = self._client.crm

    def check(self, api: Any, method: str, *arguments: object, **named: object) -> Any:
        """Call it, hold the raw answer against the model, and answer the raw JSON."""
        answer, status, _ = getattr(api, f"{method}_with_http_info")(*arguments, **named, _request_timeout=10)
        body = json.loads(api.api_client.last_response.data)
        _hold(body, type(answer), importlib.import_module(type(answer).__module__.rpartition(".")[0]))
        return body | {"_status": status}


def _hold(raw: Mapping[str, Any], model: Any, models: Any) -> None:
    """Every key of the raw answer is known to the model, and every one that it requires is there."""
    types = {model.attribute_map[name]: type_ for name, type_ in model.openapi_types.items()}
    assert set(raw) <= set(types), f"{model.__name__} does not know {set(raw) - set(types)}"
    missing = _required(model) - set(raw)
    assert missing <= (ABSENT_IN_ERRORS if model.__name__ == "StandardError" else set()), f"{model.__name__}: {missing}"
    for key, value in raw.items():
        for inner, nested in _nested(value, types[key], models):
            _hold(inner, nested, models)


def _nested(value: Any, type_: str, models: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    element = re.sub(r"^list\[(.*)\]$", r"\1", type_)
    model = getattr(models, element, None)
    if model is not None and value is not None:
        yield from ((one, model) for one in (value if type_.startswith("list[") else [value]))


def _required(model: Any) -> set[str]:
    """The keys that the model refuses to be None, asked of the model itself."""
    return {key for name, key in model.attribute_map.items() if _refuses_none(model, name)}


def _refuses_none(model: Any, name: str) -> bool:
    strict = type("Strict", (), {"client_side_validation": True})()
    empty = model.__new__(model)
    empty.local_vars_configuration = strict
    try:
        setattr(empty, name, None)
    except ValueError:
        return True
    return False


def ids(desk: Desk, *who: str) -> list[dict[str, str]]:
    return [{"id": desk.portal.contact(f"{one}@example.com").id} for one in who]


def test_contacts_are_read(desk: Desk) -> None:
    api = Official(desk)
    batch = api.crm.contacts.batch_api
    by_email = {"inputs": [{"id": "ann@example.com"}], "idProperty": "email", "properties": ["email", "phone"]}
    assert api.check(batch, "read", by_email)["_status"] == 200
    by_email["inputs"] = [{"id": "ann@example.com"}, {"id": FAULTY}]
    assert api.check(batch, "read", by_email)["_status"] == 207
    ann = ids(desk, "ann")[0]["id"]
    assert api.check(api.crm.contacts.basic_api, "get_by_id", ann, properties=["email", "phone"])["id"] == ann
    page = api.check(api.crm.contacts.basic_api, "get_page", limit=1, properties=["email", "phone"])
    assert page["paging"]["next"]["after"]
    found = api.check(api.crm.contacts.search_api, "do_search", {"filterGroups": [], "limit": 1})
    assert (found["total"], len(found["results"])) == (3, 1)


def test_contacts_are_written(desk: Desk) -> None:
    api = Official(desk)
    batch, basic = api.crm.contacts.batch_api, api.crm.contacts.basic_api
    made = api.check(batch, "create", {"inputs": [{"properties": {"email": "dora@example.com"}}]})
    assert made["_status"] == 201
    dora = made["results"][0]["id"]
    traced = [
        {"id": dora, "properties": {"lastname": "Dean"}, "objectWriteTraceId": "1"},
        {"id": ids(desk, "ann")[0]["id"], "properties": {"nope": "x"}, "objectWriteTraceId": "2"},
    ]
    assert api.check(batch, "update", {"inputs": traced})["_status"] == 207
    assert api.check(batch, "update", {"inputs": traced[:1]})["_status"] == 200
    assert api.check(basic, "create", {"properties": {"email": "eve@example.com"}})["_status"] == 201
    assert api.check(basic, "update", dora, {"properties": {"lastname": "Deer"}})["_status"] == 200
    basic.archive(dora)
    batch.archive({"inputs": ids(desk, "ann")})
    assert api.check(basic, "get_by_id", dora, archived=True)["archivedAt"]


def test_tasks_and_associations(desk: Desk) -> None:
    api = Official(desk)
    [ann] = ids(desk, "ann")
    link = {"to": ann, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 204}]}
    tasks = api.crm.objects.tasks
    made = api.check(
        tasks.batch_api, "create", {"inputs": [{"properties": {"hs_timestamp": DUE}, "associations": [link]}]}
    )
    task = made["results"][0]["id"]
    assert api.check(tasks.batch_api, "read", {"inputs": [{"id": task}], "properties": ["hs_timestamp"]})["results"]
    assert api.check(tasks.search_api, "do_search", {"filterGroups": []})["total"] == 1
    read = {"inputs": [ann, *ids(desk, "bob")]}
    answer = api.check(api.crm.associations.v4.batch_api, "get_page", "contacts", "tasks", read)
    assert answer["_status"] == 207
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 203}]
    join = {"inputs": [{"from": ids(desk, "bob")[0], "to": {"id": task}, "types": types}]}
    assert api.check(api.crm.associations.v4.batch_api, "create", "contacts", "tasks", join)["_status"] == 201
    api.crm.associations.v4.batch_api.archive("contacts", "tasks", {"inputs": [{"from": ann, "to": [{"id": task}]}]})
    untyped = {"inputs": [join["inputs"][0] | {"types": []}]}
    with pytest.raises(associations.ApiException, match="association type"):
        api.crm.associations.v4.batch_api.create("contacts", "tasks", untyped)


def test_properties_groups_and_owners(desk: Desk) -> None:
    api = Official(desk)
    properties, owners = api.crm.properties, api.crm.owners.owners_api
    api.check(properties.groups_api, "create", "contacts", {"name": "crmsync", "label": "crmsync"})
    api.check(properties.groups_api, "get_all", "contacts")
    options = [{"label": "Fine", "value": "fine", "displayOrder": 0, "hidden": False}]
    state = {"name": "state", "label": "State", "type": "enumeration", "fieldType": "select", "groupName": "crmsync"}
    api.check(properties.core_api, "create", "contacts", state | {"options": options})
    api.check(properties.core_api, "get_all", "contacts")
    api.check(properties.core_api, "get_by_name", "contacts", "state")
    api.check(properties.core_api, "update", "contacts", "state", {"label": "How it stands"})
    again = {"inputs": [state | {"options": options}, state | {"name": "more", "options": options}]}
    assert api.check(properties.batch_api, "create", "contacts", again)["_status"] == 207
    properties.core_api.archive("contacts", "state")
    listed = api.check(owners, "get_page", email="owner@example.com")
    assert api.check(owners, "get_by_id", int(listed["results"][0]["id"]))["email"] == "owner@example.com"


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda crm: crm.contacts.basic_api.get_by_id("1")),
        (409, lambda crm: crm.contacts.basic_api.create({"properties": {"email": "ann@example.com"}})),
        (400, lambda crm: crm.contacts.batch_api.create({"inputs": [{"properties": {"nope": "x"}}]})),
    ],
)
def test_refusal_is_an_error_of_the_client_that_holds_the_body(
    desk: Desk, status: int, ask: Callable[[Any], object]
) -> None:
    with pytest.raises(ApiException) as caught:
        ask(Official(desk).crm)
    assert caught.value.status == status
    assert '"correlationId"' in str(caught.value.body)
