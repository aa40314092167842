"""A configuration of issuers that could never be safe does not start."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issuers import Issuers
from sla_plugin.errors import BadInput, Code
from tests.support.tokens import idp


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"iss": ""}, "iss"),
        ({"audience": ""}, "audience"),
        ({"algorithms": frozenset()}, "algorithms"),
        ({"algorithms": frozenset({Algorithm.HS256, Algorithm.RS256})}, "algorithms"),
        ({"algorithms": frozenset(Algorithm)}, "algorithms"),
        ({"max_lifetime": timedelta(0)}, "max_lifetime"),
    ],
)
def test_an_unsafe_issuer_is_refused_naming_the_setting(changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        replace(idp(), **changes)  # type: ignore[arg-type]  # the table mixes types

    assert (refusal.value.code, refusal.value.field) == (Code.SETTING_INVALID, field)


def test_an_issuer_is_configured_once() -> None:
    with pytest.raises(BadInput) as refusal:
        Issuers([idp(), idp()])

    assert refusal.value.code is Code.SETTING_INVALID
    assert "https://id.lanna.example is configured twice" in refusal.value.message
