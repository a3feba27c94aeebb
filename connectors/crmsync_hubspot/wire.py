"""Requests to HubSpot: raw JSON through hubspot-api-client's own transport, under the one policy.

One kept api object means one connection pool; each `client.crm.….…_api` would open another. The client's own retry is
off, because it repeats creates. The raw JSON is read because the client's models drop `errors` from a 200.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crmsync.connector import ConnectorError, Secret, Unauthorized
from crmsync.retry import Caller
from crmsync_hubspot.allowance import Day, allowance
from crmsync_hubspot.errors import Unreadable, classifier, exhausted
from crmsync_hubspot.flight import IN_FLIGHT, ahead
from crmsync_hubspot.paths import KEY_INFO
from crmsync_hubspot.refusals import refused

T = TypeVar("T")
Item = TypeVar("Item")
Body = dict[str, Any]
"""A JSON object of HubSpot's; it does not leave the modules that build and read requests."""
Verb = Literal["GET", "POST", "PATCH"]
Query = Sequence[tuple[str, str]]

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two bytes of an answer."""
SEARCHES_PER_SECOND = 5


WINDOW = 10.0
"""Seconds in which a burst counts."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Wire:
    """The only way to HubSpot. Nothing is loaded or opened before the first request.

    `requests_per_10_seconds` holds until HubSpot says what it allows. `details`: where the account tells its time zone.
    """

    def __init__(
        self,
        *,
        base: str,
        key: Secret,
        requests_per_10_seconds: int,
        caller: Caller,
        details: str,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._base, self._key, self._caller, self._details = base, key, caller, details
        name = f"{base} {key.origin}"
        self._budget = caller.budget(f"hubspot {name}", requests_per_10_seconds, WINDOW, in_flight=IN_FLIGHT)
        self._searches = caller.budget(f"hubspot searches {name}", SEARCHES_PER_SECOND, 1.0)
        self._day = Day(self._zone, now)
        self._classify = classifier(base, key, now, self._day.end)
        self._api: Any = None
        self._lock = threading.Lock()

    def request(self, verb: Verb, path: str, body: Body | None = None, query: Query = ()) -> Body:
        """The answer, repeated as the policy says. Raises `Refused` where the request itself is at fault."""
        return self.call(lambda: self.send(verb, path, body, query))

    def search(self, path: str, body: Body) -> Body:
        """As `request`; searches have a limit of their own beside the common one."""

        def send() -> Body:
            with self._searches.spend(1):
                return self.send("POST", path, body)

        return self.call(send)

    def key_info(self) -> Body:
        """What HubSpot says of the key. Raises `Refused` where it says nothing of keys of its kind."""
        return self.request("POST", KEY_INFO, {"tokenKey": _token(self._key)})

    def call(self, send: Callable[[], T], look: Callable[[], T | None] | None = None) -> T:
        """`send` under the policy; `look` is asked after a lost answer, before anything is sent again.

        Raises `Exhausted` before HubSpot would refuse it, when the account's day is nearly used up.
        """
        if self._day.spent:
            raise exhausted(self._base, self._day.end())
        return self._caller.call(send, connector="hubspot", classify=self._classify, budget=self._budget, look=look)

    def ahead(self, work: Callable[[Item], T], items: Iterable[Item]) -> Iterator[T]:
        """`work` on each item, several at a time; answers in the items' order."""
        return ahead(work, items, self._caller.stop)

    def send(self, verb: Verb, path: str, body: Body | None = None, query: Query = ()) -> Body:
        """One request, once. Raises `Refused` for every answer that is no 2xx, and urllib3's errors as they are."""
        from hubspot.crm.contacts.exceptions import ApiException

        try:
            answer = self._client().call_api(
                path,
                verb,
                query_params=list(query),
                header_params={"Accept": "application/json", "Content-Type": "application/json"},
                body=body,
                auth_settings=["oauth2"],
                _preload_content=False,
                _request_timeout=TIMEOUT,
            )
        except (ApiException, UnicodeDecodeError) as error:  # the client decodes a refusal's body, whatever it is
            refusal: Any = error if isinstance(error, ApiException) else error.__context__
        else:
            self._hear(answer.headers)
            return _json(answer.data)
        self._hear(refusal.headers)
        # Raised here, so that the client's exception, whose text holds the whole answer, is no part of the traceback.
        raise refused(refusal.status, refusal.headers, refusal.body, path=path, now=_utc_now())

    def _hear(self, headers: Mapping[str, str]) -> None:
        told = allowance(headers)
        if told.burst:
            self._budget.hear(told.burst, told.window or WINDOW, told.left)
        if told.left_today is not None:
            self._day.hear(told.left_today)

    def _zone(self) -> ZoneInfo | None:
        """Asked beside the policy, once, when the day is at its end: no answer is an answer."""
        classify = classifier(self._base, self._key, _utc_now, lambda: None)
        try:
            told = self._caller.call(
                lambda: self.send("GET", self._details),
                connector="hubspot",
                classify=classify,
                budget=self._budget,
                attempts=1,
            )
            return ZoneInfo(str(told.get("timeZone") or ""))
        except (ConnectorError, ZoneInfoNotFoundError, ValueError, OSError):
            return None

    def _client(self) -> Any:  # noqa: ANN401 - the client has no types
        with self._lock:
            if self._api is None:
                self._api = _connect(self._base, self._key)
            return self._api


def _connect(base: str, key: Secret) -> Any:  # noqa: ANN401 - the client has no types
    """The api object whose transport and pool serve every request. A redirect is an answer, never followed."""
    from hubspot.hubspot import HubSpot
    from urllib3 import Retry

    once = Retry(total=0, redirect=False, status=0, raise_on_redirect=False, respect_retry_after_header=False)
    client = HubSpot(access_token=_token(key), host=base, retry=once).crm.contacts.batch_api.api_client
    client.rest_client.pool_manager.connection_pool_kw["maxsize"] = IN_FLIGHT + 1  # the client's own: 5 a processor
    return client


def _token(key: Secret) -> str:
    """The key as a header can carry it. Refused here, because the standard library's error would show it."""
    token = key.reveal().strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise Unauthorized(f"hubspot: what {key.origin} holds is no key. Put a service key there.")
    return token


def _json(content: bytes) -> Body:
    """An empty 2xx (204 of an archive) is an empty object."""
    try:
        body = json.loads(content) if content else {}
    except ValueError:
        raise Unreadable("no JSON") from None
    if not isinstance(body, dict):
        raise Unreadable("no JSON object")
    return body
