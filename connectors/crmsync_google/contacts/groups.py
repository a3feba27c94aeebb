"""Which contact groups are tags: those of the user's own, and the stars."""

from collections.abc import Callable, Iterable, Mapping

from crmsync_google.batch import Json

_ROOT = "contactGroups/"
STARRED = _ROOT + "starred"

SYSTEM = frozenset(_ROOT + name for name in "myContacts all blocked chatBuddies friends family coworkers".split())
"""Google's own, by https://developers.google.com/people/api/rest/v1/contactGroups. They say nothing of a person that
the user said; the last three are no longer given to anybody."""


def tags(groups: Iterable[str], names: Callable[[], Mapping[str, str]]) -> frozenset[str]:
    """Names of those among `groups` that are tags. `names` is called only where one has a name that is not fixed."""
    found = frozenset(groups) - SYSTEM
    starred = frozenset({"starred"}) if STARRED in found else frozenset()
    own = found - {STARRED}
    named = names() if own else {}
    return starred | frozenset(named[group] for group in own if named.get(group))


def names_of(groups: Iterable[Json], shown: Callable[[str], str]) -> dict[str, str]:
    """Names of the user's own groups, by resource name."""
    own = (group for group in groups if group.get("groupType") == "USER_CONTACT_GROUP")
    return {group["resourceName"]: shown(str(group.get("name", ""))) for group in own}
