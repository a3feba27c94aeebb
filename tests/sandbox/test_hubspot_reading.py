"""Reading contacts: by id, by any address, after merges, in both versions."""

from collections.abc import Iterator

import pytest
from hubspot_client import Desk, Reply, open_desk


@pytest.fixture(scope="module")
def opened() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clean()
    return opened


def read(desk: Desk, *ids: str, by: str | None = None, **more: object) -> Reply:
    body = {"inputs": [{"id": one} for one in ids], "properties": ["email", "phone"], **more}
    return desk.wire.post("objects/contacts/batch/read", body | ({"idProperty": by} if by else {}))


def test_batch_read_answers_the_properties_asked_for_and_no_others(desk: Desk) -> None:
    ann = desk.portal.contact("ann@example.com").id
    reply = desk.wire.post("objects/contacts/batch/read", {"inputs": [{"id": ann}], "properties": ["email", "nope"]})
    assert reply.status == 200
    [result] = reply.body["results"]
    assert set(result["properties"]) == {"email", "createdate", "hs_object_id", "lastmodifieddate"}
    assert result["properties"]["email"] == "ann@example.com"
    assert result["id"] == result["properties"]["hs_object_id"] == ann
    assert "CANARY" not in str(reply.body)


def test_private_properties_hold_a_canary(desk: Desk) -> None:
    reply = read(desk, "ann@example.com", by="email")
    assert "CANARY" in reply.body["results"][0]["properties"]["phone"]


def test_property_without_a_value_is_null(desk: Desk) -> None:
    body = {"inputs": [{"id": "ann@example.com"}], "properties": ["lastname"], "idProperty": "email"}
    reply = desk.wire.post("objects/contacts/batch/read", body)
    assert reply.body["results"][0]["properties"]["lastname"] is None


def test_batch_read_by_address_finds_secondary_ones_without_telling_which(desk: Desk) -> None:
    cleo = desk.portal.contact("cleo@example.com").id
    reply = read(desk, "CLEO@home.example", by="email")
    assert reply.status == 200
    assert [one["id"] for one in reply.body["results"]] == [cleo]
    assert "cleo@home.example" not in str(reply.body)


def test_two_addresses_of_one_contact_answer_it_once(desk: Desk) -> None:
    reply = read(desk, "cleo@home.example", "cleo@example.com", by="email")
    assert [one["properties"]["email"] for one in reply.body["results"]] == ["cleo@example.com"]


def test_unknown_inputs_are_one_error_beside_the_results(desk: Desk) -> None:
    reply = read(desk, "ann@example.com", "x@example.com", "y@example.com", by="email")
    assert reply.status == 207
    assert len(reply.body["results"]) == reply.body["numErrors"] == 1
    [error] = reply.body["errors"]
    assert error["category"] == "OBJECT_NOT_FOUND"
    assert error["context"] == {"ids": ["x@example.com", "y@example.com"]}


def test_dated_version_has_no_207(desk: Desk) -> None:
    desk.wire.version = "2026-09"
    reply = read(desk, "ann@example.com", "x@example.com", by="email")
    assert reply.status == 200
    assert reply.body["errors"][0]["category"] == "OBJECT_NOT_FOUND"


@pytest.mark.parametrize("ids", [["1", "2", "1"], ["Ann@example.com", "ann@example.com "]])
def test_one_id_twice_fails_the_whole_batch(desk: Desk, ids: list[str]) -> None:
    reply = read(desk, *ids, by="email" if "@" in ids[0] else None)
    assert reply.status == 400
    assert reply.body["message"].startswith("Duplicate IDs found in batch input")


def test_more_than_a_hundred_inputs_are_refused_and_fifty_with_history(desk: Desk) -> None:
    ids = [str(n) for n in range(101)]
    assert read(desk, *ids).status == 400
    assert read(desk, *ids[:100]).status == 207
    assert read(desk, *ids[:51], propertiesWithHistory=["email"]).status == 400


