"""What the back door does to address books."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from ..forms import structured
from ..life import Card
from .address_book import AddressBook

if TYPE_CHECKING:
    from ..backdoor import Handler
    from ..services import Services


def _book(services: "Services", request: Request) -> AddressBook:
    return services.address_book(request.path_params["address"])


def _settings(services: "Services", request: Request, given: dict[str, Any]) -> None:
    _book(services, request).allowance.per_minute = int(given["requests_per_minute"])


def _add(services: "Services", request: Request, given: dict[str, Any]) -> None:
    _book(services, request).add(structured(given, Card))


def _change(services: "Services", request: Request, given: dict[str, Any]) -> None:
    book, id_ = _book(services, request), request.path_params["id"]
    to = given.pop("id", id_)
    if given:
        book.change(id_, **given)
    if to != id_:
        book.rename(id_, to)


def _delete(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _book(services, request).delete(request.path_params["id"])


def _add_group(services: "Services", request: Request, given: dict[str, Any]) -> None:
    _book(services, request).add_group(given["name"])


def _rename_group(services: "Services", request: Request, given: dict[str, Any]) -> None:
    _book(services, request).rename_group(request.path_params["name"], given["name"])


def _delete_group(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _book(services, request).delete_group(request.path_params["name"])


def _expire(services: "Services", request: Request, _: dict[str, Any]) -> None:
    _book(services, request).expire_sync_tokens()


HANDLERS: "Mapping[tuple[str, str], Handler]" = {
    ("PATCH", "/contacts/{address}"): _settings,
    ("POST", "/contacts/{address}/cards"): _add,
    ("PATCH", "/contacts/{address}/cards/{id}"): _change,
    ("DELETE", "/contacts/{address}/cards/{id}"): _delete,
    ("POST", "/contacts/{address}/groups"): _add_group,
    ("PATCH", "/contacts/{address}/groups/{name}"): _rename_group,
    ("DELETE", "/contacts/{address}/groups/{name}"): _delete_group,
    ("DELETE", "/contacts/{address}/sync-tokens"): _expire,
}
"""By method and path under /_sandbox."""
