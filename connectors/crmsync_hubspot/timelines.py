"""What is logged on contacts' timelines, by whomever."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crmsync_hubspot.associations import associated
from crmsync_hubspot.conversations import ASKED, Logged, logged
from crmsync_hubspot.records import Reading, Records


class Timelines:
    """The e-mails, or the meetings, on contacts' timelines.

    Which there are is asked each time, since an answer may have been lost; what one says is asked once, for years of
    conversations with one contact would be read again with every hundred that are logged.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._read: dict[str, Logged] = {}
        self._gone: set[str] = set()

    def of(self, contacts: Iterable[str]) -> Mapping[str, list[Logged]]:
        """What is logged, by contact; contacts with nothing are left out."""
        pairs = list(associated(self._records, contacts))
        unread = (one for _, one in pairs if one not in self._read)
        for record in self._records.read(unread, Reading(properties=ASKED[self._records.type])):
            self._read[record.id] = logged(record)
        found: dict[str, list[Logged]] = defaultdict(list)
        for contact, one in pairs:
            if one in self._read and one not in self._gone:
                found[contact].append(self._read[one])
        return found

    def forget(self, ids: Iterable[str]) -> None:
        """These were archived: they are on no timeline any more, whatever is still said of them for a while."""
        self._gone.update(ids)
