"""A request as the operations see it, and their answer; batches and their common refusals."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .errors import Body, Refused, bad_request
from .kinds import Kind, kind_named
from .portal import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a client asks: the names in the path, the query, the JSON body, and which version it speaks."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Body
    url: str
    """Scheme, host and path, for links to further pages."""
    dated: bool = False
    """The path named a date: there is no 207."""
    halved: int | None = None
    """Every second input of a batch is refused as by this status, beginning with the second."""

    @property
    def kind(self) -> Kind:
        return kind_named(self.path["kind"])

    @property
    def archived(self) -> bool:
        """Whether archived records are asked for: then only those."""
        return self.query.get("archived", "false").lower() == "true"

    def number(self, name: str, default: int, most: int) -> int:
        """A number of the query, 1 to `most`."""
        return within(name, self.query.get(name, default), most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a JSON body; None is no body at all."""

    status: int = 200
    body: Body | None = None


@dataclass(slots=True, kw_only=True)
class Batch:
    """What came of a batch: results in any order, and what was wrong with the rest."""

    started: str
    results: list[Body] = field(default_factory=list)
    errors: list[Body] = field(default_factory=list)

    def answer(self, portal: Portal, asked: Asked, *, status: int = 200) -> Answer:
        """`status` where all went well, else 207; in a dated version 200 with `errors`. Results are shuffled."""
        portal.random.shuffle(self.results)
        body: Body = {"status": "COMPLETE", "results": self.results}
        if self.errors:
            body |= {"numErrors": len(self.errors), "errors": self.errors}
            status = 200 if asked.dated else 207
        return Answer(status=status, body=body | {"startedAt": self.started, "completedAt": portal.stamp()})


def inputs_of(body: Body, most: int) -> Sequence[Body]:
    """The inputs of a batch. Raises `Refused` where there are none, too many, or something else."""
    if "inputs" not in body:
        raise Refused(bad_request("Invalid input JSON: some required fields were not set: [inputs]"))
    inputs = objects_of(body, "inputs")
    if len(inputs) > most:
        raise Refused(bad_request(f"The maximum number of inputs supported in a batch request is {most}"))
    return inputs


def objects_of(body: Body, name: str) -> Sequence[Body]:
    """A list of objects in the body; absent is empty. Raises `Refused` where it is something else."""
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refused(bad_request(f"Invalid input JSON: {name} must be a list of objects"))
    return value


def object_of(body: Body, name: str) -> Body:
    """An object in the body. Raises `Refused` where it is absent or something else."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise Refused(bad_request(f"Invalid input JSON: {name} must be an object"))
    return value


def place_of(value: object) -> int:
    """Where a page begins; nothing is the beginning. Raises `Refused` for what no answer ever named."""
    text = str(value or 0)
    if not (text.isascii() and text.isdecimal()):
        raise Refused(bad_request(f"after must be a place that an answer named, not {text}"))
    return int(text)


def text_of(one: Body, name: str) -> str:
    """A text of the body. Raises `Refused` where it is absent."""
    value = one.get(name)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise Refused(bad_request(f"Invalid input JSON: some required fields were not set: [{name}]"))
    return str(value)


def within(name: str, value: object, most: int) -> int:
    """A number from 1 to `most`. Raises `Refused` for anything else."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise Refused(bad_request(f"{name} must be between 1 and {most}, not {value}"))
    return int(text)


def names_of(value: object) -> list[str]:
    """Property names, from a JSON list or from the query's comma-separated text."""
    match value:
        case str():
            return [one for one in value.split(",") if one]
        case list():
            return [str(one) for one in value]
        case _:
            return []


def repeated(ids: Iterable[str]) -> list[str]:
    """Those that stand there more than once."""
    return [one for one, times in Counter(ids).items() if times > 1]
