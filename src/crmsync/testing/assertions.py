"""Imported before the laws are, so that pytest shows what their assertions compared."""

import pytest

pytest.register_assert_rewrite("crmsync.testing")
