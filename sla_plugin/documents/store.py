"""A store chosen by its URL: `file:///…` and, by the same calls, `s3://…`, `gs://…`, `az://…`.

Bytes lie under their tenant and their own SHA-256, so that the same paper lies there once, nothing is ever
overwritten by something else, and whoever changes a byte is found out when it is read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from sla_plugin.documents.media_types import HEAD, MediaType, check_head, media_type_of
from sla_plugin.documents.pulled import Pulled, in_thread
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import BadInput, Code, TooLarge, Unavailable

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import RetryConfig

CHUNK = 1 << 20
"""Bytes that are read at once."""

PART = 5 << 20
"""Bytes that are sent at once: S3 takes no smaller part of a whole."""

_AT_ONCE = 2
"""Parts on their way, so that one paper takes some 15 MB of memory, however long it is."""

_PATIENCE: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
_LONGEST = 200
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Paper:
    """`sha256` in hexadecimal digits; `size` in bytes."""

    sha256: str
    media_type: MediaType
    size: int


class DocumentStore:
    """`limit`: bytes that one paper may have."""

    def __init__(self, store: ObjectStore, limit: int) -> None:
        self._store = store
        self._limit = limit

    def check_size(self, size: int) -> None:
        """Of a paper that is announced. TooLarge `paper.too_large`."""
        if size > self._limit:
            raise _too_large(self._limit)

    async def put(self, tenant: TenantId, claimed: str, chunks: AsyncIterable[bytes]) -> Paper:
        """As they come, never all at once in memory. Nothing is kept of what is refused: BadInput
        `paper.type` or `paper.empty`, TooLarge `paper.too_large`."""
        intake = _Intake(media_type_of(claimed), self._limit)
        arriving = f"{tenant}/arriving/{uuid4()}"
        with _reaching():
            pulled = Pulled(intake.measured(chunks))
            await in_thread(
                obstore.put, self._store, arriving, pulled, chunk_size=PART, max_concurrency=_AT_ONCE
            )
            paper = intake.paper()
            await in_thread(obstore.rename, self._store, arriving, _place(tenant, paper.sha256))
        return paper

    async def read(self, tenant: TenantId, paper: Paper) -> AsyncIterator[bytes]:
        """Piece by piece. Unavailable `paper.missing`; `paper.tampered` where it is not what was put there,
        which shows at the end at the latest: what came before it must not be trusted."""
        digest, size = hashlib.sha256(), 0
        with _reaching():
            found = await self._find(_place(tenant, paper.sha256))
            arriving = iter(found.stream(min_chunk_size=CHUNK))
            while (chunk := await in_thread(next, arriving, None)) is not None:
                digest.update(chunk)
                size += len(chunk)
                if size > paper.size:
                    break
                yield bytes(chunk)
        if (digest.hexdigest(), size) != (paper.sha256, paper.size):
            raise Unavailable(
                Code.PAPER_TAMPERED,
                f"The paper {paper.sha256} is not what was put on record.",
                hint="Somebody changed it behind our back: fetch it from a backup of the document store.",
            )

    async def _find(self, place: str) -> GetResult:
        try:
            return await in_thread(obstore.get, self._store, place)
        except FileNotFoundError as error:
            raise Unavailable(
                Code.PAPER_MISSING,
                "A paper that is on record is not in the document store.",
                hint="Look whether the store is the right one, or fetch the paper from a backup.",
            ) from error

    async def is_whole(self, tenant: TenantId, paper: Paper) -> bool:
        try:
            async for _ in self.read(tenant, paper):
                pass
        except Unavailable as error:
            if error.code in {Code.PAPER_TAMPERED, Code.PAPER_MISSING}:
                return False
            raise
        return True


def open_document_store(url: str, limit: int) -> DocumentStore:
    """Keys of an object store come from its own variables, such as `AWS_ACCESS_KEY_ID` and `AWS_ENDPOINT`.
    Unavailable `paper.store` where no such store is known."""
    with _reaching():
        if url.startswith("file:"):
            store = from_url(url, mkdir=True)
        else:
            store = from_url(url, retry_config=_PATIENCE)
    return DocumentStore(store, limit)


class _Intake:
    """Looks at what passes."""

    def __init__(self, media_type: MediaType, limit: int) -> None:
        self._media_type = media_type
        self._limit = limit
        self._digest = hashlib.sha256()
        self._size = 0

    async def measured(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """The same bytes. Its head is looked at before any of it is let through."""
        head: bytes | None = b""
        async for chunk in chunks:
            self._digest.update(chunk)
            self._size += len(chunk)
            if self._size > self._limit:
                raise _too_large(self._limit)
            if head is not None:
                head += chunk
                if len(head) < HEAD:
                    continue
                check_head(self._media_type, head[:HEAD])
                chunk, head = head, None
            yield chunk
        if head is not None:
            self._check_short(head)
            yield head

    def _check_short(self, whole: bytes) -> None:
        if not whole:
            raise BadInput(
                Code.PAPER_EMPTY, "The paper holds nothing.", hint="Send what is to be put on record."
            )
        check_head(self._media_type, whole)

    def paper(self) -> Paper:
        return Paper(self._digest.hexdigest(), self._media_type, self._size)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        Code.PAPER_TOO_LARGE,
        f"The paper is longer than the {limit:,} bytes that are taken.",
        hint="Send a smaller one, or several.",
    )


def _place(tenant: TenantId, sha256: str) -> str:
    return f"{tenant}/{sha256[:2]}/{sha256}"


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        # Whoever sends a paper is not told where papers lie.
        why = _ADDRESS.sub("…", str(error).splitlines()[0])[:_LONGEST]
        raise Unavailable(
            Code.PAPER_STORE,
            f"The document store does not answer as it should: {why}",
            hint="Look at its address, and at our rights there.",
        ) from error
