"""Who is who: every word on it gathered, and weighed by the rules of `crmsync.identity`."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from crmsync.config.settings import Config
from crmsync.connector import Contact, EmailAddress
from crmsync.identity.directory import HIDDEN, Directory, Kind
from crmsync.identity.hints import hints
from crmsync.identity.people import Link, PersonId, Word, resolve, spoken_for
from crmsync.identity.shared import Claim, shared
from crmsync.planning.plan import KnownProfile
from crmsync.relationships.day_words import in_words
from crmsync.relationships.names import named
from crmsync.store.links import Said
from crmsync.sync.digests import words_digest
from crmsync.sync.told import Told, domains_of, own_of

YOU = "you"
"""Who stands as `by` where the user said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    directory: Directory
    words: str
    """All that was weighed, as a digest; but for what interactions say."""
    called: Callable[[], Mapping[EmailAddress, str]] = field(repr=False, compare=False)
    said: Callable[[], Sequence[Link]] = field(repr=False, compare=False)

    @property
    def names(self) -> Mapping[EmailAddress, str]:
        """Of each address that has one."""
        return self.called()

    @property
    def links(self) -> Sequence[Link]:
        """Every word that joins addresses, those that are overruled too."""
        return self.said()

    def addresses(self) -> dict[PersonId, tuple[EmailAddress, ...]]:
        """Each person's, in alphabetical order."""
        found: dict[PersonId, list[EmailAddress]] = {}
        for address, person in sorted(self.directory.people.items()):
            found.setdefault(person, []).append(address)
        return {person: tuple(mine) for person, mine in found.items()}

    def name(self, addresses: Iterable[EmailAddress]) -> str:
        """What a person with these addresses is called; empty where nobody says."""
        return next((self.names[each] for each in addresses if each in self.names), "")

    def spoken_for(self, person: PersonId) -> list[Link]:
        """By whose word the person's addresses are theirs."""
        return spoken_for(self.links, self.directory.people).get(person, [])


def who_is_who(config: Config, told: Told) -> Identities:
    """Where all that is weighed is what it was in the last run, so is who is who."""
    own = own_addresses(config, (contact for _, contact in told.contacts))
    known = told.remembered
    directory = Directory(own=own, never_log=told.private, own_domains=domains_of(config.me, own), lists=known.lists)
    by_user = [*_of_user(config, told.said, own)]
    claims = [*_of_sources(told, own), *_of_destinations(told.profiles, own)]
    apart = [said.pair for said in told.said if said.apart]

    @cache
    def called() -> dict[EmailAddress, str]:
        return named(known.spoken, (contact for _, contact in told.contacts))

    @cache
    def addresses() -> frozenset[EmailAddress]:
        heard = frozenset(address for address in known.spoken.addresses if not address.startswith(HIDDEN))
        return heard.union(*(link.addresses for link in by_user), *(claim.addresses for claim, _ in claims)) - own

    @cache
    def links() -> list[Link]:
        return [*by_user, *_of_claims(directory, claims), *_of_addresses(directory, addresses(), called())]

    selves = [(each.name, each.addresses) for _, each in told.contacts if each.own]
    words = words_digest(by_user, claims, apart, selves)
    people = known.people(words, told.known)
    if people is None:
        people = resolve(addresses(), links(), told.known, apart)
    return Identities(directory=replace(directory, people=people), words=words, called=called, said=links)


def own_addresses(config: Config, contacts: Iterable[Contact]) -> frozenset[EmailAddress]:
    """Self: what is configured, and what the accounts themselves say."""
    return own_of(config.me, contacts)


def _of_user(config: Config, said: Iterable[Said], own: Collection[EmailAddress]) -> Iterator[Link]:
    for each in said:
        if not each.apart:
            day = in_words(each.at.astimezone(config.me.timezone).date())
            addresses = _without(each.pair, own)
            yield Link(addresses=addresses, by=YOU, because=f"you linked them on {day}", word=Word.USER, at=each.at)


def _of_sources(told: Told, own: Collection[EmailAddress]) -> Iterator[tuple[Claim, Link]]:
    for source, contact in told.contacts:
        if not contact.own:
            called = f" {contact.name}" if contact.name else ""
            addresses = _without(contact.addresses, own)
            claim = Claim(by=source, addresses=addresses, name=contact.name)
            yield claim, Link(addresses=addresses, by=source, because=f"{source} has them in one contact{called}")


def _of_destinations(
    profiles: Mapping[str, Iterable[KnownProfile]], own: Collection[EmailAddress]
) -> Iterator[tuple[Claim, Link]]:
    for destination, some in profiles.items():
        for profile in (each.profile for each in some):
            because = f"contact {profile.id} of {destination} has them all"
            addresses = _without(profile.addresses, own)
            claim = Claim(by=destination, addresses=addresses)
            yield claim, Link(addresses=addresses, by=destination, because=because, word=Word.DESTINATION)


def _of_claims(directory: Directory, claims: Sequence[tuple[Claim, Link]]) -> Iterator[Link]:
    """What sources and destinations say, but for addresses that several people share."""
    joins_nobody = shared((claim for claim, _ in claims), directory.kind)
    for _, link in claims:
        yield replace(link, addresses=_without(link.addresses, joins_nobody))


def _of_addresses(
    directory: Directory, seen: Collection[EmailAddress], called: Mapping[EmailAddress, str]
) -> Iterator[Link]:
    """Robots, lists, rooms and offices are nobody's second address."""
    for link in hints(seen, called):
        if all(directory.kind(address) is Kind.PERSON for address in link.addresses):
            yield link


def _without(addresses: Iterable[EmailAddress], own: Collection[EmailAddress]) -> tuple[EmailAddress, ...]:
    return tuple(address for address in addresses if address not in own)
