"""Papers in a store that speaks S3: the same as in a folder, and nothing of what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import PART, DocumentStore, Paper, open_document_store
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, SlaError
from tests.support.peers import object_store as peer
from tests.support.peers.object_store import BUCKET, ObjectStore

pytestmark = pytest.mark.realserver

LANNA = TenantId(UUID(int=1))
LIMIT = 3 * PART
SHORT = b"%PDF-1.7\n" + b"short" * 100
LONG = b"%PDF-1.7\n" + bytes(range(256)) * (PART // 128)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    if not peer.is_installed():
        pytest.skip(peer.INSTALL)
    with peer.start(tmp_path) as running:
        for name, value in running.variables.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def store(server: ObjectStore) -> DocumentStore:
    return open_document_store(f"s3://{BUCKET}/lanna", LIMIT)


async def pieces(whole: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), 65_536):
        yield whole[start : start + 65_536]


async def read(store: DocumentStore, paper: Paper) -> bytes:
    return b"".join([chunk async for chunk in store.read(LANNA, paper)])


@pytest.mark.parametrize("whole", [SHORT, LONG], ids=["in one part", "in several parts"])
async def test_a_paper_comes_back_byte_for_byte(
    store: DocumentStore, server: ObjectStore, whole: bytes
) -> None:
    paper = await store.put(LANNA, "application/pdf", pieces(whole))
    sha256 = hashlib.sha256(whole).hexdigest()
    assert paper == Paper(sha256, MediaType.PDF, len(whole))
    assert await read(store, paper) == whole
    assert await store.put(LANNA, "application/pdf", pieces(whole)) == paper
    assert server.keys() == [f"lanna/{LANNA}/{sha256[:2]}/{sha256}"]


async def test_whoever_changes_or_takes_a_paper_is_found_out(
    store: DocumentStore, server: ObjectStore
) -> None:
    paper = await store.put(LANNA, "application/pdf", pieces(LONG))
    [key] = server.keys()
    server.overwrite(key, LONG[:-1] + b"\0")
    with pytest.raises(SlaError) as refusal:
        await read(store, paper)
    assert refusal.value.code is Code.PAPER_TAMPERED
    server.delete(key)
    with pytest.raises(SlaError) as refusal:
        await read(store, paper)
    assert refusal.value.code is Code.PAPER_MISSING


@pytest.mark.parametrize(
    ("claimed", "whole", "code"),
    [
        ("application/pdf", b"%PDF-" + b"0" * LIMIT, Code.PAPER_TOO_LARGE),
        ("application/pdf", b"no pdf" * 2_000, Code.PAPER_TYPE),
        ("application/pdf", b"", Code.PAPER_EMPTY),
    ],
    ids=lambda value: str(value)[:24],
)
async def test_what_is_refused_leaves_nothing_behind(
    store: DocumentStore, server: ObjectStore, claimed: str, whole: bytes, code: Code
) -> None:
    with pytest.raises(SlaError) as refusal:
        await store.put(LANNA, claimed, pieces(whole))
    assert refusal.value.code is code
    assert (server.keys(), server.unfinished()) == ([], [])


async def test_a_store_that_is_away_is_told_soon_and_not_where_it_is(
    store: DocumentStore, server: ObjectStore
) -> None:
    server.stop()
    with pytest.raises(SlaError) as refusal:
        await store.put(LANNA, "application/pdf", pieces(SHORT))
    assert refusal.value.code is Code.PAPER_STORE
    assert "127.0.0.1" not in str(refusal.value)
