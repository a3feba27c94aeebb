"""Gmail as a whole: every mailbox, and the way of a request through its checks to its answer."""

import json
from dataclasses import dataclass, field
from urllib.parse import unquote

from ..faults import Refuse
from ..oauth import Grant, Logins
from . import arguments, errors, fields, methods
from .arguments import Arguments
from .errors import ApiError, Refused
from .mailbox import Mailbox
from .message import Resource
from .methods import Method

ROOT = ("", "gmail", "v1", "users")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, or one part of a batch."""

    method: str
    path: str
    query: str
    token: str | None
    refuse: Refuse | None = None
    """A fault: refuse it whatever it is."""
    empty_page: bool = False
    """A fault: see `Arguments.empty_page`."""
    requests: int = 1
    """So many requests of this user are under way, this one included."""
    part: int = 0
    """Its place in its batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    text: bytes
    units: int = 0
    headers: dict[str, str] = field(default_factory=dict)


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
            return _refusal(errors.demanded(asked.refuse), 0)
        spent = 0
        try:
            grant, mailbox, method, id_ = self._admitted(asked)
            with mailbox.lock:
                spent = mailbox.quota.spend(method.name)
                resource = _resource(mailbox, method, _arguments(asked, grant, id_))
            return Answer(status=200, text=_text(resource), units=spent)
        except Refused as refused:
            return _refusal(refused.error, spent)

    def _admitted(self, asked: Asked) -> tuple[Grant, Mailbox, Method, str]:
        """Who asks what of which mailbox, in Gmail's order of refusals."""
        grant = self.logins.grant(asked.token)
        if grant is None:
            raise Refused(errors.INVALID_TOKEN)
        user, method, id_ = _route(asked)
        if user not in ("me", grant.address):
            raise errors.delegation_denied(user)
        if not grant.scopes & method.scopes:
            raise Refused(errors.INSUFFICIENT_SCOPES)
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
        raise Refused(errors.NOT_FOUND)
    return segments[4], method, id_


def _arguments(asked: Asked, grant: Grant, id_: str) -> Arguments:
    return Arguments(
        id=id_,
        values=arguments.values(asked.query),
        metadata_only="gmail.metadata" in grant.scopes,
        empty_page=asked.empty_page,
    )


def _resource(mailbox: Mailbox, method: Method, given: Arguments) -> Resource:
    mask = fields.parse(given.text("fields")) if given.text("fields") else {}
    fields.check(mask, method.shape)
    answer: Resource = fields.select(mask, method.answer(mailbox, given))
    return answer


def _text(resource: Resource) -> bytes:
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _refusal(error: ApiError, units: int) -> Answer:
    return Answer(status=error.code, text=error.text(), units=units, headers=error.headers())
