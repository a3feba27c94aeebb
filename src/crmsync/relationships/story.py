"""All that is kept of a person, so that the next night goes on from there: their history comes from it."""

from dataclasses import dataclass

from crmsync.relationships.chronicle import Beside, Chronicle
from crmsync.relationships.history import History
from crmsync.relationships.kept_touches import Kept, made
from crmsync.relationships.touch import Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    chronicle: Chronicle[Touch | Kept]
    beside: Beside
    reached: int
    """How often self wrote to them or met them: that, and how much they sent that is filed as `bulk`, says whether
    such mail is believed."""
    bulk: int

    @property
    def history(self) -> History:
        return self.chronicle.history(self.beside, made)
