"""What HubSpot's refusals and the network's failures mean, as the one policy of `crmsync.retry` understands it.

HubSpot's side is documented at https://developers.hubspot.com/docs/api-reference/error-handling.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crmsync.connector import ConnectorError, Exhausted, Secret, Unauthorized, Unavailable
from crmsync.retry import Again, Classify
from crmsync_hubspot.refusals import Refused

PAUSES = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0}
"""Seconds after which the limit that a 429 names has certainly passed."""

MOVING = "is moving this account between data centres"
SPENT = "allows no more requests today; its day ends at midnight in the account's time zone"


class Unreadable(Exception):
    """A 2xx whose body is no JSON object: a proxy's page, or an answer cut short."""


def classifier(base: str, key: Secret, now: Callable[[], datetime]) -> Classify:
    """The policy's word on every exception of a request to `base` with `key`."""
    host = urlsplit(base).netloc

    def classify(error: Exception) -> Again | ConnectorError | None:
        if isinstance(error, Refused):
            return _final(error, host, key, now) or _passing(error, host)
        if isinstance(error, Unreadable):
            return Again(reason=f"{host} gave an unreadable answer", maybe_done=True)
        return _of_network(error, host)

    return classify


def _final(error: Refused, host: str, key: Secret, now: Callable[[], datetime]) -> ConnectorError | None:
    """What only a person or another day can mend."""
    status = error.problem.status
    if 300 <= status < 400:
        return Unavailable(f"hubspot: {host} answers with a redirect, which is not followed. Correct `api_base`.")
    if status == 401:
        return Unauthorized(f"hubspot: {host} does not accept the key from {key.origin}. Put a valid key there.")
    if status == 403:
        scopes = ", ".join(error.scopes) or str(error.problem)
        return Unauthorized(f"hubspot: the key from {key.origin} lacks {scopes}. Grant it in HubSpot.")
    if status == 477 or error.policy == "DAILY":
        until = now() + timedelta(seconds=error.after) if error.after is not None else None
        return Exhausted(f"hubspot: {host} {MOVING if status == 477 else SPENT}. Run the command again later.", until)
    return None


def _passing(error: Refused, host: str) -> Again | None:
    """What time mends. None: the refusal is about the request itself, and its sender knows what to do."""
    status = error.problem.status
    if status == 429:
        after = error.after if error.after is not None else PAUSES.get(error.policy)
        return Again(reason=f"{host} asks for fewer requests ({error.policy or 429})", after=after, slow_down=True)
    if status == 423:
        return Again(reason=f"{host} has locked the record", after=max(error.after or 0.0, 2.0), slow_down=True)
    if status >= 500 or status == 408:
        return Again(reason=f"{host} answered {status}", after=error.after, maybe_done=True)
    return None


def _of_network(error: Exception, host: str) -> Again | ConnectorError | None:
    """Failures below HTTP. Only those that arise before a byte is sent leave no doubt about the request's effect."""
    from urllib3 import exceptions as network

    cause = error.reason if isinstance(error, network.MaxRetryError) and error.reason else error
    match cause:
        case network.SSLError():
            return Unavailable(f"hubspot: no trusted encrypted connection to {host}. Correct `api_base` or the proxy.")
        case network.NameResolutionError():
            return Again(reason=f"the name {host} is not known (no network?)")
        case network.ConnectTimeoutError() | network.ProxyError():
            return Again(reason=f"{host} can't be reached")
        case network.ReadTimeoutError():
            return Again(reason=f"{host} did not answer in time", maybe_done=True)
        case network.HTTPError() | OSError():
            return Again(reason=f"the connection to {host} broke", maybe_done=True)
        case _:
            return None
