"""One mailbox at Gmail: each method is one kind of request, paid for and bounded."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from googleapiclient.discovery import Resource
from googleapiclient.errors import HttpError

from crmsync.connector import Account, ConnectorError, EmailAddress, Forbidden, email_address
from crmsync.retry import Caller
from crmsync_google.auth import gmail_scope, remedy
from crmsync_google.batch import Json, Part, Request
from crmsync_google.errors import reasons_of
from crmsync_google.gmail import asked
from crmsync_google.gmail.ids import Ids
from crmsync_google.gmail.plan import Fetch, GetMessage, GetThread, price
from crmsync_google.gmail.prices import Prices
from crmsync_google.methods import client
from crmsync_google.times import WINDOW
from crmsync_google.wire import Wire, dialled, missing
from crmsync_google.workers import IN_FLIGHT

_SOME = 20
"""Messages of a list of which one is looked for: it costs what a list of one costs."""

METHODS = (
    "users.getProfile",
    "users.history.list",
    "users.labels.list",
    "users.messages.get",
    "users.messages.list",
    "users.settings.sendAs.list",
    "users.threads.get",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Whose mailbox it is, and its present place in the history."""

    address: str
    history: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Whose mailbox it is, and how much it holds, spam and trash included."""

    address: EmailAddress
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search for the newest messages: Gmail's `q`, among what lies under all of `labels`."""

    q: str
    labels: tuple[str, ...] = ()


