"""The CRM, as the people who work with it see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from sla_integrations.memory.journal import Journal, Verb
from sla_integrations.memory.terminations import Termination
from sla_integrations.memory.traps import Traps
from sla_plugin.sdk import ContactRecord, CustomerRecord, RecordKind, Ref, SiteRecord

CrmRecord = CustomerRecord | SiteRecord | ContactRecord | Termination


class Crm:
    """Every action takes the instant at which it happens. Ids are unique over all kinds of records.

    An unknown id is a KeyError.
    """

    def __init__(self, journal: Journal, traps: Traps) -> None:
        self._journal = journal
        self._traps = traps
        self._records: dict[str, CrmRecord] = {}
        self._refs: dict[str, Ref] = {}

    def add_customer(
        self,
        at: datetime,
        name: str,
        *,
        key: str | None = None,
        code: str | None = None,
        parent: str | None = None,
    ) -> str:
        """The customer's id: `key`, or the next of C-1, C-2, …"""
        return self._add(at, RecordKind.CUSTOMER, key, "C", CustomerRecord(name, code, parent))

    def add_site(
        self,
        at: datetime,
        customer: str,
        name: str,
        *,
        key: str | None = None,
        city: str | None = None,
        country: str | None = None,
        zone: str | None = None,
    ) -> str:
        """The site's id: `key`, or S-…"""
        return self._add(at, RecordKind.SITE, key, "S", SiteRecord(customer, name, city, country, zone))

    def add_contact(
        self,
        at: datetime,
        customer: str,
        name: str,
        *,
        key: str | None = None,
        email: str | None = None,
        phone: str | None = None,
    ) -> str:
        """The contact's id: `key`, or P-…"""
        return self._add(at, RecordKind.CONTACT, key, "P", ContactRecord(customer, name, email, phone))

    def ask_to_end(self, at: datetime, request: Termination, *, key: str | None = None) -> str:
        """The id of the request to end a contract, or to take another request back: `key`, or T-…"""
        return self._add(at, RecordKind.TERMINATION, key, "T", request)

    def rename(self, at: datetime, key: str, name: str) -> None:
        record = self[key]
        assert not isinstance(record, Termination), f"{key} has no name"
        self.put(at, key, replace(record, name=name))

    def deactivate(self, at: datetime, key: str) -> None:
        record = self[key]
        assert not isinstance(record, Termination), f"{key} is never inactive"
        self.put(at, key, replace(record, active=False))

    def put(self, at: datetime, key: str, record: CrmRecord) -> None:
        """Replace the whole record by another one of its kind."""
        assert type(record) is type(self[key]), f"{key} is no {type(record).__name__}"
        self._note_down(at, key, Verb.EDIT, record)

    def remove(self, at: datetime, key: str) -> None:
        record = self._records.pop(key)
        if self._traps.hard_deletes:
            self._journal.erase(self._refs[key])
        else:
            self._journal.append(at, self._refs[key], Verb.DELETE, record, "sales")

    def merge(self, at: datetime, key: str, into: str) -> None:
        """A customer goes into another one, with its sites and contacts; its id stays and points there."""
        customer = self[key]
        assert isinstance(customer, CustomerRecord)
        assert isinstance(self[into], CustomerRecord)
        for other, record in list(self._records.items()):
            if isinstance(record, SiteRecord | ContactRecord) and record.customer == key:
                self.put(at, other, replace(record, customer=into))
        self._note_down(at, key, Verb.MERGE, replace(customer, active=False), into=into)

    def __getitem__(self, key: str) -> CrmRecord:
        """The record as it stands; KeyError where it is not there, or removed."""
        return self._records[key]

    def __contains__(self, key: str) -> bool:
        return key in self._records

    def _add(self, at: datetime, kind: RecordKind, key: str | None, letter: str, record: CrmRecord) -> str:
        key = key or self._free(kind, letter)
        if key in self._refs:
            raise ValueError(f"there is a record {key} already")
        self._refs[key] = Ref(kind, key)
        self._note_down(at, key, Verb.OPEN, record)
        return key

    def _free(self, kind: RecordKind, letter: str) -> str:
        used = sum(ref.kind is kind for ref in self._refs.values())
        return next(key for n in count(used + 1) if (key := f"{letter}-{n}") not in self._refs)

    def _note_down(self, at: datetime, key: str, verb: Verb, record: CrmRecord, **details: str) -> None:
        self._journal.append(at, self._refs[key], verb, record, "sales", **details)
        self._records[key] = record
