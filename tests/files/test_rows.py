"""Tables, row by row."""

import csv
from io import BytesIO

from crmsync_files.rows import rows


def test_a_cell_may_be_long_and_others_keep_their_limit() -> None:
    others, text = csv.field_size_limit(), "x" * 200_000
    [row] = rows(BytesIO(f"name,said,at\nBea,{text},now\n".encode()), "name")
    assert row == {"name": "Bea", "said": text, "at": "now"}
    assert csv.field_size_limit() == others
