"""One installation, wired: settings, database, keys and the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issuers import Issuer, Issuers
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.seals import SealKey
from sla_plugin.auth.signing import SigningKey
from sla_plugin.auth.verified_tokens import VerifiedTokens
from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.runtime.databases import DatabaseAccess, database_access, require_current, status_of
from sla_plugin.runtime.key_files import seal_key, secret_box, signing_key
from sla_plugin.runtime.time_source import TimeSource, system_time
from sla_plugin.settings import Settings
from sla_plugin.storage.session import Database, open_database
from sla_plugin.sync.secret_box import SecretBox

ISSUER = AUDIENCE = "sla_plugin"


@dataclass(frozen=True)
class Installation:
    settings: Settings
    access: DatabaseAccess
    database: Database
    signing_key: SigningKey
    secret_box: SecretBox
    seal_key: SealKey
    issuers: Issuers
    documents: DocumentStore
    now: TimeSource
    verified_tokens: VerifiedTokens = field(default_factory=VerifiedTokens)


@asynccontextmanager
async def open_installation(
    settings: Settings, now: TimeSource = system_time, *, emptied: bool = False
) -> AsyncIterator[Installation]:
    """Ready to serve; `emptied`, with nothing in it. Unavailable `database.*` where the database is not
    there, or of another release."""
    async with database_access(settings, emptied=emptied) as access:
        require_current(await status_of(access))
        async with open_database(access.app) as database:
            key = signing_key(settings)
            yield Installation(
                settings=settings,
                access=access,
                database=database,
                signing_key=key,
                secret_box=secret_box(settings),
                seal_key=seal_key(settings),
                issuers=Issuers([_own(settings, key)]),
                documents=_documents(settings),
                now=now,
            )


def _documents(settings: Settings) -> DocumentStore:
    """Unavailable `paper.store`."""
    if settings.documents_url is not None:
        return open_document_store(settings.documents_url, settings.document_limit)
    folder = settings.data / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open_document_store(folder.as_uri(), settings.document_limit)


def _own(settings: Settings, key: SigningKey) -> Issuer:
    """The plugin's own tokens, for every tenant."""
    return Issuer(
        iss=ISSUER,
        audience=AUDIENCE,
        algorithms=frozenset({Algorithm.ES256}),
        keys=KeyRing((key.verification_key(),)),
        tenants=None,
        max_lifetime=settings.token_max_lifetime,
    )
