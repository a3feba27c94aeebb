"""The user's own coefficients: kept, replaced, taken back, and of no use before they were fitted."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from crmsync.relationships.likelihood import DEFAULT, Coefficients
from crmsync.store import coefficients
from crmsync.store.store import Store
from crmsync.store.tables import meta

DAY = date(2026, 11, 18)
OWN = Coefficients(
    intercept=0.1, of_features=(1.5, -0.25, 0.3, -1e-17), horizon_days=90, origin="your own history", fitted=DAY
)


def kept(store: Store, *some: Coefficients) -> None:
    with store.write() as tx:
        for each in some:
            coefficients.save(tx, each)


def test_what_was_kept_last_is_told_to_the_last_digit(store: Store) -> None:
    kept(store, replace(OWN, intercept=9.0), OWN)
    with store.read() as tx:
        assert coefficients.load(tx, DAY) == OWN


def test_before_they_were_fitted_the_shipped_ones_hold(store: Store) -> None:
    kept(store, OWN)
    with store.read() as tx:
        assert coefficients.load(tx, DAY - timedelta(days=1)) is None


def test_what_was_dropped_holds_no_more(store: Store) -> None:
    kept(store, OWN)
    with store.write() as tx:
        coefficients.drop(tx)
    with store.read() as tx:
        assert coefficients.load(tx, DAY) is None


def test_those_of_other_features_hold_no_more(store: Store) -> None:
    kept(store, OWN)
    with store.write() as tx:
        value = json.dumps({"features": ["ln(1+D30)"], "fitted": "2026-01-01"})
        tx.execute(update(meta).where(meta.c.name == coefficients.NAME).values(value=value))
    with store.read() as tx:
        assert coefficients.load(tx, DAY) is None


def test_without_a_day_they_are_not_kept(store: Store) -> None:
    with pytest.raises(ValueError, match="the day on which they were fitted"):
        kept(store, DEFAULT)
