"""From Tryton's words to ours. Names that Tryton alone uses go no further than this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sla_plugin.sdk import (
    Change,
    ConfigWrong,
    ContactRecord,
    CustomerRecord,
    Operation,
    Record,
    RecordKind,
    RecordRejected,
    Ref,
    SiteRecord,
)

PARTY, ADDRESS, MECHANISM = "party.party", "party.address", "party.contact_mechanism"
MAIL = ("email",)
PHONE = ("phone", "mobile", "sip")
"""By the other types of contact mechanisms (websites, say) nobody can be reached."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a kind of record comes from. Only rows of these `types`, where it has any, are such records."""

    model: str
    fields: tuple[str, ...]
    record: Callable[[Row], Record]
    types: tuple[str, ...] = ()

    @property
    def asked_for(self) -> tuple[str, ...]:
        return (*self.fields, "active", "last_modified_at")


def customer(row: Row) -> CustomerRecord:
    return CustomerRecord(
        name=row["name"] or f"[{row['code']}]", code=row["code"], active=bool(row["active"])
    )


def site(row: Row) -> SiteRecord:
    """Named by the most particular that Tryton knows of the place."""
    names = (row["building_name"], row["party_name"], row["street_single_line"], row["city"])
    return SiteRecord(
        customer=str(row["party"]),
        name=next(filter(None, names), f"Address {row['id']}"),
        city=row["city"] or None,
        country=row["country"]["code"] if row["country"] else None,
        active=bool(row["active"]),
    )


def contact(row: Row) -> ContactRecord:
    """One way to reach somebody: whoever has a telephone and an e-mail address has two in Tryton too."""
    return ContactRecord(
        customer=str(row["party"]["id"]),
        name=row["name"] or row["party"]["rec_name"],
        email=row["value"] if row["type"] in MAIL else None,
        phone=row["value"] if row["type"] in PHONE else None,
        active=bool(row["active"]),
    )


SOURCES = {
    RecordKind.CUSTOMER: Source(PARTY, ("name", "code", "replaced_by"), customer),
    RecordKind.SITE: Source(
        ADDRESS,
        ("party", "party_name", "building_name", "street_single_line", "city", "country.code"),
        site,
    ),
    RecordKind.CONTACT: Source(
        MECHANISM, ("party.rec_name", "name", "type", "value"), contact, types=(*MAIL, *PHONE)
    ),
}


def changes(kind: RecordKind, row: Row) -> Iterator[Change]:
    """A party that was merged comes as it stands and then as merged, so that its id is known by then.

    RecordRejected where Tryton left out what the record is made of.
    """
    source = SOURCES[kind]
    ref = Ref(kind, str(row["id"]))
    try:
        at = modified_at(row)
        if source.types and row["type"] not in source.types:
            yield Change(ref, Operation.DELETE, version(at), at)
            return
        survivor = row.get("replaced_by")
        yield Change(ref, Operation.UPSERT, version(at) - (survivor is not None), at, source.record(row))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordRejected(
            f"{source.model} {row['id']} lacks what it is made of: {error}.",
            hint="Grant the user of the key to read all fields of parties, addresses and contacts.",
        ) from None
    if survivor is not None:
        yield Change(ref, Operation.MERGE, version(at), at, merged_into=str(survivor))


def modified_at(row: Row) -> datetime:
    """ConfigWrong where Tryton left it out: without it nothing can be read in order."""
    try:
        stamp = {key: value for key, value in row["last_modified_at"].items() if key != "__class__"}
    except KeyError:
        raise ConfigWrong(
            "Tryton does not let us read when a record was last modified.",
            hint="Grant the user of the key to read `last_modified_at`.",
        ) from None
    return datetime(**stamp, tzinfo=UTC)


def version(at: datetime) -> int:
    """Microseconds since 1970: Tryton has no other order of a record's versions."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
