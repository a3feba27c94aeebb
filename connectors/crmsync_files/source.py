"""The plugin: settings in, pages out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmsync.connector import Account, Cursor, Finding, Page, View, Weight
from crmsync.retry import Caller
from crmsync_files.cursor import read


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesSettings:
    """The table of a source of files in the configuration."""

    path: Path | None = None
    """One file, folder or glob."""
    paths: tuple[Path, ...] = ()
    """Several of them; what stands later says the last word on what stands in both."""

    def __post_init__(self) -> None:
        if (self.path is None) == (not self.paths):
            raise ValueError("give one of path and paths")

    @property
    def all(self) -> tuple[Path, ...]:
        return self.paths or ((self.path,) if self.path else ())


class Files:
    """Reads what other programs have written or exported, by what the files hold; it sends nothing, anywhere."""

    Config = FilesSettings

    def __init__(self, config: FilesSettings, account: Account | None, caller: Caller) -> None:
        self._config = config

    def pull(self, cursor: Cursor | None, view: View) -> Iterator[Page]:
        """As `crmsync.connector.Source.pull`. Of files that did not change nothing but the beginning is read."""
        from crmsync_files.finding import find
        from crmsync_files.pulling import pulled

        yield from pulled(find(self._config.all), view, read(cursor))

    def findings(self) -> Iterator[Finding]:
        """What there is to read."""
        from crmsync_files.finding import find

        found = find(self._config.all)
        for item in found.items:
            yield Finding(weight=Weight.GOOD, what=f"{item.name} is {item.kind.named}")
        for trouble in found.troubles:
            what, _, remedy = trouble.partition(". ")
            yield Finding(weight=Weight.WRONG, what=what, remedy=remedy)
