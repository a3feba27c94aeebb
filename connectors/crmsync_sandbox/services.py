"""Everything a sandbox serves: its services with their state, what is counted, and what goes wrong."""

import secrets
from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from . import oauth
from .calendar import routes as calendar_routes
from .calendar.account import CalendarAccount
from .calendar.service import GoogleCalendar
from .faults import Faults
from .frame import Frame, Hook
from .gmail import routes as gmail_routes
from .gmail.mailbox import Mailbox
from .gmail.service import Gmail
from .hubspot.portal import Portal
from .hubspot.routes import routes as hubspot_routes
from .life import Life
from .meter import Meter
from .people import routes as people_routes
from .people.address_book import AddressBook
from .people.service import People


class Services:
    """The state behind one address. See `Sandbox` for the arguments."""

    def __init__(self, *, window_scale: float, now: Callable[[], datetime]) -> None:
        self.hubspot_key = "pat-na1-" + secrets.token_urlsafe(16)
        self.faults = Faults()
        self.meter = Meter()
        self.hooks: list[Hook] = []
        """Called for each counted request and token refresh, before its effect and again before its answer goes out."""
        self.logins = oauth.Logins(now=now)
        self.gmail = Gmail(self.logins, window_scale=window_scale)
        self.calendars = GoogleCalendar(self.logins, window_scale=window_scale)
        self.people = People(self.logins, now=now, window_scale=window_scale)
        self.portal = Portal(key=self.hubspot_key, now=now, window_scale=window_scale)

    def mailbox(self, address: str) -> Mailbox:
        """The mailbox of this address, made where it is new."""
        return self.gmail.mailbox(address)

    def calendar(self, address: str) -> CalendarAccount:
        """The calendars of this address, made where they are new."""
        return self.calendars.account(address)

    def address_book(self, address: str) -> AddressBook:
        """The address book of this account, made where it is new."""
        return self.people.address_book(address)

    def fill(self, life: Life) -> None:
        """Load a life before any client has asked for history: the history begins after it."""
        self.mailbox(life.owner).fill(life.mails, life.user_labels)
        self.calendar(life.owner).fill(life.meetings)
        self.address_book(life.owner).fill(life.cards)
        self.portal.load(*life.contacts)

    def app(self, *further: BaseRoute) -> ASGIApp:
        """The application as it is served, with `further` routes beside those of the services."""
        google = [
            *oauth.routes(self.logins),
            *gmail_routes.routes(self.gmail, self.faults),
            *calendar_routes.routes(self.calendars),
            *people_routes.routes(self.people),
        ]
        inner = Starlette(routes=[*google, *further, *hubspot_routes(self.portal)])
        return Frame(inner, faults=self.faults, meter=self.meter, logins=self.logins, hooks=self.hooks)
