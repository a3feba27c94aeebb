"""Tags by enrichers: the rules of the configuration, then the installed ones that it names. No request is sent."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from crmsync.config.settings import Config, ConfigError
from crmsync.connector import ConnectorError, Enricher, PersonView, Tag
from crmsync.identity.people import PersonId
from crmsync.relationships.tags import Rules, RuleSettings, gathered
from crmsync.retry import Caller
from crmsync.sync.connections import enricher


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """Everybody's tags. `troubles`: enrichers that failed, whose tags are not among them."""

    tags: Mapping[PersonId, tuple[Tag, ...]]
    troubles: tuple[str, ...] = ()


def tagged(config: Config, views: Mapping[PersonId, PersonView]) -> Tagged:
    """One enricher's trouble stops no other; of one that fails half way no tag is taken."""
    given: dict[PersonId, list[Tag]] = {person: [] for person in views}
    troubles: list[str] = []
    for name, opened in _enrichers(config):
        try:
            _add(given, views, opened)
        except (ConnectorError, ConfigError) as error:
            troubles.append(f"{name}: {error}")
    return Tagged(tags={person: gathered(tags) for person, tags in given.items()}, troubles=tuple(troubles))


def _enrichers(config: Config) -> Iterator[tuple[str, Callable[[], Enricher]]]:
    """Each is opened when its turn comes: what it is made from may be missing."""
    yield "rules", lambda: Rules(RuleSettings(tags=config.policy.tags))
    caller = Caller(wait_scale=config.retry.wait_scale)
    for name, connection in config.enrichers.items():
        yield name, partial(enricher, connection, caller)


def _add(
    given: Mapping[PersonId, list[Tag]], views: Mapping[PersonId, PersonView], open_one: Callable[[], Enricher]
) -> None:
    opened = open_one()
    found = {person: list(opened.enrich(view)) for person, view in views.items()}
    for person, tags in found.items():
        given[person] += tags
