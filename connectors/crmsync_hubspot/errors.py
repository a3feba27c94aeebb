"""What HubSpot's refusals and the network's failures mean, as the one policy of `crmsync.retry` understands it.

HubSpot's side is documented at https://developers.hubspot.com/docs/api-reference/error-handling.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crmsync.connector import ConnectorError, Exhausted, Forbidden, Secret, Unauthorized, Unavailable
from crmsync.retry import Again, Classify
from crmsync_hubspot.refusals import Refused

PAUSES = {"SECONDLY": 1.0, "TEN_SECONDLY_ROLLING": 10.0}
"""Seconds after which the limit that a 429 names has certainly passed."""

MOVING = "is moving this account between data centres"
SPENT = "allows no more requests today; its day ends at midnight in the account's time zone"
End = Callable[[], datetime | None]
"""When the account's day ends, as well as HubSpot tells."""


class Unreadable(Exception):
    """A 2xx whose body is no JSON object: a proxy's page, or an answer cut short."""


class Unfinished(Exception):
    """A batch of which HubSpot could not do every record at that moment. Nothing is known to be wrong with them."""


def exhausted(base: str, until: datetime | None) -> Exhausted:
    """The account's day is used up, or so nearly that nothing more is asked."""
    return _come_back(f"{urlsplit(base).netloc} {SPENT}", until)


def classifier(base: str, key: Secret, now: Callable[[], datetime], end: End) -> Classify:
    """The policy's word on every exception of a request to `base` with `key`."""
    host = urlsplit(base).netloc

    def classify(error: Exception) -> Again | ConnectorError | None:
        if isinstance(error, Refused):
            return _final(error, host, key) or _exhausted(error, base, now, end) or _passing(error, host)
        if isinstance(error, Unfinished):
            return Again(reason=f"{host} did a part of a batch only")
        if isinstance(error, Unreadable):
            return Again(reason=f"{host} gave an unreadable answer", maybe_done=True)
        return _of_network(error, host)

    return classify


def _final(error: Refused, host: str, key: Secret) -> ConnectorError | None:
    """What only a person can mend."""
    status = error.problem.status
    if 300 <= status < 400:
        return Unavailable(f"hubspot: {host} answers with a redirect, which is not followed. Correct `api_base`.")
    if status == 401:
        return Unauthorized(f"hubspot: {host} does not accept the key from {key.origin}. Put a valid key there.")
    if status == 403:
        scopes = ", ".join(error.scopes) or str(error.problem)
        return Forbidden(f"hubspot: the key from {key.origin} lacks {scopes}. Grant it in HubSpot.")
    return None


def _exhausted(error: Refused, base: str, now: Callable[[], datetime], end: End) -> Exhausted | None:
    """What another day mends. Where HubSpot itself names a time, that holds."""
    moving = error.problem.status == 477
    if not moving and error.policy != "DAILY":
        return None
    until = now() + timedelta(seconds=error.after) if error.after is not None else None if moving else end()
    return _come_back(f"{urlsplit(base).netloc} {MOVING}", until) if moving else exhausted(base, until)


def _come_back(what: str, until: datetime | None) -> Exhausted:
    when = f"after {until:%Y-%m-%dT%H:%M:%SZ}" if until else "later"
    return Exhausted(f"hubspot: {what}. Run the command again {when}.", until)


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