def test_only_unique_properties_can_stand_for_an_id(desk: Desk) -> None:
    reply = read(desk, "Ann", by="firstname")
    assert (reply.status, reply.body["category"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_merged_id_answers_the_survivor_under_its_new_id(desk: Desk, version: str) -> None:
    desk.wire.version = version
    ann, bob = (desk.portal.contact(f"{who}@example.com").id for who in ("ann", "bob"))
    new = desk.portal.people.merge(ann, bob)
    body = {
        "inputs": [{"id": ann}, {"id": bob}],
        "properties": ["hs_merged_object_ids", "hs_additional_emails", "email"],
    }
    reply = desk.wire.post("objects/contacts/batch/read", body)
    [result] = reply.body["results"]
    assert result["id"] == new
    assert new not in (ann, bob)
    assert result["properties"]["hs_merged_object_ids"] == f"{ann};{bob}"
    assert result["properties"]["email"] == "ann@example.com"
    assert result["properties"]["hs_additional_emails"] == "bob@example.com"


def test_archived_contact_is_read_only_where_archived_ones_are_asked_for(desk: Desk) -> None:
    ann = desk.portal.people.archive_contact("ann@example.com")
    assert read(desk, ann).body["errors"][0]["context"] == {"ids": [ann]}
    body = {"inputs": [{"id": ann}], "properties": []}
    reply = desk.wire.post("objects/contacts/batch/read?archived=true", body)
    assert reply.body["results"][0]["archived"] is True
    assert reply.body["results"][0]["archivedAt"]
    assert desk.wire.get(f"objects/contacts/{ann}").status == 404
    assert desk.wire.get(f"objects/contacts/{ann}?archived=true").status == 200


def test_results_come_in_another_order_than_the_inputs(desk: Desk) -> None:
    ids = [
        one["id"]
        for one in desk.wire.post(
            "objects/contacts/batch/create",
            {"inputs": [{"properties": {"email": f"p{n}@example.com"}} for n in range(50)]},
        ).body["results"]
    ]
    orders = {tuple(one["id"] for one in read(desk, *sorted(ids)).body["results"]) for _ in range(5)}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(ids))}


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_list_pages_through_everybody_once(desk: Desk, version: str) -> None:
    desk.wire.version = version
    emails, after = [], ""
    for _ in range(3):
        reply = desk.wire.get(f"objects/contacts?limit=1&properties=email,firstname{after}")
        [one] = reply.body["results"]
        emails.append(one["properties"]["email"])
        after = f"&after={reply.body['paging']['next']['after']}" if "paging" in reply.body else ""
    assert emails == ["ann@example.com", "bob@example.com", "cleo@example.com"]
    assert not after


def test_list_shows_archived_ones_apart(desk: Desk) -> None:
    ann = desk.portal.people.archive_contact("ann@example.com")
    listed = {one["id"] for one in desk.wire.get("objects/contacts").body["results"]}
    apart = {one["id"] for one in desk.wire.get("objects/contacts?archived=true").body["results"]}
    assert (len(listed), apart) == (2, {ann})


@pytest.mark.parametrize("limit", ["0", "101", "x"])
def test_page_has_at_most_a_hundred(desk: Desk, limit: str) -> None:
    assert desk.wire.get(f"objects/contacts?limit={limit}").status == 400


def test_one_contact_is_read_by_id_or_address(desk: Desk) -> None:
    ann = desk.portal.contact("ann@example.com").id
    assert desk.wire.get(f"objects/contacts/{ann}?properties=email").body["properties"]["email"] == "ann@example.com"
    assert desk.wire.get("objects/contacts/ann@example.com?idProperty=email").body["id"] == ann
    assert desk.wire.get("objects/contacts/1").status == 404


def test_unknown_kind_of_object_is_refused(desk: Desk) -> None:
    reply = desk.wire.get("objects/unicorns")
    assert (reply.status, reply.body["message"]) == (400, "Unable to infer object type from: unicorns")


@pytest.mark.parametrize("body", [{}, {"inputs": "x"}, {"inputs": [1]}, {"inputs": [{}]}, [1]])
def test_body_that_is_no_batch_is_refused(desk: Desk, body: object) -> None:
    assert desk.wire.post("objects/contacts/batch/read", body).status == 400
