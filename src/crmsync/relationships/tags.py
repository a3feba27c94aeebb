"""Tags: whom one falls on and why. The rules of the configuration are an enricher like any other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crmsync.connector import PersonView, Tag
from crmsync.identity.addresses import Domain, matches

CENTURY = 36_500
"""Days. More is a slip of the keyboard and would not fit a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagRule:
    """A tag of the configuration: whom it falls on, how often to be in touch with them, and whether it may be pushed.

    What it says of cadence and pushing holds for a tag of its name, whoever gave it.
    """

    labels: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    domains: frozenset[Domain] = frozenset()
    cadence_days: int | None = None
    push: bool = False

    def __post_init__(self) -> None:
        if self.cadence_days is not None and not 1 <= self.cadence_days <= CENTURY:
            raise ValueError(f"cadence_days must be from 1 to {CENTURY}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSettings:
    tags: Mapping[str, TagRule]
    """By name: labels, groups and domains that a person's tag follows from."""


class Rules:
    """The enricher `rules`: that of `[policy.tags.NAME]` is always there; a further one names its own tags."""

    Config = RuleSettings

    def __init__(self, config: RuleSettings, **_: object) -> None:
        self._rules = config.tags

    def enrich(self, person: PersonView) -> Iterator[Tag]:
        for name, rule in self._rules.items():
            because = next(_reasons(rule, person), None)
            if because:
                yield Tag(name=name, because=because)


def _reasons(rule: TagRule, person: PersonView) -> Iterator[str]:
    yield from (f"mail with them carries your label {label}" for label in sorted(rule.labels & person.labels))
    yield from (f"they are in the group {group} of your contacts" for group in sorted(rule.groups & person.groups))
    domains = {f"@{name}" for name in rule.domains}
    yield from (f"{address} is at a domain of the tag" for address in person.addresses if matches(address, domains))


def gathered(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """One of each name, the first that was given, in alphabetical order. A tag without a name is none."""
    found: dict[str, Tag] = {}
    for tag in tags:
        if tag.name:
            found.setdefault(tag.name, tag)
    return tuple(found[name] for name in sorted(found))


def pushed(rules: Mapping[str, TagRule]) -> tuple[str, ...]:
    """The names of the tags that may leave the store, in alphabetical order. All others are private."""
    return tuple(sorted(name for name, rule in rules.items() if rule.push))
