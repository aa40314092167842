"""`sla contract`: contracts as files, and many from a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from tests.cli.test_verbs import COMMAND
from tests.contract_files.test_tables import HEADER
from tests.support.contracting import a_world
from tests.support.serving import Sla
from tests.usecases.test_contract_files import FILE, SIGNED
from tests.usecases.test_import_contracts import DRAFT, LINE
from tests.usecases.test_import_contracts import SIGNED as ROW


@pytest.fixture
async def sla(
    database_template: BundledServer, database_name: str, tmp_path: Path, database: Database, tenant: TenantId
) -> Sla:
    """With a hospital, its provider, and a service level on offer."""
    async with database.session(tenant) as session:
        await a_world(session)
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


def _file(folder: Path, name: str, *lines: str) -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


def _bytes(file: str) -> bytes:
    return Path(file).read_bytes()


def test_what_is_wrong_is_told_as_compilers_do_and_asks_no_database(tmp_path: Path) -> None:
    alone = Sla(COMMAND, tmp_path / "nothing")
    good, wrong = (
        _file(tmp_path, "good.yaml", FILE),
        _file(tmp_path, "wrong.yaml", FILE.replace("3000", "3 000")),
    )
    assert alone.run("contract", "validate", good) == f"{good}: good"
    done = alone.attempt("contract", "validate", good, wrong)
    assert (done.returncode, done.stdout) == (1, f"{good}: good\n")
    assert done.stderr.splitlines() == [
        f"{wrong}:15:48: '3 000.00' is no number. [number.malformed]",
        "    Write it as 4 or 4.5: a point, and nothing between thousands.",
    ]
    assert not (tmp_path / "nothing").exists()


async def test_a_contract_is_tried_taken_printed_and_compared(sla: Sla, tmp_path: Path) -> None:
    file = _file(tmp_path, "c-1.yaml", FILE)
    assert sla.run("contract", "import", file, "--dry-run") == "Would begin the draft of C-1."
    assert sla.attempt("contract", "export", "C-1").returncode == 1
    assert sla.run("contract", "import", file) == "Began the draft of C-1."
    assert sla.run("contract", "import", file) == "C-1 is there, and says the same."
    assert sla.run("contract", "validate", "--beside-others", file) == f"{file}: good"
    assert sla.run("contract", "diff", file) == "They state the same."
    printed = sla.run("contract", "export", "C-1")
    changed = _file(tmp_path, "changed.yaml", printed.replace("3000.00", "3100.00"))
    done = sla.attempt("contract", "diff", changed)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "- line printing, level gold, any site: unit price: 3000.00",
        "+ line printing, level gold, any site: unit price: 3100.00",
    ]
    assert sla.attempt("contract", "diff", changed, file).returncode == 1
    assert sla.run("contract", "import", changed) == "Edited C-1."
    paper = _file(tmp_path, "paper.yaml", SIGNED.replace("C-1", "C-2"))
    assert sla.run("contract", "import", paper) == "Put C-2 on record, as it was signed."
    amended = _file(tmp_path, "amended.yaml", SIGNED.replace("C-1", "C-2").replace("3000", "3100"))
    assert sla.run("contract", "import", amended) == "Opened an amendment of C-2."
    wrong = _file(tmp_path, "wrong.yaml", FILE.replace("level: gold", "level: golf"))
    for verb in (["import"], ["import", "--dry-run"], ["validate", "--beside-others"], ["diff"]):
        refused = sla.attempt("contract", *verb, wrong)
        assert refused.returncode == 1
        assert f"{wrong}:15:30: There is no agreement 'golf'. [file.name_unknown]" in refused.stderr


async def test_a_table_is_tried_taken_and_what_is_refused_is_corrected_and_taken(
    sla: Sla, tmp_path: Path, database: Database, tenant: TenantId
) -> None:
    wrong = ROW.format(n=3, months=12).replace("gold", "golf")
    lines = [ROW.format(n=1, months=12), LINE.format(n=1), DRAFT.format(n=2), wrong, LINE.format(n=3)]
    file, refused = _file(tmp_path, "all.csv", HEADER, *lines), tmp_path / "refused.csv"
    tried = sla.attempt("contract", "import-csv", file, "--dry-run")
    assert (tried.returncode, tried.stdout) == (
        3, "Would be: 1 put on record, 1 begun as drafts, 1 refused.\n",
    )  # fmt: skip
    done = sla.attempt("contract", "import-csv", file, "--refused", str(refused))
    assert done.returncode == 3
    assert done.stdout.splitlines() == [
        "1 put on record, 1 begun as drafts, 1 refused.",
        f"Correct {refused}, and take it: sla contract import-csv {refused}",
    ]
    assert done.stderr.splitlines() == [
        f"{file} row 5, level: There is no agreement 'golf'. [file.name_unknown]",
        "    Did you mean 'gold'?",
    ]
    told = refused.read_text("utf-8-sig").splitlines()
    assert told == [
        f"{HEADER},problem",
        f"{wrong},level: There is no agreement 'golf'. Did you mean 'gold'?",
        f"{LINE.format(n=3)},",
    ]
    corrected = _file(tmp_path, "corrected.csv", *(line.replace("golf,", "gold,") for line in told))
    assert sla.run("contract", "import-csv", corrected) == "1 put on record."
    assert sla.attempt("contract", "import-csv", file).stdout == "2 there already, 1 refused.\n"
    async with database.session(tenant) as session:
        numbers = [row.number for row in await session.query(ContractRow).order_by("number")]
    assert numbers == ["C-1", "C-2", "C-3"]


async def test_a_table_that_is_none_is_refused_and_never_written_over(sla: Sla, tmp_path: Path) -> None:
    file = _file(tmp_path, "all.csv", HEADER.replace("zone", "zoen"), ROW.format(n=1, months=12))
    done = sla.attempt("contract", "import-csv", file)
    assert done.returncode == 1
    assert f"{file}:1:7: There is no column 'zoen'. [file.key_unknown]" in done.stderr
    before = _bytes(file)
    over = sla.attempt("contract", "import-csv", file, "--refused", file)
    assert (over.returncode, _bytes(file)) == (1, before)
    assert "[file.value]" in over.stderr
    empty = _file(tmp_path, "empty.csv", HEADER)
    assert sla.run("contract", "import-csv", empty) == "No contract in it."
    every = _file(tmp_path, "every.csv", HEADER, *(ROW.format(n=n, months=0) for n in range(25)))
    done = sla.attempt("contract", "import-csv", every)
    assert (done.returncode, done.stdout) == (1, "25 refused.\n")
    assert done.stderr.splitlines()[-1] == "... and 5 contracts more."
