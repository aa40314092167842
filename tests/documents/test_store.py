"""Papers come in and go out as they are, and whatever is changed in between shows."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from sla_plugin.documents.media_types import HEAD, MediaType
from sla_plugin.documents.store import CHUNK, DocumentStore, Paper, open_document_store
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, SlaError

LANNA, RHEINWERK = TenantId(UUID(int=1)), TenantId(UUID(int=2))
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 20_000
LIMIT = 8_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def store(folder: Path) -> DocumentStore:
    return open_document_store(f"file://{folder}", LIMIT)


async def pieces(whole: bytes, length: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), length):
        yield whole[start : start + length]


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


async def read(store: DocumentStore, paper: Paper, tenant: TenantId = LANNA) -> bytes:
    return b"".join([chunk async for chunk in store.read(tenant, paper)])


@pytest.mark.parametrize("length", [1, 1_000, CHUNK])
async def test_a_paper_comes_back_byte_for_byte(store: DocumentStore, length: int) -> None:
    whole = PDF[: 20_000 if length == 1 else None]
    paper = await store.put(LANNA, "application/pdf; charset=binary", pieces(whole, length))
    assert paper == Paper(hashlib.sha256(whole).hexdigest(), MediaType.PDF, len(whole))
    assert await read(store, paper) == whole
    assert await store.is_whole(LANNA, paper)


async def test_the_same_paper_lies_there_once(store: DocumentStore, folder: Path) -> None:
    one = await store.put(LANNA, "application/pdf", pieces(PDF))
    assert await store.put(LANNA, "application/pdf", pieces(PDF, 999)) == one
    assert len(list(files(folder))) == 1


async def test_a_tenant_finds_no_paper_of_another(store: DocumentStore) -> None:
    paper = await store.put(LANNA, "application/pdf", pieces(PDF))
    with pytest.raises(SlaError) as refusal:
        await read(store, paper, RHEINWERK)
    assert refusal.value.code is Code.PAPER_MISSING


async def test_a_byte_that_is_changed_shows_when_it_is_read(store: DocumentStore, folder: Path) -> None:
    paper = await store.put(LANNA, "application/pdf", pieces(PDF))
    [file] = files(folder)
    file.write_bytes(PDF[:-1] + b"\0")
    with pytest.raises(SlaError) as refusal:
        await read(store, paper)
    assert refusal.value.code is Code.PAPER_TAMPERED
    file.write_bytes(PDF + b"more")
    assert not await store.is_whole(LANNA, paper)
    file.unlink()
    assert not await store.is_whole(LANNA, paper)


async def test_a_short_text_that_ends_within_a_character_s_bytes_at_the_head_is_a_text(
    store: DocumentStore,
) -> None:
    thai = ("ก" * HEAD).encode()
    paper = await store.put(LANNA, "text/plain", pieces(thai, 1_000))
    assert await read(store, paper) == thai


@pytest.mark.parametrize(
    ("claimed", "whole", "code"),
    [
        ("application/x-msdownload", b"MZ", Code.PAPER_TYPE),
        ("application/pdf", b"no pdf", Code.PAPER_TYPE),
        ("application/pdf", b"no pdf" * 2_000, Code.PAPER_TYPE),
        ("text/plain", PDF, Code.PAPER_TYPE),
        ("text/html", b"\xff\xfe<", Code.PAPER_TYPE),
        ("text/csv", b"a;b\0", Code.PAPER_TYPE),
        ("application/pdf", b"", Code.PAPER_EMPTY),
        ("application/pdf", b"%PDF-" + b"0" * LIMIT, Code.PAPER_TOO_LARGE),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_what_is_refused_leaves_nothing_behind(
    store: DocumentStore, folder: Path, claimed: str, whole: bytes, code: Code
) -> None:
    with pytest.raises(SlaError) as refusal:
        await store.put(LANNA, claimed, pieces(whole))
    assert refusal.value.code is code
    assert list(files(folder)) == []


async def test_a_sender_who_breaks_off_leaves_nothing_behind(store: DocumentStore, folder: Path) -> None:
    class BrokenOff(Exception):  # noqa: N818 - a signal of this test
        pass

    async def broken() -> AsyncIterator[bytes]:
        yield PDF
        raise BrokenOff

    with pytest.raises(BrokenOff):
        await store.put(LANNA, "application/pdf", broken())
    assert list(files(folder)) == []


@pytest.mark.parametrize("url", ["ftp://example/documents", "file:///proc/nothing/documents"])
def test_a_store_that_cannot_be_is_told(url: str) -> None:
    with pytest.raises(SlaError) as refusal:
        open_document_store(url, LIMIT)
    assert refusal.value.code is Code.PAPER_STORE
