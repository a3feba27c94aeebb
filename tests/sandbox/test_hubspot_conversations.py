"""E-mails and meetings on the timelines of contacts, in both versions of the API."""

from collections.abc import Iterator

import pytest
from hubspot_client import Desk, invalid, open_desk

AT = "2026-11-20T09:30:00Z"
EMAIL, MEETING = 198, 200


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


@pytest.fixture(params=["v3", "2026-09"])
def served(request: pytest.FixtureRequest, opened: Desk) -> Desk:
    opened.clean()
    opened.wire.version = request.param
    return opened


def ids(desk: Desk, *emails: str) -> list[str]:
    return [desk.portal.contact(f"{email}@example.com").id for email in emails]


def entry(type_id: int, contacts: list[str], **properties: str) -> dict[str, object]:
    kind = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    links = [{"to": {"id": contact}, "types": [kind]} for contact in contacts]
    return {"properties": {"hs_timestamp": AT, **properties}, "associations": links}


@pytest.mark.parametrize(("kind", "type_id"), [("emails", EMAIL), ("meetings", MEETING)])
def test_one_request_makes_a_conversation_of_several_contacts(served: Desk, kind: str, type_id: int) -> None:
    contacts = ids(served, "ann", "bob")
    made = served.wire.post(f"objects/{kind}/batch/create", {"inputs": [entry(type_id, contacts)]})
    assert made.status == 201
    [id_] = [one["id"] for one in made.body["results"]]
    asked = {"inputs": [{"id": contact} for contact in contacts]}
    found = served.wire.post(f"associations/contacts/{kind}/batch/read", asked).body["results"]
    assert {(one["from"]["id"], str(to["toObjectId"])) for one in found for to in one["to"]} == {
        (contact, id_) for contact in contacts
    }
    read = served.wire.post(f"objects/{kind}/batch/read", {"inputs": [{"id": id_}], "properties": ["hs_timestamp"]})
    assert read.body["results"][0]["properties"]["hs_timestamp"] == "2026-11-20T09:30:00.000Z"


def test_an_association_of_another_kind_is_refused(served: Desk) -> None:
    made = served.wire.post("objects/emails/batch/create", {"inputs": [entry(MEETING, ids(served, "ann"))]})
    assert made.status == 400
    assert served.portal.emails_of("ann@example.com") == []


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [
        ("emails", "hs_email_direction", "SENT", "INVALID_OPTION"),
        ("emails", "hs_email_headers", "From: ann", "INVALID_JSON"),
        ("emails", "hs_email_from_email", "ann@example.com", "READ_ONLY_VALUE"),
        ("meetings", "hs_meeting_outcome", "DONE", "INVALID_OPTION"),
        ("meetings", "hs_meeting_start_time", "half past nine", "INVALID_DATE"),
    ],
)
def test_values_are_judged(served: Desk, kind: str, name: str, value: str, code: str) -> None:
    made = served.wire.post(f"objects/{kind}", {"properties": {"hs_timestamp": AT, name: value}})
    assert (made.status, invalid(made)) == (400, {name: code})


def test_headers_are_text_and_no_object(served: Desk) -> None:
    body = {"properties": {"hs_timestamp": AT, "hs_email_headers": {"from": {"email": "ann@example.com"}}}}
    assert served.wire.post("objects/emails", body).status == 400


@pytest.mark.parametrize("kind", ["emails", "meetings"])
def test_a_conversation_needs_its_time(served: Desk, kind: str) -> None:
    assert served.wire.post(f"objects/{kind}", {"properties": {}}).status == 400


def test_an_archived_conversation_has_left_the_timeline(served: Desk) -> None:
    [ann] = ids(served, "ann")
    email = served.portal.people.log_email(ann, AT)
    assert served.wire.post("objects/emails/batch/archive", {"inputs": [{"id": email}]}).status == 204
    found = served.wire.post("associations/contacts/emails/batch/read", {"inputs": [{"id": ann}]}).body
    assert found["results"] == []
    assert served.portal.emails_of(ann)[0].archived_at


def test_a_conversation_moves_the_time_of_the_last_contact_and_never_back(served: Desk) -> None:
    [ann] = ids(served, "ann")
    served.portal.people.log_meeting(ann, AT)
    served.portal.people.log_email(ann, "2026-11-01T09:30:00Z")
    assert served.portal.contact(ann).value("notes_last_contacted") == "2026-11-20T09:30:00.000Z"


def test_a_task_moves_no_time_of_contact(served: Desk) -> None:
    [ann] = ids(served, "ann")
    served.portal.people.create_task("Call", AT, ann)
    assert served.portal.contact(ann).value("notes_last_contacted") == ""


def test_conversations_survive_a_dump(served: Desk) -> None:
    [ann] = ids(served, "ann")
    served.portal.people.log_email(ann, AT)
    dumped = served.portal.dump()
    served.portal.restore(dumped)
    assert served.portal.dump() == dumped
    assert served.portal.emails_of(ann)[0].value("hs_email_direction") == "EMAIL"
