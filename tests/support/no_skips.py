"""In CI a test against a real system runs; skipping it is a failure.

A pytest plugin, named in tests/conftest.py. Elsewhere such tests skip, and say what would install their peer.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

MARKER = "realserver"


def _is_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and _is_ci() and item.get_closest_marker(MARKER):
        report.outcome = "failed"
        report.longrepr = f"This must run in CI, and was skipped: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself whole hides its markers with its tests."""
    report = yield
    if report.skipped and _is_ci():
        report.outcome = "failed"
        report.longrepr = f"This must be collected in CI, and was skipped: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Pytest describes a skip by (file, line, reason)."""
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
