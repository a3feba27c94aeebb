"""The People API as a whole: every address book, and the way of a request through its checks to its answer."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

from ..google import fields
from ..google.answering import Answer, Asked, Resource, answered, mask, refused
from ..google.arguments import Arguments, values
from ..google.errors import Refused
from ..oauth import Logins
from . import errors
from .address_book import AddressBook
from .methods import METHODS, Method


class People:
    """All address books of one sandbox, made as they are first used."""

    def __init__(self, logins: Logins, *, now: Callable[[], datetime], window_scale: float = 1.0) -> None:
        self.logins = logins
        self.address_books: dict[str, AddressBook] = {}
        self._now, self._window_scale = now, window_scale

    def address_book(self, address: str) -> AddressBook:
        if address not in self.address_books:
            self.address_books[address] = AddressBook(address, now=self._now, window_scale=self._window_scale)
        return self.address_books[address]

    def answer(self, asked: Asked) -> Answer:
        """Check, charge and answer."""
        try:
            book, method = self._admitted(asked)
            with book.lock:
                book.allowance.spend()
                given = Arguments(values=values(asked.query), empty_page=asked.empty_page)
                return answered(_resource(book, method, given))
        except Refused as refusal:
            return refused(errors.worded(refusal.error))

    def _admitted(self, asked: Asked) -> tuple[AddressBook, Method]:
        """Who asks what of which address book, in the service's order of refusals."""
        grant = self.logins.grant(asked.token)
        if grant is None:
            raise Refused(errors.INVALID_TOKEN)
        method = METHODS.get(unquote(asked.path))
        if method is None or asked.method != "GET":
            raise Refused(errors.NOT_FOUND)
        if not grant.scopes & method.scopes:
            raise Refused(errors.INSUFFICIENT_SCOPES)
        book = self.address_book(grant.address)
        if book.refusal:
            raise Refused(book.refusal)
        return book, method


def _resource(book: AddressBook, method: Method, given: Arguments) -> Resource:
    wanted = mask(given, method.shape)
    resource: Resource = fields.select(wanted, method.answer(book, given))
    return resource
