"""Agreements to begin with: good as they are, and each different in what it shows."""

from __future__ import annotations

import pytest

from sla_plugin.agreement_files.documents import read_agreement
from sla_plugin.agreement_files.flaws import check_alone
from sla_plugin.agreement_files.ready_made import TEMPLATES, template
from sla_plugin.domain.metrics import Metric
from sla_plugin.errors import Code, NotFound


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_good_as_it_is_and_brings_its_calendars(name: str) -> None:
    file = read_agreement(template(name), f"{name}.yaml")
    check_alone(file)
    assert file.stated.code == name
    assert file.stated.calendars is not None
    assert file.stated.calendars.default in file.stated.bring
    assert set(file.stated.terms.targets[Metric.RESOLUTION]) == {"P1", "P2", "P3", "P4"}
    assert file.stated.terms.review_every is not None
    assert file.stated.terms.amendment


def test_a_template_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(NotFound) as refusal:
        template("hospitals")
    assert (refusal.value.code, refusal.value.hint) == (Code.TEMPLATE_UNKNOWN, "Did you mean 'hospital'?")
