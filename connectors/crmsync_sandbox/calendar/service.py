"""Calendar as a whole: every account, and the way of a request through its checks to its answer."""

from urllib.parse import unquote

from ..google import fields
from ..google.answering import Answer, Asked, answered, mask, refused
from ..google.arguments import values
from ..google.errors import INSUFFICIENT_SCOPES, Refused
from ..oauth import Logins
from . import errors, methods
from .account import CalendarAccount
from .arguments import Arguments
from .methods import Method

ROOT = ("", "calendar", "v3")


class GoogleCalendar:
    """All accounts of one sandbox, made as they are first used."""

    def __init__(self, logins: Logins, *, window_scale: float = 1.0) -> None:
        self.logins = logins
        self.accounts: dict[str, CalendarAccount] = {}
        self._window_scale = window_scale

    def account(self, address: str) -> CalendarAccount:
        if address not in self.accounts:
            self.accounts[address] = CalendarAccount(address, window_scale=self._window_scale)
        return self.accounts[address]

    def answer(self, asked: Asked) -> Answer:
        """Check, count and answer."""
        try:
            account, method, calendar, id_ = self._admitted(asked)
            given = Arguments(id=id_, values=values(asked.query), empty_page=asked.empty_page)
            wanted = mask(given, method.shape)
            return answered(fields.select(wanted, method.answer(account, calendar, given)))
        except Refused as refusal:
            return refused(refusal.error)

    def _admitted(self, asked: Asked) -> tuple[CalendarAccount, Method, str, str]:
        """Whose calendars, what is asked, of which calendar, of which event."""
        grant = self.logins.grant(asked.token)
        if grant is None:
            raise Refused(errors.INVALID_TOKEN)
        segments = tuple(unquote(segment) for segment in asked.path.split("/"))
        method, calendar, id_ = methods.find(segments[3:]) if segments[:3] == ROOT else (None, "", "")
        if method is None or asked.method != "GET":
            raise Refused(errors.NOT_FOUND)
        if not grant.scopes & method.scopes:
            raise Refused(INSUFFICIENT_SCOPES)
        account = self.account(grant.address)
        if account.refusal:
            raise Refused(account.refusal)
        account.allowance.spend()
        return account, method, calendar, id_
