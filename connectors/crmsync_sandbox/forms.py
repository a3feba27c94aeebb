"""The JSON forms of lives, mails, faults and calls, as the back door takes and gives them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from .faults import Kind

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")


def structured(json: object, form: type[T]) -> T:
    """A dataclass from JSON; times are ISO 8601. ValueError where it does not fit or has keys too many."""
    try:
        return _converter().structure(json, form)
    except ExceptionGroup as wrong:
        from cattrs import transform_error

        raise ValueError("; ".join(transform_error(wrong))) from wrong


def unstructured(values: Iterable[object]) -> list[object]:
    """JSON from dataclasses."""
    return [_converter().unstructure(value) for value in values]


@cache
def _converter() -> "Converter":
    """Kinds of fault are told apart by their class's name under "is". The import is slow and mostly not needed."""
    from cattrs import Converter
    from cattrs.strategies import configure_tagged_union

    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text).astimezone(UTC))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(timedelta, lambda seconds, _: timedelta(seconds=seconds))
    converter.register_unstructure_hook(timedelta, timedelta.total_seconds)
    converter.register_unstructure_hook(bytes, lambda body: body.decode("utf-8", "replace"))
    configure_tagged_union(Kind, converter, tag_name="is")
    return converter
