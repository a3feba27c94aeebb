"""Batches on the wire: what was asked and what came back belong together."""

import json
import random

import httplib2
import pytest
from googleapiclient.http import HttpRequest
from googleapiclient.model import JsonModel
from hypothesis import given
from hypothesis import strategies as st

from crmsync_google.batch import Bad, Good, decode, encode
from crmsync_google.errors import BrokenAnswer

HEAD = {"content-type": "multipart/mixed; boundary=b_1"}


def request(name: str) -> HttpRequest:
    return HttpRequest(None, JsonModel().response, f"https://gmail.googleapis.com/gmail/v1/{name}?fields=id")


def answer(parts: list[tuple[int, int, object]], line: str = "\r\n") -> bytes:
    """The multipart body of Gmail's answer to some parts: place, status, content."""
    pieces = [
        f"--b_1{line}Content-Type: application/http{line}Content-ID: <response-part-{place}>{line}{line}"
        f"HTTP/1.1 {status} Words{line}Content-Type: application/json{line}Retry-After: 7{line}{line}"
        f"{json.dumps(content, indent=1)}{line}"
        for place, status, content in parts
    ]
    return ("".join(pieces) + f"--b_1--{line}").encode()


def test_a_body_holds_each_request_and_no_token() -> None:
    body = encode([request("a"), request("b")], "xyz")
    assert body.count("--xyz\r\n") == 2
    assert "GET /gmail/v1/a?fields=id HTTP/1.1\r\n" in body
    assert body.endswith("--xyz--\r\n")
    assert "authorization" not in body.lower()


@given(st.lists(st.dictionaries(st.text(), st.text()), max_size=30), st.sampled_from(["\r\n", "\n"]), st.randoms())
def test_answers_find_their_requests_in_any_order(contents: list[object], line: str, chance: random.Random) -> None:
    parts = [(place, 200, content) for place, content in enumerate(contents)]
    chance.shuffle(parts)
    found = decode([request(str(place)) for place in range(len(contents))], HEAD, answer(parts, line))
    assert found == [Good(content=content) for content in contents]  # type: ignore[arg-type] # JSON objects


def test_a_refused_part_keeps_its_status_reason_and_headers() -> None:
    [part] = decode([request("a")], HEAD, answer([(0, 429, {"error": {"message": "slow"}})]))
    assert isinstance(part, Bad)
    assert part.status == 429
    assert not isinstance(part.error, BrokenAnswer)
    assert part.error.resp["retry-after"] == "7"


def test_a_missing_or_garbled_part_is_bad_alone() -> None:
    found = decode([request("a"), request("b")], HEAD, answer([(1, 200, {"id": "b"})]))
    assert isinstance(found[0], Bad)
    assert isinstance(found[0].error, BrokenAnswer)
    assert found[1] == Good(content={"id": "b"})
    [garbled] = decode([request("a")], HEAD, answer([(0, 200, {})]).replace(b"{}", b"{,"))
    assert isinstance(garbled, Bad)
    assert garbled.status == 0


@given(st.binary())
def test_any_bytes_give_bad_parts_and_no_exception(content: bytes) -> None:
    [part] = decode([request("a")], HEAD, b"--b_1\r\n" + content)
    assert isinstance(part, Bad | Good)


def test_an_answer_that_is_no_batch_is_broken() -> None:
    with pytest.raises(BrokenAnswer):
        decode([request("a")], httplib2.Response({"content-type": "text/html"}), b"<html>")
