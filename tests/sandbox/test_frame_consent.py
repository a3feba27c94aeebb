"""The consent page and what its codes are worth."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import urllib3
from gmail_client import OWNER, Reply, Wire

from crmsync_sandbox.consent import Person, challenge
from crmsync_sandbox.server import Sandbox

BACK = "http://127.0.0.1:5/"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-"
METADATA = "https://www.googleapis.com/auth/gmail.metadata"
EVENTS = "https://www.googleapis.com/auth/calendar.events.readonly"


class Now:
    time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@dataclass(slots=True)
class Browser:
    """Goes to the consent page, as a program asks, and does not follow where it is sent."""

    sandbox: Sandbox
    now: Now
    pool: urllib3.PoolManager

    def go(self, **changed: str | None) -> urllib3.BaseHTTPResponse:
        usual: dict[str, str | None] = {
            "client_id": self.sandbox.logins.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": f"{METADATA} {EVENTS}",
            "state": "the-state",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "login_hint": OWNER,
        }
        query = urlencode({name: value for name, value in {**usual, **changed}.items() if value is not None})
        return self.pool.request("GET", f"{self.sandbox.url}/o/oauth2/v2/auth?{query}", redirect=False)

    def answer(self, **changed: str | None) -> dict[str, str]:
        """What comes back to the program."""
        reply = self.go(**changed)
        assert reply.status == 302, reply.data
        return {name: values[0] for name, values in parse_qs(urlsplit(reply.headers["location"]).query).items()}

    def redeem(self, code: str, **changed: str | None) -> Reply:
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.sandbox.logins.client_id,
            "client_secret": self.sandbox.logins.client_secret,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        form = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        body = urlencode(form).encode()
        wire = Wire(url=self.sandbox.url, token="", pool=self.pool)
        return wire.ask("POST", "/token", body, content_type="application/x-www-form-urlencoded")


@pytest.fixture
def browser() -> Iterator[Browser]:
    now = Now()
    with Sandbox(now=now) as sandbox:
        sandbox.mailbox(OWNER)
        pool = urllib3.PoolManager(retries=False, timeout=10)
        yield Browser(sandbox, now, pool)
        pool.clear()


def test_consent_gives_a_code_and_the_code_gives_tokens_that_work(browser: Browser) -> None:
    back = browser.answer()
    assert (back["state"], back["scope"]) == ("the-state", f"{EVENTS} {METADATA}")
    tokens = browser.redeem(back["code"])
    assert tokens.status == 200
    assert {"access_token", "refresh_token", "expires_in", "scope", "token_type"} == tokens.body.keys()
    assert browser.sandbox.logins.grant(tokens.body["access_token"]).address == OWNER  # type: ignore[union-attr]


def test_what_is_unticked_is_not_granted(browser: Browser) -> None:
    browser.sandbox.logins.page.person = Person(unticked=frozenset({"gmail.metadata"}))
    tokens = browser.redeem(browser.answer()["code"]).body
    assert tokens["scope"] == EVENTS
    granted = browser.sandbox.logins.grant(tokens["access_token"])
    assert granted is not None
    assert granted.scopes == {"calendar.events.readonly"}


def test_somebody_else_may_be_logged_in_than_was_suggested(browser: Browser) -> None:
    browser.sandbox.logins.page.person = Person(address="bob@example.com")
    granted = browser.sandbox.logins.grant(browser.redeem(browser.answer()["code"]).body["access_token"])
    assert granted is not None
    assert granted.address == "bob@example.com"


def test_a_refusal_comes_back_without_a_code(browser: Browser) -> None:
    browser.sandbox.logins.page.person = Person(refuses=True)
    assert browser.answer() == {"state": "the-state", "error": "access_denied"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"client_id": "another"}, "invalid_client"),
        ({"redirect_uri": "https://example.com/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "http://127.0.0.1.example.com/"}, "redirect_uri_mismatch"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_request_that_can_not_be_trusted_goes_nowhere(
    browser: Browser, wrong: dict[str, str | None], words: str
) -> None:
    page = browser.go(**wrong)
    assert page.status == 400
    assert words in page.data.decode()


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"code": "4/0-unknown"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:6/"}, 400, "redirect_uri_mismatch"),
        ({"code_verifier": "another"}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"client_secret": "another"}, 401, "invalid_client"),
    ],
)
def test_a_code_is_worth_nothing_to_whoever_else_has_it(
    browser: Browser, wrong: dict[str, str | None], status: int, error: str
) -> None:
    refused = browser.redeem(**{"code": browser.answer()["code"], **wrong})  # type: ignore[arg-type]
    assert (refused.status, refused.body["error"]) == (status, error)


def test_a_code_is_taken_once(browser: Browser) -> None:
    code = browser.answer()["code"]
    assert browser.redeem(code).status == 200
    assert browser.redeem(code).body["error"] == "invalid_grant"


def test_a_code_is_too_old_after_ten_minutes(browser: Browser) -> None:
    code = browser.answer()["code"]
    browser.now.time += timedelta(minutes=10)
    assert browser.redeem(code).body["error"] == "invalid_grant"


@pytest.mark.parametrize("access", [None, "online"])
def test_without_offline_access_there_is_no_refresh_token(browser: Browser, access: str | None) -> None:
    assert "refresh_token" not in browser.redeem(browser.answer(access_type=access)["code"]).body


def test_a_repeated_consent_gives_a_refresh_token_only_where_it_is_asked_anew(browser: Browser) -> None:
    assert "refresh_token" in browser.redeem(browser.answer()["code"]).body
    assert "refresh_token" not in browser.redeem(browser.answer()["code"]).body
    assert "refresh_token" in browser.redeem(browser.answer(prompt="consent")["code"]).body


@pytest.mark.parametrize(("included", "count"), [("true", 2), ("false", 1), (None, 1)])
def test_earlier_scopes_come_along_only_where_they_are_included(
    browser: Browser, included: str | None, count: int
) -> None:
    browser.redeem(browser.answer(scope=METADATA)["code"])
    code = browser.answer(scope=EVENTS, include_granted_scopes=included)["code"]
    assert len(browser.redeem(code).body["scope"].split()) == count


def test_a_refresh_does_not_give_what_was_not_granted(browser: Browser) -> None:
    tokens = browser.redeem(browser.answer(scope=METADATA)["code"]).body
    more = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "scope": EVENTS}
    refused = browser.redeem("", **more)
    assert (refused.status, refused.body["error"]) == (400, "invalid_scope")
    assert browser.redeem("", **{**more, "scope": METADATA}).status == 200


def test_the_back_door_seats_a_person_and_hands_out_the_client(browser: Browser) -> None:
    door = Wire(url=browser.sandbox.url, token=browser.sandbox.backdoor_token, pool=browser.pool)
    assert door.ask("GET", "/_sandbox/client").body == json.loads(browser.sandbox.client())
    assert door.ask("PUT", "/_sandbox/consent", json.dumps({"refuses": True}).encode()).status == 200
    assert browser.answer()["error"] == "access_denied"


def test_the_consent_page_is_no_request_of_the_programs(browser: Browser) -> None:
    browser.redeem(browser.answer()["code"])
    assert dict(browser.sandbox.meter.requests) == {}
    assert [call.service for call in browser.sandbox.meter.log] == ["consent", "token"]
