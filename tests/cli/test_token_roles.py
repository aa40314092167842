"""Tokens for people: what they are, and for whom they stand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sla_plugin.auth.tokens import parse
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.session import Database
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from tests.support.serving import Sla


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla([sys.executable, "-m", "sla_plugin"], tmp_path / "data", urls)


@pytest.fixture
async def clinic(database: Database, tenant: TenantId) -> OrganisationId:
    async with database.session(tenant) as session:
        return await create_organisation(session, NewOrganisation("Chiang Dao Clinic", "clinic"))


async def test_a_token_says_what_a_person_is_and_for_whom_it_stands(sla: Sla, clinic: OrganisationId) -> None:
    for named in ("clinic", str(clinic)):
        made = sla.run(
            "token", "create", "--subject", "malee", "--role", "CUSTOMER_SIGNATORY",
            "--role", "CUSTOMER_CONTACT", "--party", named,
        )  # fmt: skip
        payload = parse(made).payload
        assert payload["roles"] == ["CUSTOMER_CONTACT", "CUSTOMER_SIGNATORY"]
        assert payload["party_id"] == str(clinic)


async def test_a_token_that_nobody_may_have_is_not_made(sla: Sla, clinic: OrganisationId) -> None:
    refusals = {
        ("--role", "CUSTOMER_SIGNATORY"): (1, "[token.claims]"),
        ("--role", "CUSTOMER_CONTACT", "--party", "klinic"): (1, "[object.not_found]"),
        ("--role", "CUSTOMER_CONTACT", "--party", "01a22421-a5b8-7353-9589-6196d45358fe"): (
            1,
            "[object.not_found]",
        ),
    }
    for options, (code, said) in refusals.items():
        done = sla.attempt("token", "create", *options)
        assert (done.returncode, done.stdout, done.stderr.splitlines()[-1].strip()) == (code, "", said)
    done = sla.attempt("token", "create", "--role", "SYSTEM")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'SYSTEM' is not one of" in done.stderr
