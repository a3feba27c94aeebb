"""The files of a folder: read whole, written whole and at once, for their owner alone."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crmsync.connector import Unavailable, Unready
from crmsync_export.formats import Format, Table


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table. Where there is no file there is no line."""

    path: Path
    format: Format

    def read(self) -> Table:
        """Raises `Unready` where the file is no such table, `Unavailable` where it can't be read."""
        content = read_text(self.path)
        try:
            return self.format.parse(content)
        except ValueError as error:
            raise Unready(f"{self.path}, {error}. Mend the file, or move it away.") from error

    def write(self, table: Table) -> None:
        write_text(self.path, self.format.written(table))


def read_text(path: Path) -> str:
    """Empty where there is no file."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise Unready(f"{path} is not UTF-8. Save it as UTF-8, or move it away.") from error
    except OSError as error:
        raise Unavailable(f"{path} can't be read: {error.strerror}. See to its rights.") from error


def write_text(path: Path, content: str) -> None:
    """Whoever reads it meanwhile, or after a crash, sees the old content or the new one, never half."""
    made = ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(path)
    except OSError as error:
        Path(made).unlink(missing_ok=True) if made else None
        said = f"{path} can't be written: {error.strerror}. See to its rights, and close it in other programs."
        raise Unavailable(said) from error
