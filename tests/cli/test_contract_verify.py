"""`sla contract verify`: whether contracts are as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sla_plugin.auth.seals import SealKey
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.runtime.key_files import SEAL_KEY
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.session import Database
from sla_plugin.usecases.put_on_record import About, put_on_record
from tests.cli.test_verbs import COMMAND
from tests.support.contracting import KEY, NOK, a_draft, a_world, deed, tell
from tests.support.serving import Sla
from tests.support.whole_contracts import in_pieces


@pytest.fixture
async def contracts(database: Database, tenant: TenantId, tmp_path: Path) -> dict[str, ContractId]:
    """C-1 is signed, and a paper of it on record; C-2 is a draft. The key is that of the installation."""
    data = tmp_path / "data"
    data.mkdir()
    (data / SEAL_KEY).write_bytes(KEY.secret)
    (data / SEAL_KEY).chmod(0o600)
    store = open_document_store((data / "documents").as_uri(), 1_000)
    async with database.session(tenant) as session:
        world = await a_world(session)
        found = {number: await a_draft(session, world, number) for number in ("C-1", "C-2")}
        await tell(session, world, found["C-1"])
        about = About(DocumentKind.EVIDENCE, "The report")
        pieces = in_pieces("All is well")
        await put_on_record(session, store, deed(NOK), found["C-1"], about, "text/plain", pieces)
    return found


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


def told(sla: Sla, *arguments: str) -> tuple[int, list[str]]:
    done = sla.attempt("contract", "verify", *arguments)
    return done.returncode, done.stdout.splitlines()


async def test_a_whole_record_is_whole(sla: Sla, contracts: dict[str, ContractId]) -> None:
    assert told(sla, "--all") == (0, ["2 as written."])
    assert told(sla, "C-2") == (0, ["1 as written."])


async def test_what_was_tampered_with_is_named_by_table_row_and_column(
    sla: Sla, contracts: dict[str, ContractId], administrator: Any, tmp_path: Path
) -> None:
    signed = contracts["C-1"]
    term = await administrator.fetchval(
        "update contract_term set ends_on = ends_on + 1 where contract_id = $1 returning id", signed
    )
    [paper] = [file for file in (tmp_path / "data" / "documents").rglob("*") if file.is_file()]
    paper.write_bytes(b"All is lost")
    assert told(sla, "--all") == (
        1,
        [
            f"C-1: contract_term {term}: ends_on CHANGED",
            f"C-1: document {paper.name} CHANGED",
            "1 of 2 not as written.",
        ],
    )
    assert told(sla, "C-2") == (0, ["1 as written."])


async def test_a_contract_of_which_only_the_trail_is_left_is_found_among_all(
    sla: Sla, contracts: dict[str, ContractId], administrator: Any
) -> None:
    draft = contracts["C-2"]
    async with administrator.transaction():
        await administrator.execute("set local session_replication_role = replica")
        await administrator.execute("delete from contract where id = $1", draft)
    code, lines = told(sla, "--all")
    assert (code, lines[0], lines[-1]) == (1, f"{draft}: contract {draft} MISSING", "1 of 2 not as written.")


async def test_another_key_holds_no_seal(sla: Sla, contracts: dict[str, ContractId], tmp_path: Path) -> None:
    (tmp_path / "data" / SEAL_KEY).write_bytes(SealKey(b"x" * 32).secret)
    code, lines = told(sla, "--all")
    assert (code, lines[-1]) == (1, "2 of 2 not as written.")
    assert all("contract_audit_head" in line and line.endswith("BROKEN_SEAL") for line in lines[:-1])


async def test_contracts_are_named_or_all_are_meant(sla: Sla, contracts: dict[str, ContractId]) -> None:
    assert [sla.attempt("contract", "verify", *given).returncode for given in ((), ("C-1", "--all"))] == [
        2,
        2,
    ]


async def test_an_unknown_number_is_told_and_the_others_are_verified(
    sla: Sla, contracts: dict[str, ContractId], administrator: Any
) -> None:
    assert told(sla, "C-9", "C-1", "C-8") == (
        1,
        ["C-8: There is no such contract.", "C-9: There is no such contract.", "1 as written; 2 unknown."],
    )
    term = await administrator.fetchval(
        "update contract_term set ends_on = ends_on + 1 where contract_id = $1 returning id", contracts["C-1"]
    )
    assert told(sla, "C-9", "C-1", "C-2") == (
        1,
        [
            f"C-1: contract_term {term}: ends_on CHANGED",
            "C-9: There is no such contract.",
            "1 of 2 not as written; 1 unknown.",
        ],
    )
    assert told(sla, "C-9") == (1, ["C-9: There is no such contract.", "0 as written; 1 unknown."])
