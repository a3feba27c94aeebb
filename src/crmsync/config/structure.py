"""Strict conversion of TOML values into typed settings: no guessing, no unknown key, every problem with its path."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from operator import is_
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError, transform_error
from cattrs.cols import homogenous_tuple_structure_factory

from crmsync.config.secrets import secret
from crmsync.connector import EmailAddress, Secret, email_address
from crmsync.identity.addresses import Domain, Pattern, domain_name, pattern

T = TypeVar("T")

LISTS: tuple[Any, ...] = (tuple, frozenset, list)


def converter(folder: Path) -> Converter:
    """`folder`: where relative paths start."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool):
        made.register_structure_hook(kind, _exactly(kind))
    made.register_structure_hook(float, _number)
    made.register_structure_hook(date, _day)
    made.register_structure_hook(ZoneInfo, _zone)
    made.register_structure_hook(Path, partial(_place, folder))
    made.register_structure_hook(Secret, lambda value, _: secret(value, folder))
    for named, parse, words in _NAMED_TEXTS:
        made.register_structure_hook_func(partial(is_, named), _parsed(parse, words))
    made.register_structure_hook_func(_is_literal, _choice)
    made.register_structure_hook_factory(lambda kind: get_origin(kind) in LISTS, _only_lists(made))
    made.register_structure_hook_factory(_is_list_or_word, _list_or_word(made))
    return made


def structure(made: Converter, value: object, kind: type[T], path: str) -> tuple[T | None, list[str]]:
    """The typed value, or None and all problems, each ending with its path."""
    try:
        return made.structure(value, kind), []
    except BaseValidationError as error:
        return None, [problem.replace("@ $", "@ " + path) for problem in transform_error(error, format_exception=_say)]
    except (ValueError, TypeError) as error:
        return None, [f"{_say(error, kind)} @ {path}"]


def _say(error: BaseException, kind: type | None) -> str:
    match error:
        case ForbiddenExtraKeysError():
            return f"unknown: {', '.join(sorted(error.extra_fields))}"
        case KeyError():
            return f"missing: {error.args[0]}"
        case ValueError() | TypeError():
            return str(error)
        case _:
            return repr(error)


def _exactly(kind: type) -> Callable[[Any, Any], Any]:
    """A bool is no int, a number no text."""

    def hook(value: object, _: object) -> object:
        if type(value) is not kind:
            raise TypeError(f"must be {_NAMES[kind]}, not {_kind(value)}")
        return value

    return hook


_NAMES: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    float: "a fraction",
    list: "a list",
    dict: "a table",
}


def _kind(value: object) -> str:
    """What a wrong value is. Never the value itself: it may be a secret that stands in the wrong place."""
    return _NAMES.get(type(value), "a date or time")


def _number(value: object, _: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"must be a number, not {_kind(value)}")
    return float(value)


def _place(folder: Path, value: object, _: object) -> Path:
    if not isinstance(value, str) or not value:
        raise TypeError(f"must be a path, not {_kind(value) if value != '' else 'empty'}")
    return (folder / Path(value).expanduser()).absolute()


def _day(value: object, _: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError(f"must be a date such as 2026-12-24, not {_kind(value)}")
    return value


def _zone(value: object, _: object) -> ZoneInfo:
    try:
        return ZoneInfo(value if isinstance(value, str) else "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('must be a time zone such as "Europe/London"') from None


_NAMED_TEXTS: tuple[tuple[object, Callable[[str], object], str], ...] = (
    (EmailAddress, email_address, "an e-mail address"),
    (Domain, domain_name, 'a domain such as "example.com"'),
    (Pattern, pattern, 'an e-mail address or "@domain"'),
)
"""Texts that are brought into their canonical form here, once."""


def _parsed(parse: Callable[[str], object], words: str) -> Callable[[Any, Any], Any]:
    def hook(value: object, _: object) -> object:
        found = parse(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"must be {words}")
        return found

    return hook


def _is_literal(kind: object) -> bool:
    origin: object = get_origin(kind)
    return origin is Literal


def _choice(value: object, kind: Any) -> object:  # noqa: ANN401 - a Literal
    choices = get_args(kind)
    if value not in choices:
        raise ValueError(f"must be one of {', '.join(map(str, choices))}")
    return value


def _only_lists(made: Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    """A text would pass as a list of its letters."""

    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - any generic list type
        items = tuple[kind.__args__[0], ...]
        inner = homogenous_tuple_structure_factory(items, made)

        def hook(value: object, _: object) -> object:
            if not isinstance(value, list):
                raise TypeError(f"must be a list, not {_kind(value)}")
            return get_origin(kind)(inner(value, items))

        return hook

    return factory


def _is_list_or_word(kind: object) -> bool:
    """Such as `tuple[str, ...] | Literal["all"]`, with one word."""
    options = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    return len(options) == 2 and get_origin(options[0]) in LISTS and _is_literal(options[1])


def _list_or_word(made: Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    def factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - any such union
        items, word = get_args(kind)

        def hook(value: object, _: object) -> object:
            if isinstance(value, list):
                return made.structure(value, items)
            if value not in get_args(word):
                raise ValueError(f'must be a list, or "{get_args(word)[0]}"')
            return value

        return hook

    return factory
