"""New ids: UUIDv7, made here and never by the database, so that an id exists before its row does."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()
