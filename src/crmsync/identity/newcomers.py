"""Who is new and nobody's second address: then all others are who they were, and nobody has to be weighed for it."""

from collections import Counter
from collections.abc import Collection, Mapping

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import domain
from crmsync.identity.hints import GMAIL, mailbox
from crmsync.identity.people import PersonId, new_id


def with_newcomers(
    known: Mapping[EmailAddress, PersonId], new: Collection[EmailAddress], renamed: Collection[EmailAddress]
) -> Mapping[EmailAddress, PersonId] | None:
    """Who is who, as `resolve` has it, where nobody says anything of those who are new, and `renamed` are called
    otherwise than they were. None where what addresses themselves tell may join some, or part them: all are to be
    weighed then.
    """
    boxes = Counter(mailbox(each) for each in (*known, *new) if _of_a_mailbox(each))
    lonely = all(boxes[box] == _of_a_mailbox(each) and box not in known for each in new for box in [mailbox(each)])
    named = all((each not in boxes and not _of_a_mailbox(each)) or domain(each) in GMAIL for each in renamed)
    added = {each: new_id([each]) for each in new}
    if not lonely or not named or not set(known.values()).isdisjoint(added.values()):
        return None
    return {**known, **added} if added else known


def _of_a_mailbox(address: EmailAddress) -> bool:
    """Whether its mailbox may have other addresses, or be called otherwise."""
    return "+" in address or address.endswith(GMAIL)
