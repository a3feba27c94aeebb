"""Gmail as a whole: every mailbox, and the way of a request through its checks to its answer."""

from urllib.parse import unquote

from ..google import fields
from ..google.answering import Answer, Asked, Resource, answered, mask, refused
from ..google.arguments import values
from ..google.errors import FAILED_PRECONDITION, INSUFFICIENT_SCOPES, INVALID_TOKEN, NOT_FOUND, Refused
from ..grants import Grant
from ..oauth import Logins
from . import errors, methods
from .arguments import Arguments
from .mailbox import Mailbox
from .methods import Method

ROOT = ("", "gmail", "v1", "users")


class Gmail:
    """All mailboxes of one sandbox, made as they are first used."""

    def __init__(self, logins: Logins, *, window_scale: float = 1.0) -> None:
        self.logins = logins
        self.mailboxes: dict[str, Mailbox] = {}
        self._window_scale = window_scale

    def mailbox(self, address: str) -> Mailbox:
        if address not in self.mailboxes:
            self.mailboxes[address] = Mailbox(address, window_scale=self._window_scale)
        return self.mailboxes[address]

    def answer(self, asked: Asked) -> Answer:
        """Check, charge and answer. A request that is refused before its charge costs no unit."""
        if asked.refuse:
            return refused(errors.demanded(asked.refuse))
        spent = 0
        try:
            grant, mailbox, method, id_ = self._admitted(asked)
            with mailbox.lock:
                spent = mailbox.quota.spend(method.name)
                resource = _resource(mailbox, method, _arguments(asked, grant, id_))
            return answered(resource, spent)
        except Refused as refusal:
            return refused(refusal.error, spent)

    def _admitted(self, asked: Asked) -> tuple[Grant, Mailbox, Method, str]:
        """Who asks what of which mailbox, in Gmail's order of refusals."""
        grant = self.logins.grant(asked.token)
        if grant is None:
            raise Refused(INVALID_TOKEN)
        user, method, id_ = _route(asked)
        if user not in ("me", grant.address):
            raise errors.delegation_denied(user)
        if not grant.scopes & method.scopes:
            raise Refused(INSUFFICIENT_SCOPES)
        if grant.robot:
            raise Refused(FAILED_PRECONDITION)
        mailbox = self.mailbox(grant.address)
        if mailbox.refusal:
            raise Refused(mailbox.refusal)
        mailbox.quota.admit(requests=asked.requests, part=asked.part)
        return grant, mailbox, method, id_


def _route(asked: Asked) -> tuple[str, Method, str]:
    """The user, the method and the id that a path names."""
    segments = tuple(unquote(segment) for segment in asked.path.split("/"))
    method, id_ = methods.find(segments[5:]) if segments[:4] == ROOT else (None, "")
    if method is None or asked.method != "GET":
        raise Refused(NOT_FOUND)
    return segments[4], method, id_


def _arguments(asked: Asked, grant: Grant, id_: str) -> Arguments:
    return Arguments(
        id=id_,
        values=values(asked.query),
        metadata_only="gmail.metadata" in grant.scopes,
        empty_page=asked.empty_page,
    )


def _resource(mailbox: Mailbox, method: Method, given: Arguments) -> Resource:
    wanted = mask(given, method.shape)
    answer: Resource = fields.select(wanted, method.answer(mailbox, given))
    return answer
