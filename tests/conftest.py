"""What holds for all tests."""

import gc


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not go through it each time."""
    gc.collect()
    gc.freeze()
