"""Writes comments that RT keeps once, and knows its own again."""

from __future__ import annotations

import hashlib

from sla_integrations.request_tracker.client import Client
from sla_integrations.request_tracker.reader import Reader
from sla_integrations.request_tracker.write_back import living, version_of
from sla_plugin.sdk import WriteNote, Written


class Notes:
    """RT keeps a comment's subject in its transaction, and the key stands at the subject's end."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client = client
        self._reader = reader

    async def write(self, note: WriteNote) -> Written:
        """Idempotent by key. RT itself tells the AdminCcs of the queue, who own it, by its own scrip
        `On Comment Notify AdminCcs as Comment`."""
        before = await living(self._client, note.ref)
        if await self._is_there(note):
            return Written(version_of(before), applied=False)
        subject = f"{' '.join(note.subject.split())} {_mark(note)}"
        body = {"Subject": subject, "Content": note.text, "ContentType": "text/plain"}
        await self._client.create(f"ticket/{note.ref.id}/comment", body)
        return Written(version_of(await living(self._client, note.ref)), applied=True)

    async def _is_there(self, note: WriteNote) -> bool:
        comments = await self._reader.comments(note.ref.id)
        return any(one.subject is not None and one.subject.endswith(_mark(note)) for one in comments)


def _mark(note: WriteNote) -> str:
    return f"[sla:{hashlib.sha256(note.key.encode()).hexdigest()[:16]}]"
