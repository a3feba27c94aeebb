"""A plugin's settings in words: names, types, defaults, and the sentences that stand beneath them in its `Config`."""

import ast
import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from crmsync.connector import EmailAddress, Secret

WORDS: Mapping[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Path: "path",
    Secret: "secret",
    EmailAddress: "e-mail address",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`default` as it would stand in the configuration; None: it must be given. `meaning` may be empty."""

    name: str
    type: str
    default: str | None
    meaning: str


def settings_of(config: type) -> list[Setting]:
    """Of a `Config` class, in its order."""
    hints, meanings = get_type_hints(config), dict(_meanings(config))
    return [
        Setting(
            name=each.name, type=_type(hints[each.name]), default=_default(each), meaning=meanings.get(each.name, "")
        )
        for each in dataclasses.fields(config)
    ]


def _type(hint: object) -> str:
    options = [each for each in get_args(hint) if each is not NoneType]
    if get_origin(hint) in (Union, UnionType):
        return " or ".join(map(_type, options))
    if get_origin(hint) is Literal:
        return " or ".join(f'"{each}"' for each in options)
    if get_origin(hint) in (tuple, frozenset, list):
        return f"list of {_type(options[0])}"
    if get_origin(hint) is not None and issubclass(get_origin(hint), Mapping):  # type: ignore[arg-type]  # a class it is
        return "table"
    return WORDS.get(hint, "table" if dataclasses.is_dataclass(hint) else "text")


def _default(each: "Field[Any]") -> str | None:
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    return None if default is MISSING else _toml(default)


def _toml(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple() | list() | frozenset():
            return f"[{', '.join(map(_toml, value))}]"
        case Mapping():
            return "{}" if not value else str(dict(value))
        case _:
            return str(value)


def _meanings(config: type) -> Iterator[tuple[str, str]]:
    """The text beneath each field; none where the source is not at hand."""
    for each in reversed(config.__mro__[:-1]):
        try:
            tree = ast.parse(inspect.cleandoc(inspect.getsource(each)))
        except (OSError, TypeError, SyntaxError):
            continue
        body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
        for field, said in pairwise(body):
            match field, said:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    yield name, " ".join(text.split())
