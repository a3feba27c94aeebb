"""A login by consent, against the sandbox's consent page and token endpoint."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import urllib3
from fake_browser import FakeBrowser
from gmail_world import ANN, World

from crmsync.connector import Account, Consent, Granted, Secret, Unauthorized, Unavailable
from crmsync.retry import Caller
from crmsync_google import consent as dance
from crmsync_google.auth import Login
from crmsync_google.consent import log_in
from crmsync_google.redirect import Redirect
from crmsync_sandbox.consent import Person, challenge
from crmsync_sandbox.faults import Drop, Refuse
from crmsync_sandbox.server import Sandbox

METADATA = "https://www.googleapis.com/auth/gmail.metadata"
EVENTS = "https://www.googleapis.com/auth/calendar.events.readonly"


@dataclass(slots=True)
class Asker:
    """Asks Ann for her consent, with the client that she has downloaded."""

    sandbox: Sandbox
    browser: FakeBrowser = field(default_factory=FakeBrowser)
    seconds: float = 10.0
    port: int = 0
    client: str | None = None

    @property
    def account(self) -> Account:
        text = self.client if self.client is not None else self.sandbox.client()
        return Account(address=ANN, client=Secret("file client.json", lambda: text))

    def ask(self, *scopes: str) -> Granted:
        consent = Consent(show=self.browser.open, browser=False, seconds=self.seconds, port=self.port)
        return log_in(self.account, scopes or (METADATA,), consent, Caller(wait_scale=0.0))

    def refused(self) -> str:
        """What the user reads; no secret of this login is in it, nor in what it was raised from."""
        with pytest.raises(Unauthorized) as caught:
            self.ask()
        told, error = [], caught.value.__cause__
        while error is not None:
            told.append(repr(error))
            error = error.__cause__
        for secret in (self.sandbox.logins.client_secret, "4/0", "ya29.", "1//"):
            assert secret not in str(caught.value)
            assert not any(secret in one for one in told)
        return str(caught.value)


@pytest.fixture
def asker(world: World) -> Iterator[Asker]:
    asker = Asker(world.sandbox)
    yield asker
    asker.browser.join()


def test_a_consent_gives_a_login_that_lasts_and_reads_the_mailbox(world: World, asker: Asker) -> None:
    granted = asker.ask()
    assert granted.scopes == {METADATA}
    login = json.loads(granted.login)
    assert login["refresh_token"].startswith("1//")
    assert "token" not in login
    world.login = granted.login
    world.post("talk")
    world.pull()
    assert len(world.store.mails) == 1


def test_the_question_is_for_all_scopes_at_once_and_can_be_answered_here_only(asker: Asker) -> None:
    asker.ask(METADATA, EVENTS)
    asked = asker.browser.asked
    assert asked["scope"].split() == [EVENTS, METADATA]
    assert (asked["access_type"], asked["prompt"], asked["login_hint"]) == ("offline", "consent", ANN)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert "include_granted_scopes" not in asked
    assert asker.sandbox.logins.client_secret not in asker.browser.opened[-1]


def test_each_login_has_a_state_and_a_verifier_of_its_own(asker: Asker) -> None:
    asker.ask()
    first = asker.browser.asked
    asker.ask()
    second = asker.browser.asked
    for name in ("state", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


def test_the_browser_is_told_that_it_can_be_closed(asker: Asker) -> None:
    asker.ask()
    asker.browser.join()
    [page] = asker.browser.pages
    assert "You can close this page" in page


def test_what_was_unticked_is_told_and_the_rest_is_kept(asker: Asker) -> None:
    asker.sandbox.logins.page.person = Person(unticked=frozenset({"calendar.events.readonly"}))
    assert asker.ask(METADATA, EVENTS).scopes == {METADATA}


def test_a_second_consent_gives_a_lasting_login_too(asker: Asker) -> None:
    logins = [json.loads(asker.ask().login)["refresh_token"] for _ in range(2)]
    assert logins[0] != logins[1]


def test_a_refusal_is_told(asker: Asker) -> None:
    asker.sandbox.logins.page.person = Person(refuses=True)
    assert asker.refused() == f"The consent page of {ANN} was left without consent. Run `crmsync login {ANN}`."


def test_silence_is_told_after_the_time_that_was_given(asker: Asker) -> None:
    asker.seconds = 0.05
    asker.browser.away = True
    assert "Nobody answered at the consent page" in asker.refused()


@pytest.mark.parametrize("state", ["another", None, "\u00e9"])
def test_an_answer_to_another_question_is_sent_away_and_the_right_one_awaited(asker: Asker, state: str | None) -> None:
    asker.browser.stale = [{"state": state}, {"state": state, "code": None, "error": "access_denied"}]
    assert asker.ask().scopes == {METADATA}
    asker.browser.join()
    assert ["answers another question" in page for page in asker.browser.old_pages] == [True, True]


@pytest.mark.parametrize(
    ("error", "shown"), [("admin_policy_enforced", "admin_policy_enforced"), ("<script>x", "no reason")]
)
def test_another_error_of_the_page_is_named_if_it_is_a_word(asker: Asker, error: str, shown: str) -> None:
    asker.browser.changed = {"code": None, "error": error}
    assert f"no login ({shown})" in asker.refused()


def test_a_code_that_was_used_already_is_told(asker: Asker) -> None:
    asker.browser.changed["code"] = "4/0-a-code-of-another-time"
    assert "does not take the code of this consent" in asker.refused()


def test_a_code_without_its_verifier_is_worth_nothing(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """PKCE is really checked: with another challenge the same code is refused."""
    monkeypatch.setattr(dance._Secrets, "challenge", property(lambda _: challenge("another")))
    assert "does not take the code of this consent" in asker.refused()


def test_a_lost_answer_to_the_code_asks_for_another_login(asker: Asker) -> None:
    """The code is used by then. Nothing is stored, nothing is doubled."""
    asker.sandbox.faults.add(Drop(after_effect=True), service="token")
    assert "it was used, or is too old" in asker.refused()


def test_passing_trouble_at_the_token_endpoint_is_waited_out(asker: Asker) -> None:
    asker.sandbox.faults.add(Refuse(status=503), service="token", times=2)
    asker.sandbox.faults.add(Drop(), service="token")
    assert asker.ask().scopes == {METADATA}


def test_lasting_trouble_there_ends_the_login(asker: Asker) -> None:
    asker.sandbox.faults.add(Refuse(status=503), service="token", times=None)
    with pytest.raises(Unavailable, match="answered 503; gave up"):
        asker.ask()


def test_a_login_that_does_not_last_is_refused(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asker.sandbox.logins.page, "_code", _online(asker.sandbox.logins.page._code))
    assert "a login that does not last" in asker.refused()


def _online(code: Any) -> Any:
    return lambda *asked: replace(code(*asked), offline=False)


# --- the client ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ("no JSON s3cret", "no OAuth client of a desktop app"),
        ("[]", "no OAuth client of a desktop app"),
        ('{"web": {"client_id": "x", "client_secret": "s3cret"}}', "no OAuth client of a desktop app"),
        ('{"installed": {"client_id": "x"}}', "lacks the client's id or secret"),
        (
            '{"installed": {"client_id": "x", "client_secret": "s3cret", "token_uri": "http://evil.test"}}',
            "neither https nor loopback",
        ),
        (
            '{"installed": {"client_id": "x", "client_secret": "s3cret", "auth_uri": "ftp://127.0.0.1"}}',
            "neither https nor loopback",
        ),
    ],
)
def test_a_client_that_can_not_be_used_is_told_before_anybody_is_asked(asker: Asker, client: str, words: str) -> None:
    asker.client = client
    said = asker.refused()
    assert words in said
    assert "file client.json" in said
    assert "s3cret" not in said
    assert asker.browser.opened == []


def test_a_client_that_google_does_not_know_is_told(asker: Asker) -> None:
    client = json.loads(asker.sandbox.client())
    client["installed"]["client_secret"] = "GOCSPX-another"
    asker.client = json.dumps(client)
    assert "does not know the OAuth client of file client.json" in asker.refused()


def test_a_port_that_is_taken_is_told(asker: Asker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asker.port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"port {asker.port} of this machine. Choose another --port"):
            asker.ask()


def test_the_port_that_is_asked_for_is_used(asker: Asker) -> None:
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as free:
            asker.port = free.getsockname()[1]
        with suppress(Unavailable):  # somebody else on this machine was given it meanwhile
            asker.ask()
            break
    assert asker.browser.asked["redirect_uri"] == f"http://127.0.0.1:{asker.port}/"


# --- the port on loopback --------------------------------------------------------------------------------


def test_other_visits_do_not_end_the_waiting() -> None:
    with Redirect(0, "mine") as redirect, urllib3.PoolManager(retries=False, timeout=5) as pool:
        statuses: list[int] = []

        def visits() -> None:
            with socket.create_connection(("127.0.0.1", int(redirect.url.rsplit(":", 1)[1].strip("/")))):
                pass  # a browser that opens a connection and thinks better of it
            for path in (
                "favicon.ico",
                "?hello=1",
                "elsewhere?code=x&state=mine",
                "?code=old&state=another",
                "?error=access_denied",
                "?code=right&state=mine",
            ):
                statuses.append(pool.request("GET", redirect.url + path).status)

        thread = threading.Thread(target=visits)
        thread.start()
        assert redirect.wait(10) == {"code": "right", "state": "mine"}
        thread.join()
    assert statuses == [404, 404, 404, 400, 400, 200]


def test_nothing_of_an_answer_is_printed(asker: Asker, capfd: pytest.CaptureFixture[str]) -> None:
    asker.ask()
    asker.browser.join()
    assert capfd.readouterr() == ("", "")


def test_a_login_shows_nothing_of_itself(asker: Asker) -> None:
    granted = asker.ask()
    assert "1//" not in repr(granted)
    own = dance._Secrets()
    assert own.state not in repr(own)
    assert own.verifier not in repr(own)


def test_the_login_that_was_made_is_renewed_like_any_other(asker: Asker) -> None:
    granted = asker.ask(METADATA, EVENTS)
    account = replace(asker.account, login=Secret("x", lambda: granted.login))
    for scope in (METADATA, EVENTS):
        token = Login(account, [scope]).token()
        grant = asker.sandbox.logins.grant(token)
        assert grant is not None
        assert grant.address == ANN
