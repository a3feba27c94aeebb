"""An interaction as the store gives it."""

from dataclasses import dataclass
from datetime import datetime

from crmsync.connector import Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An interaction and the source it came from."""

    source: str
    interaction: Interaction

    @property
    def mark(self) -> tuple[str, str]:
        """Source and id: the same for no other."""
        return self.source, self.interaction.id

    @property
    def ended(self) -> datetime:
        """When it counts: a mail's receipt, a meeting's end."""
        return self.interaction.at + self.interaction.duration
