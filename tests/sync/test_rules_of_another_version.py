"""What was kept by other rules is worked out anew, however crmsync is installed."""

import py_compile
from pathlib import Path

import pytest

from crmsync.sync import digests

UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
"""No time in it."""


@pytest.mark.parametrize("compiled", [False, True])
def test_other_rules_have_another_digest(compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def installed(rule: str) -> str:
        source = tmp_path / "version" / "rule.py"
        source.parent.mkdir(exist_ok=True)
        source.write_text(rule)
        if compiled:
            py_compile.compile(str(source), cfile=f"{source}c", doraise=True, invalidation_mode=UNCHECKED)
            source.unlink()
        monkeypatch.setattr(digests, "files", lambda _: source.parent)
        return digests.code_digest.__wrapped__()

    assert installed("AT_MOST = 1") == installed("AT_MOST = 1")
    assert installed("AT_MOST = 1") != installed("AT_MOST = 20")


def test_what_is_read_again_is_a_rule_too() -> None:
    assert {"crmsync.store", "crmsync.sync"} <= set(digests.PACKAGES)
