"""The enricher `domains`: where people are, as their addresses tell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crmsync.connector import EmailAddress, PersonView, Tag
from crmsync.identity.addresses import FREE_MAIL, Domain, domain


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainSettings:
    names: Mapping[Domain, str] = field(default_factory=dict)
    """What a domain and all beneath it are called: `"ac.uk" = "university"`."""
    others: bool = True
    """Whether a domain that has no name is a tag under its own."""


class Domains:
    """A domain of free mail says nothing of where somebody is."""

    Config = DomainSettings

    def __init__(self, config: DomainSettings, **_: object) -> None:
        self._config = config

    def enrich(self, person: PersonView) -> Iterator[Tag]:
        for address in person.addresses:
            name = self._named(address)
            if name:
                yield Tag(name=name, because=f"{address} is at a domain of the tag")

    def _named(self, address: EmailAddress) -> str:
        """By the longest domain that has a name."""
        parts = domain(address).split(".")
        for place in range(len(parts)):
            name = self._config.names.get(Domain(".".join(parts[place:])))
            if name is not None:
                return name
        whole = ".".join(parts)
        return whole if self._config.others and whole not in FREE_MAIL else ""
