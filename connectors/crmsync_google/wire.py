"""Requests to Google under the one policy: a login, a budget, and one connection pool for each thread."""

import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

from googleapiclient.errors import HttpError

from crmsync.connector import Account, ConnectorError
from crmsync.retry import Again, Budget, Caller
from crmsync_google.auth import Login, remedy
from crmsync_google.batch import Bad, Json, Part, Request, an_object, decode, encode
from crmsync_google.errors import Classifier, TokenRefused, Verdict
from crmsync_google.transport import Signed, Transport
from crmsync_google.workers import Workers

T = TypeVar("T")

Meaning = Callable[[HttpError], ConnectorError | None]
"""What a refusal means to the one request that met it, where it is not what it means to all."""


def missing(error: ConnectorError) -> Meaning:
    """A 404 means `error`."""
    return lambda refusal: error if refusal.resp.status == 404 else None


class Unsettled(Exception):
    """Every part of a batch asks to be repeated."""

    def __init__(self, parts: Sequence[Bad], verdict: Again) -> None:
        super().__init__(verdict.reason)
        self.parts, self.verdict = parts, verdict


class Wire:
    """Sends the client's requests for one account; closed when the pull ends. Threads share no connection.

    `metered`: the service charges the account units, which the run's summary counts.
    """

    def __init__(
        self,
        *,
        connector: str,
        batch_uri: str = "",
        login: Login,
        caller: Caller,
        budget: Budget,
        classify: Classifier,
        metered: bool,
    ) -> None:
        self.classify, self.budget, self.workers = classify, budget, Workers(connector)
        self._connector, self._batch_uri, self._login, self._caller = connector, batch_uri, login, caller
        self._metered = metered
        self._mine = threading.local()
        self._pools: list[Transport] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._caller.stop()  # else the workers would go on waiting for the quota, and the user for them
        self.workers.stop()
        for pool in self._pools:
            pool.close()

    def ask(self, request: Request, *, units: int = 1, meaning: Meaning | None = None) -> Json:
        """The answer to one request of the client. Raises what `meaning` makes of a refusal."""
        return self._call(lambda http: an_object(request.execute(http=http)), units, meaning)

    def pages(
        self, request: Callable[[dict[str, str]], Request], *, units: int = 1, meaning: Meaning | None = None
    ) -> Iterator[Json]:
        """Every page of a list. `request` makes the one with this page token; none for the first.

        An empty page may have a successor, so only nextPageToken decides.
        """
        token: dict[str, str] = {}
        while True:
            page = self.ask(request(token), units=units, meaning=meaning)
            yield page
            if not page.get("nextPageToken"):
                return
            token = {"pageToken": page["nextPageToken"]}

    def ask_all(self, requests: Sequence[Request], *, units: int) -> list[Part]:
        """The parts of one batch, in the requests' order. Where no part is final the policy repeats the batch.

        `Unavailable` for want of a final part has `Unsettled` as its cause.
        """

        def send(http: Signed) -> list[Part]:
            boundary = secrets.token_hex(16)
            head = {"content-type": f'multipart/mixed; boundary="{boundary}"'}
            response, content = http.request(self._batch_uri, "POST", encode(requests, boundary), head)
            if response.status >= 300:
                raise HttpError(response, content, uri=self._batch_uri)
            return self._progress(decode(requests, response, content))

        return self._call(send, units, None)

    def complaint(self, part: Bad) -> Verdict:
        """What a bad part means: `Again`, an error of the whole account, or None: a trouble of its own."""
        return self.classify.answer(part.error) if isinstance(part.error, HttpError) else self.classify(part.error)

    def _progress(self, parts: list[Part]) -> list[Part]:
        """`parts`, unless all ask to be repeated or one says that the token is dead: then that is raised."""
        bad = [part for part in parts if isinstance(part, Bad)]
        if dead := next((part for part in bad if part.status == 401), None):
            raise dead.error
        repeats = [verdict for part in bad if isinstance(verdict := self.complaint(part), Again)]
        if len(repeats) == len(parts):
            # The gravest speaks for all: one that slows the whole account down.
            raise Unsettled(bad, max(repeats, key=lambda verdict: verdict.slow_down))
        return parts

    def _call(self, send: Callable[[Signed], T], units: int, meaning: Meaning | None) -> T:
        """Under the policy; a refused token is renewed once, then the login is dead."""
        renewed = False

        def attempt() -> T:
            nonlocal renewed
            token = self._login.token()
            try:
                return send(Signed(self._transport(), token))
            except HttpError as error:
                if error.resp.status != 401:
                    raise
                renewable = not renewed and self._login.refuse(token)
                renewed = True
                raise TokenRefused(renewable) from error

        def classify(error: Exception) -> Verdict:
            if isinstance(error, Unsettled):
                return error.verdict
            own = meaning(error) if meaning and isinstance(error, HttpError) else None
            return own or self.classify(error)

        return self._caller.call(
            attempt,
            connector=self._connector,
            classify=classify,
            budget=self.budget,
            units=units,
            account=self.classify.account if self._metered else None,
        )

    def _transport(self) -> Transport:
        """This thread's own, made on its first request."""
        if not hasattr(self._mine, "transport"):
            self._mine.transport = Transport()
            self._pools.append(self._mine.transport)
        transport: Transport = self._mine.transport
        return transport


def dialled(
    *,
    connector: str,
    service: str,
    api_base: str,
    account: Account,
    scopes: Collection[str],
    caller: Caller,
    budget: Budget,
    batch_path: str = "",
    metered: bool = False,
) -> Wire:
    """A wire to `service` (as the user knows it) for this account and these scopes. Nothing is sent yet."""
    base = api_base.rstrip("/")
    return Wire(
        connector=connector,
        batch_uri=base + batch_path,
        login=Login(account, tuple(scopes)),
        caller=caller,
        budget=budget,
        classify=Classifier(
            account=account.address,
            service=service,
            host=urlsplit(base).netloc,
            scopes=tuple(scopes),
            remedy=remedy(account),
        ),
        metered=metered,
    )
