"""How Ann's logins come about, as the recorded conversations have it: by her consent, and by a service account."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from ann_at_gmail import ANN, NOWHERE
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from scrubbing import SCRUBBED
from tape import Studio

from crmsync.connector import Account, Granted, Secret
from crmsync.retry import Caller
from crmsync_google.client import oauth_client
from crmsync_google.consent import redeem
from crmsync_google.exchange import Exchange
from crmsync_google.gmail import Gmail
from crmsync_sandbox.consent import challenge
from crmsync_sandbox.server import Sandbox

SCOPE = "https://www.googleapis.com/auth/gmail.metadata"
BACK = "http://127.0.0.1:5/"
VERIFIER = "a-verifier-of-more-than-forty-three-characters-"
CLIENT = {"client_id": SCRUBBED, "client_secret": SCRUBBED, "token_uri": f"{NOWHERE}/token"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnLogsIn:
    """One conversation with the token endpoint, and with Gmail by the login that came of it."""

    studio: Studio
    sandbox: Sandbox | None
    """None while the conversation is played."""

    @contextmanager
    def on_air(self) -> Iterator[None]:
        """The requests within are the whole conversation, one at a time."""
        with patch("crmsync_google.workers.IN_FLIGHT", 1), self.studio.on_air():
            yield

    def code(self) -> str:
        """What the consent page answers; no part of the conversation, for it is the browser's."""
        if self.sandbox is None:
            return SCRUBBED
        query = {
            "client_id": self.sandbox.logins.client_id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": SCOPE,
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "login_hint": ANN,
        }
        return self.sandbox.logins.page.answer(query).partition("code=")[2].partition("&")[0].replace("%2F", "/")

    def redeem(self, code: str) -> Granted:
        client = self.sandbox.client() if self.sandbox else json.dumps({"installed": CLIENT})
        account = Account(address=ANN, client=Secret("a file", lambda: client))
        asked = Exchange(client=oauth_client(account), code=code, verifier=VERIFIER, redirect_uri=BACK)
        return redeem(asked, [SCOPE], account, Caller(wait_scale=0.01))

    def gmail(self, login: str) -> Gmail:
        account = Account(address=ANN, login=Secret("a file", lambda: login))
        config = Gmail.Config(account=ANN, api_base=self.sandbox.url if self.sandbox else NOWHERE)
        return Gmail(config, account=account, caller=Caller(wait_scale=0.01))

    def service_account(self, *delegated: str) -> str:
        """While the conversation is played any key does: what is signed with it is not compared."""
        if self.sandbox:
            return self.sandbox.service_account(delegated)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        robot = {"type": "service_account", "client_email": "robot@x.test", "private_key": key.decode()}
        return json.dumps({**robot, "token_uri": f"{NOWHERE}/token"})
