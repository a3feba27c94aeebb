"""What is never shown, and what must stay readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsync.retry import redact

SECRETS = """
Authorization: Bearer ya29.a0AfH6SMBx-Q_1
authorization: bearer 0123456789abcdef
Bearer abcdefghijklmnopqrstuvwxyz
the key pat-na1-1f2e3d4c-aaaa-bbbb was refused
{"access_token": "s3cr3t", "expires_in": 3599}
{'refresh_token': 's3cr3t'}
{\\"client_secret\\": \\"s3cr3t\\"}
client_secret=GOCSPX-s3cr3t
grant 1//0gAbCdEfGhIjKl was revoked
http://127.0.0.1:9/cb?code=s3cr3t&state=1
https://api.hubapi.com/x?hapikey=s3cr3t
https://host/x?limit=1&key=s3cr3t
https://ann:s3cr3t@host/path
code=4/0AX4XfWh1234567
code_verifier: s3cr3t
password = s3cr3t
api_key=s3cr3t
apikey: s3cr3t
token=0123456789abcdef
"token": "0123abcdef"
key: AIza0123456789
"""

INNOCENT = """
unknown key foo
unknown key: foo
monkey=1
turkey: delicious
postcode: 12345678
error code: 404
code=429
{"code": "PROPERTY_DOESNT_EXIST"}
duplicate key: crmsync_last_contact
the page token: expired
token: none
invalid token
bearer of bad news
the bearer token is missing
status 503, retry after 7
https://api.hubapi.com/crm/v3/objects/contacts?limit=100&after=200
ann@example.com wrote at 12:30
keyring hubspot: not found
"""


@pytest.mark.parametrize("text", SECRETS.strip().splitlines())
def test_a_secret_is_blotted_out(text: str) -> None:
    shown = redact(text)
    assert "[redacted]" in shown
    for secret in ("s3cr3t", "ya29.a", "0123", "1f2e3d", "0gAbC", "AX4X", "defghij"):
        assert secret not in shown


@pytest.mark.parametrize("text", INNOCENT.strip().splitlines())
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert redact(text) == text


def test_what_stands_around_a_secret_stays_readable() -> None:
    assert redact('{"access_token": "s3cr3t", "scope": "mail"}') == '{"access_token": "[redacted]", "scope": "mail"}'
    assert redact("https://ann:s3cr3t@host/path") == "https://ann:[redacted]@host/path"
    assert redact("GET /cb?code=s3cr3t&state=xyz") == "GET /cb?code=[redacted]&state=xyz"


@given(st.text(max_size=40), st.text(max_size=40), st.text("abcdefxyz#@", min_size=1, max_size=20))
def test_a_known_value_is_never_shown_wherever_it_stands(before: str, after: str, value: str) -> None:
    shown = redact(f"{before} {value} {after}", {"the key": value}).replace("[redacted]", "")
    assert value not in shown or value in before + after


def test_a_private_key_is_blotted_out_to_its_end() -> None:
    shown = redact('{"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEv\\nQIBAD\\n-----END PRIVATE KEY-----"}')
    assert "MIIEv" not in shown
    assert "QIBAD" not in shown
    assert "MIIEv" not in redact("-----BEGIN RSA PRIVATE KEY-----\nMIIEv\nQIBAD")


def test_an_empty_value_blots_out_nothing() -> None:
    assert redact("all is well", {"unset": ""}) == "all is well"


@given(st.text(max_size=200))
def test_blotting_out_again_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)
