"""The lists of contacts, other contacts and groups, page by page, and what changed since a sync token."""

from dataclasses import dataclass
from datetime import timedelta

from ..google.answering import Resource
from ..google.arguments import Arguments
from ..google.errors import Refused
from .address_book import AddressBook
from .errors import EXPIRED, invalid
from .person import Person
from .register import Register
from .tokens import PageToken, SyncToken, form

LONGEST_PAGE = 1000
USUAL_PAGE = 100
USUAL_GROUPS = 30
EXPIRY = timedelta(days=7)
"""After the full sync: https://developers.google.com/people/api/rest/v1/people.connections/list."""

GROUP_FIELDS = ("clientData", "groupType", "memberCount", "metadata", "name")
OTHER_FIELDS = ("emailAddresses", "metadata", "names", "phoneNumbers", "photos")
PERSON_FIELDS = tuple(
    "addresses ageRanges biographies birthdays calendarUrls clientData coverPhotos emailAddresses events externalIds "
    "genders imClients interests locales locations memberships metadata miscKeywords names nicknames occupations "
    "organizations phoneNumbers photos relations sipAddresses skills urls userDefined".split()
)


def connections(book: AddressBook, given: Arguments) -> Resource:
    """people.connections.list: in the order of their last change."""
    wanted = _wanted(given, "personFields", PERSON_FIELDS)
    part = _part(book, book.connections, given)
    people = [person.resource(wanted, sync=part.since is not None) for person in part.persons]
    total = {"totalPeople": len(book.connections), "totalItems": len(book.connections)}
    return ({"connections": people} if people else {}) | part.tokens | total


def other_contacts(book: AddressBook, given: Arguments) -> Resource:
    """otherContacts.list: as connections, with fewer fields."""
    wanted = _wanted(given, "readMask", OTHER_FIELDS)
    part = _part(book, book.others, given)
    people = [person.resource(wanted, sync=part.since is not None) for person in part.persons]
    return ({"otherContacts": people} if people else {}) | part.tokens | {"totalSize": len(book.others)}


def groups(book: AddressBook, given: Arguments) -> Resource:
    """contactGroups.list: Google's own and the owner's. It gives no sync tokens here."""
    wanted = _wanted(given, "groupFields", GROUP_FIELDS) if given.text("groupFields") else GROUP_FIELDS
    if given.text("syncToken"):
        raise invalid()
    found = book.group_resources()
    start, size = given.number("pageToken") or 0, _size(given, USUAL_GROUPS)
    shown = ("resourceName", "etag", *wanted, *(["formattedName"] if "name" in wanted else ()))
    page = [{name: group[name] for name in shown if name in group} for group in found[start : start + size]]
    further = {"nextPageToken": str(start + size)} if found[start + size :] or given.empty_page else {}
    return ({"contactGroups": page} if page else {}) | further | {"totalItems": len(found)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One page of persons, and the tokens beside them."""

    since: SyncToken | None
    persons: list[Person]
    tokens: dict[str, str]


def _part(book: AddressBook, register: Register, given: Arguments) -> _Part:
    """Raises `Refused` where a token is expired, or belongs to a request for something else."""
    asked = form(given)
    since = _since(book, register, given.text("syncToken"), asked)
    begun = _begun(book, register, given, since)
    found = register.after(begun.after, deleted=since is not None)
    size = _size(given, USUAL_PAGE)
    persons = found[:size]
    tokens: dict[str, str] = {}
    if found[size:] or given.empty_page:
        after = persons[-1].changed if persons else begun.after
        tokens["nextPageToken"] = str(PageToken(after=after, next=begun.next, form=begun.form))
    elif given.flag("requestSyncToken"):
        tokens["nextSyncToken"] = str(begun.next)
    return _Part(since=since, persons=persons, tokens=tokens)


def _since(book: AddressBook, register: Register, text: str, asked: str) -> SyncToken | None:
    if not text:
        return None
    token = SyncToken.read(text)
    if token.place < register.oldest or book.now().timestamp() >= token.full + EXPIRY.total_seconds():
        raise Refused(EXPIRED)
    if token.form != asked:
        raise invalid("Sync token does not match the request: all other parameters must match the first call.")
    return token


def _begun(book: AddressBook, register: Register, given: Arguments, since: SyncToken | None) -> PageToken:
    """Where this page goes on. What happens while pages are read is told after the sync token that they end in."""
    asked = form(given, given.text("syncToken"))
    if text := given.text("pageToken"):
        token = PageToken.read(text)
        if token.form != asked:
            raise invalid("Page token does not match the request: all other parameters must match the first call.")
        return token
    full = since.full if since else int(book.now().timestamp())
    following = SyncToken(place=register.latest, full=full, form=form(given))
    return PageToken(after=since.place if since else 0, next=following, form=asked)


def _size(given: Arguments, usual: int) -> int:
    """pageSize, at most 1000; 0 is the usual. A fault may ask for an empty page."""
    size = given.number("pageSize") or usual
    if size > LONGEST_PAGE:
        raise invalid("Page size must be less than or equal to 1000.")
    return 0 if given.empty_page else size


def _wanted(given: Arguments, name: str, allowed: tuple[str, ...]) -> list[str]:
    """The names of a mask that must be given. Raises `Refused` on one that is not allowed."""
    wanted = [each for text in given.texts(name) for each in text.split(",") if each]
    if not wanted:
        raise invalid(f"{name} mask is required. Please specify one or more valid paths.")
    for each in wanted:
        if each not in allowed:
            raise invalid(f'Invalid {name} mask path: "{each}".')
    return wanted
