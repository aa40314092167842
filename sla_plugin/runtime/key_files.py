"""Keys that this installation makes for itself on its first start, mode 0600 in its data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

from sla_plugin.auth.seals import SHORTEST, SealKey
from sla_plugin.auth.signing import SigningKey
from sla_plugin.settings import Settings
from sla_plugin.sync.secret_box import SecretBox

SIGNING_KEY = "signing-key.pem"
SECRET_KEY = "secret.key"  # noqa: S105  # the name of a file
SEAL_KEY = "audit-seal.key"


def signing_key(settings: Settings) -> SigningKey:
    """With it the plugin signs its own tokens."""
    return SigningKey.from_pem(_kept(settings.data / SIGNING_KEY, SigningKey.generate().to_pem()))


def secret_box(settings: Settings) -> SecretBox:
    """`SLA_SECRET_KEY`, else a key of our own making."""
    if settings.secret_key is not None:
        return SecretBox(settings.secret_key.get_secret_value().encode())
    return SecretBox(_kept(settings.data / SECRET_KEY, Fernet.generate_key()))


def seal_key(settings: Settings) -> SealKey:
    """With it the trails of contracts are sealed. It is no part of the database, nor of its backups: whoever
    could change the trails could seal them, too."""
    return SealKey(_kept(settings.data / SEAL_KEY, secrets.token_bytes(SHORTEST)))


def _kept(path: Path, fresh: bytes) -> bytes:
    """What the file holds; written first where it is missing. Two processes that start at once keep the same:
    the file appears whole or not at all, and the second one to come reads the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
