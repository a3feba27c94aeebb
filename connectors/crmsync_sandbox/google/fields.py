"""The parameter `fields`: which parts of an answer are sent.

Grammar after developers.google.com/workspace/gmail/api/guides/performance#partial-response, the same for all of them:
names with commas between them, `a/b` for b within a, `a(b,c/d)` for several within a, `*` for every name.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from .errors import invalid

Mask = dict[str, "Mask"]
"""What to send of an object, by name. An empty mask sends all of it."""

Shape = Mapping[str, "Shape"]
"""Which names an object may have. An empty shape is a plain value."""


def names(plain: str, **objects: Shape) -> Shape:
    """The shape with plain values of these names, blanks between them, and `objects`."""
    return {**{name: {} for name in plain.split()}, **objects}


_TOKEN = re.compile(r"[A-Za-z_$][\w$-]*|[*,/()]")
_END = ""


@lru_cache(maxsize=1024)
def parse(text: str) -> Mask:
    """The mask that `text` describes. Raises `Refused` (400) where it is none."""
    tokens = list(_tokens(text))
    mask = _selection(tokens, text)
    if tokens.pop() is not _END:
        raise _malformed(text)
    return mask


def check(mask: Mask, shape: Shape) -> None:
    """Raises `Refused` (400) where `mask` names something that answers of this shape never have."""
    for name, inner in mask.items():
        below = list(shape.values()) if name == "*" else [shape[name]] if name in shape else []
        if not below:
            raise invalid(f"Invalid field selection {name}", "fields")
        for one in below:
            check(inner, one)


def select(mask: Mask, value: Any) -> Any:  # noqa: ANN401 (any JSON value)
    """`value` with only what `mask` names; of a list, of each of its items."""
    if not mask:
        return value
    match value:
        case dict():
            rest = mask.get("*")
            masks = {name: mask.get(name, rest) for name in value} if rest is not None else mask
            return {name: select(inner, value[name]) for name, inner in _named(masks, value)}
        case list():
            return [select(mask, item) for item in value]
        case _:
            return value


def _named(masks: Mapping[str, Mask | None], value: dict[str, Any]) -> Iterator[tuple[str, Mask]]:
    return ((name, inner) for name, inner in masks.items() if inner is not None and name in value)


def _tokens(text: str) -> Iterator[str]:
    """Backwards, so that the next one can be popped."""
    compact = "".join(text.split())
    tokens = _TOKEN.findall(compact)
    if "".join(tokens) != compact:
        raise _malformed(text)
    yield _END
    yield from reversed(tokens)


def _selection(tokens: list[str], text: str) -> Mask:
    mask: Mask = {}
    while True:
        _path(tokens, text, mask)
        if tokens[-1] != ",":
            return mask
        tokens.pop()


def _path(tokens: list[str], text: str, mask: Mask) -> None:
    """Read one path and what stands in brackets behind it, and add it to `mask`."""
    name = tokens.pop()
    if name in ("", ",", "/", "(", ")"):
        raise _malformed(text)
    inner: Mask = {}
    if tokens[-1] == "/":
        tokens.pop()
        _path(tokens, text, inner)
    elif tokens[-1] == "(":
        tokens.pop()
        inner = _selection(tokens, text)
        if tokens.pop() != ")":
            raise _malformed(text)
    mask[name] = _union(mask[name], inner) if name in mask else inner


def _union(one: Mask, other: Mask) -> Mask:
    if not one or not other:
        return {}
    shared = {name: _union(one[name], other[name]) for name in one.keys() & other.keys()}
    return {**one, **other, **shared}


def _malformed(text: str) -> Exception:
    return invalid(f"Invalid field selection {text}", "fields")
