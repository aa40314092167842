"""What every test can count on: a PostgreSQL of our own, and hypothesis in the size that was asked for."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = [
    "tests.support.no_skips",
    "tests.support.postgres",
    "tests.support.database",
    "tests.support.cast",
    "tests.support.contract_cast",
    "tests.support.ending_cast",
    "tests.support.signing",
    "tests.support.synced",
    "tests.support.tampering",
    "tests.support.cases.plugin",
]

settings.register_profile("default", max_examples=100, deadline=None)
# The laws of working time take twenty times as many.
settings.register_profile("full", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
