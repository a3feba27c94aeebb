"""Secrets are taken out wherever they stand, and what is random is made the same."""

import json
from urllib.parse import urlencode

import pytest
from scrubbing import Scrubber
from vcr.request import Request

TOKEN, OTHER = "ya29.a0AfB_by-CdEfGh", "ya29.A0TheR"
REFRESH = "1//03abcdefghijklmnopqrstuv-wxyz"
CLIENT = {"client_id": "12-ab.apps.googleusercontent.com", "client_secret": "GOCSPX-abcdefghijkl"}


def batch(boundary: str, token: str) -> Request:
    """As google-api-python-client's own batches are: the token stands in every part."""
    part = (
        f"--{boundary}\nContent-Type: application/http\nContent-ID: <part-0>\n\n"
        f"GET /gmail/v1/users/me/messages/18?alt=json HTTP/1.1\nauthorization: Bearer {token}\n\n"
    )
    headers = {
        "content-type": f'multipart/mixed; boundary="{boundary}"',
        "authorization": f"Bearer {token}",
        "user-agent": "some client",
        "content-length": "1000",
    }
    return Request("POST", "http://127.0.0.1:8712/batch/gmail/v1", f"{part}{part}--{boundary}--", headers)


def test_a_batch_is_scrubbed_within_its_parts() -> None:
    scrubbed = Scrubber().request(batch("===1234==", TOKEN))
    assert TOKEN not in scrubbed.body.decode()
    assert scrubbed.body.decode().count("authorization: Bearer scrubbed-token-1\n") == 2
    assert set(scrubbed.headers) == {"authorization", "content-type"}


def test_batches_that_differ_in_what_is_random_become_the_same() -> None:
    one, other = (Scrubber().request(batch(boundary, token)) for boundary, token in (("===1", TOKEN), ("===2", OTHER)))
    other.uri = Scrubber().request(Request("POST", "http://localhost:9/batch/gmail/v1", "", {})).uri
    assert one._to_dict() == other._to_dict()


def test_a_login_and_its_answer_are_scrubbed_and_the_new_token_is_told_from_the_old() -> None:
    scrubber = Scrubber()
    form = urlencode({"grant_type": "refresh_token", **CLIENT, "refresh_token": REFRESH})
    asked = scrubber.request(Request("POST", "https://oauth2.googleapis.com/token", form, {"accept": TOKEN}))
    bodies = [{"access_token": token, "refresh_token": REFRESH, "id_token": "eyJh.e30.x"} for token in (TOKEN, OTHER)]
    answers = [
        scrubber.response({"headers": {}, "body": {"string": json.dumps(body, indent=indent).encode()}})
        for body, indent in zip(bodies, (None, 2), strict=True)
    ]
    texts = [answer["body"]["string"].decode() for answer in answers]
    for secret in (TOKEN, OTHER, REFRESH, *CLIENT.values(), "eyJh"):
        assert all(secret not in text for text in (asked.body.decode(), str(asked.headers), *texts))
    assert asked.body == b"grant_type=refresh_token&client_id=scrubbed&client_secret=scrubbed&refresh_token=scrubbed"
    assert [json.loads(text)["access_token"] for text in texts] == ["scrubbed-token-1", "scrubbed-token-2"]
    assert scrubber.text(f"Bearer {OTHER}") == "Bearer scrubbed-token-2"


@pytest.mark.parametrize(
    "secret",
    [
        "ya29.c.b0Aaekm1K",
        REFRESH,
        "4/0AeaYSHBabcdefghijklmnop",
        "GOCSPX-abcdefghijkl",
        "pat-eu1-0a1b2c3d-4e5f",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln",
    ],
)
def test_a_secret_is_known_by_its_form(secret: str) -> None:
    text = json.dumps({"message": f"The token {secret} is not good"})
    assert Scrubber().text(text) == text.replace(secret, "scrubbed")


def test_what_is_no_secret_stays() -> None:
    text = json.dumps({"code": 404, "category": "OBJECT_NOT_FOUND", "id": "70000000001", "at": "2026-11-22T09:30:00Z"})
    assert Scrubber().text(text) == text


def test_the_id_of_a_single_request_is_scrubbed() -> None:
    ids = '"correlationId":"aeb5f871-7f07-4993-9211-075dc63e7cbf","requestId": "1"'
    assert Scrubber().text(ids) == '"correlationId":"scrubbed","requestId": "scrubbed"'


def test_scrubbing_twice_is_scrubbing_once() -> None:
    scrubber = Scrubber()
    once = scrubber.request(batch("===1234==", TOKEN))
    assert scrubber.request(once)._to_dict() == Scrubber().request(batch("other", OTHER))._to_dict()


def test_of_an_answer_only_headers_that_matter_are_kept() -> None:
    headers = {"Content-Type": ["text/html"], "Retry-After": ["7"], "Set-Cookie": ["secret"], "Date": ["today"]}
    answer = Scrubber().response({"headers": headers, "body": {"string": b""}})
    assert answer["headers"] == {"content-type": ["text/html"], "retry-after": ["7"]}
