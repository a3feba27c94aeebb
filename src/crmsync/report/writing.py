"""Writing the page: whole or not at all, and readable by its owner only."""

import os
import tempfile
from pathlib import Path


class Unwritable(Exception):
    """The page can't be written there. The message says where, why, and what to do."""


def write(path: Path, text: str) -> None:
    """Takes the place of what was there in one step. Raises `Unwritable`."""
    try:
        descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # readable by the owner only
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Unwritable(f"{path} can't be written ({error.strerror}). Name another place with --out.") from error
