"""httplib2 without its silent second try: what is sent once is one request, so that the count of requests is true."""

import http.client
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httplib2

TIMEOUT = 60.0
"""Seconds for each step of a request; Gmail answers a full batch in a few."""
IDLE = 20.0
"""Seconds after which an unused connection is made anew: while a worker waits for the quota, the service hangs up."""


class _OneTry:
    """A connection that reports a missing answer as a reset: httplib2 sends again, unasked, on a bad status line."""

    def getresponse(self) -> http.client.HTTPResponse:
        try:
            answer: http.client.HTTPResponse = super().getresponse()  # type: ignore[misc] # a mix-in over two bases
        except (http.client.BadStatusLine, http.client.ResponseNotReady) as error:
            raise ConnectionResetError("the connection closed before an answer") from error
        return answer


class _Plain(_OneTry, httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc] # httplib2 has no types
    pass


class _Secure(_OneTry, httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc] # httplib2 has no types
    pass


class Transport(httplib2.Http):  # type: ignore[misc] # httplib2 has no types
    """One connection pool for one thread: httplib2 mixes up answers when threads share one. Follows no redirects."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(timeout=TIMEOUT)
        self.follow_redirects = False
        self._clock, self._used = clock, clock()

    def request(self, uri: str, *args: object, **kwargs: object) -> tuple[httplib2.Response, bytes]:
        if self._clock() - self._used > IDLE:
            self.close()
        kwargs["connection_type"] = _Secure if urlsplit(uri).scheme == "https" else _Plain
        answer: tuple[httplib2.Response, bytes] = super().request(uri, *args, **kwargs)
        self._used = self._clock()
        return answer


class Signed:
    """A thread's transport with the token of one request, in the form that the client expects of an Http.

    Not google-auth's AuthorizedHttp: all threads would share its credentials, and each could renew them by itself.
    """

    def __init__(self, transport: Transport, token: str) -> None:
        self._transport, self._token = transport, token

    def request(
        self, uri: str, method: str = "GET", body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[httplib2.Response, bytes]:
        signed = {**(headers or {}), "authorization": f"Bearer {self._token}"}
        return self._transport.request(uri, method, body, signed)
