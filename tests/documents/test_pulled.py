"""Papers are taken in threads: whoever breaks off is not waited for, and the process ends as it should."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.sources import ROOT

_LAST_THING = """
import asyncio, sys
from uuid import UUID
from sla_plugin.documents.store import open_document_store

async def main():
    async def pieces():
        yield b"hello"
    store = open_document_store(sys.argv[1], 1_000)
    paper = await store.put(UUID(int=1), "text/plain", pieces())
    assert [chunk async for chunk in store.read(UUID(int=1), paper)] == [b"hello"]

asyncio.run(main())
"""

_GIVEN_UP = """
import asyncio, sys
from uuid import UUID
from sla_plugin.documents.store import open_document_store

async def main():
    asked = asyncio.Event()
    async def never():
        yield b"%PDF-" + b"0" * 10_000
        asked.set()
        await asyncio.Event().wait()
    store = open_document_store(sys.argv[1], 1_000_000)
    putting = asyncio.create_task(store.put(UUID(int=1), "application/pdf", never()))
    await asked.wait()
    putting.cancel()
    await asyncio.wait([putting])
    assert putting.cancelled()

asyncio.run(main())
"""


def ends(program: str, folder: Path) -> int:
    """Its exit status. A thread that is left waiting would never let it end."""
    command = [sys.executable, "-c", program, folder.as_uri()]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60).returncode


def test_who_gives_up_leaves_nothing_waiting_and_nothing_behind(tmp_path: Path) -> None:
    assert ends(_GIVEN_UP, tmp_path / "documents") == 0
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_process_whose_last_thing_is_a_paper_ends_well(tmp_path: Path) -> None:
    """After asynchronous calls of the library, one in three would abort."""
    assert [ends(_LAST_THING, tmp_path / "documents") for _ in range(6)] == [0] * 6
