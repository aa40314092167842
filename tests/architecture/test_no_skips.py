"""CI cannot pass without the real systems, and nobody else is made to install them."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.realserver
def test_against_a_real_desk():
    pytest.skip("install it with: apt-get install desk")

@pytest.mark.realserver
@pytest.mark.skipif(True, reason="no desk")
def test_that_is_never_started():
    pass

def test_of_something_else():
    pytest.skip("not here")

@pytest.mark.realserver
def test_that_runs():
    pass
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nmarkers = realserver")
    pytester.makeconftest('pytest_plugins = ["tests.support.no_skips"]')
    return pytester


def test_in_ci_a_skipped_test_against_a_real_system_fails(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    project.makepyfile(TESTS)
    result = project.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cov")
    result.assert_outcomes(passed=1, skipped=1, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*must run in CI, and was skipped: *install it with: apt-get install desk"])


def test_elsewhere_it_is_skipped(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    project.makepyfile(TESTS)
    result = project.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cov")
    result.assert_outcomes(passed=1, skipped=3)


def test_in_ci_a_module_cannot_skip_itself_whole(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    project.makepyfile("import pytest\npytest.importorskip('no_such_module')")
    result = project.runpytest_inprocess("-p", "no:asyncio", "-p", "no:cov")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*must be collected in CI, and was skipped: *no_such_module*"])
