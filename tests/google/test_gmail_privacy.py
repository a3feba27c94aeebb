"""What is asked of Gmail, and that nothing private comes back."""

from typing import Literal
from urllib.parse import parse_qs

import pytest
from gmail_world import ANN, World

from crmsync.connector import Interaction


@pytest.mark.parametrize("access", ["metadata", "readonly"])
def test_no_private_text_is_told_and_every_request_has_a_mask(
    world: World, access: Literal["metadata", "readonly"]
) -> None:
    world.access = access
    for number in range(60):
        world.post(f"{number // 3}", "INBOX", *(["SENT"] if number % 5 == 0 else []))
        world.post(f"alone {number}")
    pages = [*world.pages()]
    world.post("1", "SENT", sender=ANN)
    pages += world.pages(pages[-1].cursor)
    assert "CANARY" not in repr(pages)
    assert len(world.store.mails) == 121
    assert world.gets("messages")
    assert world.gets("threads")
    masks = [parse_qs(call.query).get("fields", [""])[0] for call in world.calls]
    assert all(masks)
    assert [mask for mask in masks if "snippet" in mask or "body" in mask or "*" in mask] == []


def test_bodies_and_other_headers_are_never_asked_for(world: World) -> None:
    world.post("a")
    for number in range(3):
        world.post("b", str(number))
    world.pull()
    queries = [parse_qs(call.query) for call in world.calls if call.path.rpartition("/")[2] in world.gets()]
    assert {query["format"][0] for query in queries} == {"metadata"}
    assert all(len(query["metadataHeaders"]) == 18 and "Subject" not in query["metadataHeaders"] for query in queries)


def test_a_subject_is_told_only_by_choice(world: World) -> None:
    id = world.post("a")
    world.store.subjects = True
    world.pull()
    record = world.store.records[id]
    assert isinstance(record, Interaction)
    assert record.subject == "CANARY subject"