class Mailbox:
    def __init__(self, wire: Wire, service: Resource, account: Account, *, subjects: bool) -> None:
        self.wire, self.account, self.subjects = wire, account, subjects
        self.prices = Prices.of(account.prices)
        self._users = service.users()
        # Kept: making these resources anew for each request takes longer than sending it.
        self._messages, self._threads = self._users.messages(), self._users.threads()
        self._names: dict[str, str] | None = None

    @property
    def queries(self) -> bool:
        """Whether lists may be asked with `q`: with the readonly scope only."""
        return self.account.access == "readonly"

    def profile(self) -> Profile:
        request = self._users.getProfile(userId="me", fields=asked.PROFILE)
        answer = self.wire.ask(request, units=self.prices.profile)
        return Profile(address=answer["emailAddress"], history=answer["historyId"])

    def size(self) -> Size:
        request = self._users.getProfile(userId="me", fields=asked.SIZE)
        answer = self.wire.ask(request, units=self.prices.profile)
        return Size(address=EmailAddress(answer["emailAddress"].lower()), messages=answer.get("messagesTotal", 0))

    def addresses(self, profile: Profile) -> tuple[EmailAddress, ...]:
        """The profile's address, and with the readonly scope those it may send as."""
        found = (email_address(profile.address), *self.aliases())
        return tuple(dict.fromkeys(address for address in found if address))

    def aliases(self) -> tuple[EmailAddress, ...]:
        """The addresses that the mailbox may send as; none under the metadata scope, which does not show them."""
        if not self.queries:
            return ()
        request = self._users.settings().sendAs().list(userId="me", fields=asked.ALIASES)
        answer = self.wire.ask(request, units=self.prices.aliases)
        found = (email_address(alias["sendAsEmail"]) for alias in answer.get("sendAs", ()))
        return tuple(address for address in found if address)

    def require_search(self) -> None:
        """Raises `Forbidden` where the login can't search, because it holds the metadata scope too."""
        address, todo = self.account.address, remedy(self.account)
        both = Forbidden(f"The login of {address} can't search: it holds gmail.metadata beside gmail.readonly. {todo}")
        request = self._messages.list(userId="me", q="from:me", maxResults=1, fields=asked.LISTING)
        self.wire.ask(
            request, units=self.prices.listing, meaning=lambda refusal: both if _is_refused_search(refusal) else None
        )

    def label_names(self) -> dict[str, str]:
        """Names by label id; asked once a pull."""
        if self._names is None:
            request = self._users.labels().list(userId="me", fields=asked.LABELS)
            answer = self.wire.ask(request, units=self.prices.labels)
            self._names = {label["id"]: label["name"] for label in answer.get("labels", ())}
        return self._names

    def listed(self, since: datetime | None = None) -> Iterator[tuple[str, str]]:
        """Ids with their threads' of all mail, newest first; spam and trash apart. `since` as in `ids`."""
        return ((entry["id"], entry["threadId"]) for entry in self._listed(asked.LISTING, **self._after(since)))

    def ids(self, label: str, since: datetime | None = None) -> Ids:
        """Ids of what lies under `label`. `since`: what is older may be left out, where Gmail can leave it out."""
        return Ids(entry["id"] for entry in self._listed(asked.IDS, labelIds=[label], **self._after(since)))

    def newest(self) -> list[str]:
        """Ids of the newest messages."""
        page = self.wire.ask(self._list(maxResults=_SOME, fields=asked.IDS), units=self.prices.listing)
        return [entry["id"] for entry in page.get("messages", ())]

    def newest_with(self, query: Query) -> list[tuple[str, str]]:
        """Ids and threads' of the newest messages that `query` finds. Only with the readonly scope."""
        page = self.wire.ask(
            self._list(maxResults=_SOME, fields=asked.LISTING, labelIds=list(query.labels), q=query.q),
            units=self.prices.listing,
        )
        return [(entry["id"], entry["threadId"]) for entry in page.get("messages", ())]

    def history(self, start: str, forgotten: ConnectorError) -> Iterator[Json]:
        """The pages of what changed since `start`. Raises `forgotten` where Gmail has forgotten it."""
        first = {
            "userId": "me",
            "startHistoryId": start,
            "historyTypes": asked.HISTORY_TYPES,
            "maxResults": 500,
            "fields": asked.HISTORY,
        }
        changes = self._users.history()
        return self.wire.pages(
            lambda token: changes.list(**first, **token), units=self.prices.history, meaning=missing(forgotten)
        )

    def get(self, fetches: Sequence[Fetch]) -> list[Part]:
        """One batch: what came back for each of `fetches`, in their order."""
        units = sum(price(fetch, self.prices) for fetch in fetches)
        return self.wire.ask_all([self._request(fetch) for fetch in fetches], units=units)

    def _listed(self, fields: str, **scope: object) -> Iterator[Json]:
        first = {"maxResults": 500, "fields": fields, **scope}
        pages = self.wire.pages(lambda token: self._list(**first, **token), units=self.prices.listing)
        return (entry for page in pages for entry in page.get("messages", ()))

    def _list(self, **form: object) -> Request:
        request: Request = self._messages.list(userId="me", **form)
        return request

    def _after(self, since: datetime | None) -> dict[str, str]:
        """In epoch seconds: a date would mean midnight in California."""
        return {"q": f"after:{int(since.timestamp())}"} if since and self.queries else {}

    def _request(self, fetch: Fetch) -> Request:
        headers = asked.headers(subjects=self.subjects)
        form = {"userId": "me", "id": fetch.id, "format": "metadata", "metadataHeaders": headers}
        match fetch:
            case GetMessage():
                request: Request = self._messages.get(**form, fields=asked.MESSAGE)
            case GetThread():
                request = self._threads.get(**form, fields=asked.THREAD)
        return request


def _is_refused_search(refusal: HttpError) -> bool:
    """Not for its speed, and not for a scope that is missing: those have reasons of their own."""
    return refusal.resp.status == 403 and "forbidden" in reasons_of(refusal.content)


@contextmanager
def opened(api_base: str, account: Account, caller: Caller, *, subjects: bool) -> Iterator[Mailbox]:
    """The account's mailbox, and its connections closed afterwards. Nothing is sent yet."""
    base = api_base.rstrip("/")
    wire = dialled(
        connector="gmail",
        service="Gmail",
        api_base=base,
        batch_path="/batch/gmail/v1",
        account=account,
        scopes=[gmail_scope(account)],
        caller=caller,
        budget=caller.budget(f"gmail:{account.address}", account.units_per_minute, WINDOW, in_flight=IN_FLIGHT),
        metered=True,
    )
    with wire:
        yield Mailbox(wire, client("gmail", "v1", base, *METHODS), account, subjects=subjects)
