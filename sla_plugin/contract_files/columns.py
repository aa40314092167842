"""The columns of a table of contracts, and how one cell of each is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.stated import ANY
from sla_plugin.contract_files.clauses import read_months
from sla_plugin.contract_files.documents import read_currency, read_zone
from sla_plugin.contract_files.lines import read_price
from sla_plugin.contract_files.notice import Rule, parse_period
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align
from sla_plugin.errors import BadInput, Code

PROBLEM = "problem"
"""A column that is written beside refused rows, and not read."""

COLUMNS = {
    "number": "of the contract; rows below each other with the same number are its lines",
    "kind": "CUSTOMER where empty",
    "customer": "code, `system:id` or name of an organisation",
    "provider": "the same; of an UNDERPINNING contract its supplier",
    "signatories": "`malee for customer; anan for lanna`; empty: those who signed",
    "effective_on": "first day, 2026-04-01",
    "zone": "Asia/Bangkok",
    "currency": "THB",
    "law": "DE, TH; GENERIC where empty",
    "months": "of the first term; empty: it is open",
    "renewal_months": "of each renewal; empty: there is none",
    "notice": "`3 months`, or aligned, `3 months to term end`",
    "service": "code in the catalogue",
    "level": "code of an agreement",
    "site": "`system:id` or name; empty: any",
    "quantity": "1 where empty",
    "unit_price": "3000.00",
    "billing": "MONTHLY where empty",
    "signed_on": "day of the last signature; empty: it is a draft",
    "signed_by": "as signatories; empty: all of them",
    "reference": "where the paper is",
}
NEEDED = ("number", "customer", "provider", "effective_on", "zone", "currency")
OF_A_LINE = ("service", "level", "site", "quantity", "unit_price", "billing")


Signer = tuple[str, str]
"""A person, and for whom it signs."""


def _read_people(at: Cursor) -> tuple[Signer, ...]:
    return tuple(_person(one.strip()) for one in at.text().split(";") if one.strip())


def _person(written: str) -> Signer:
    person, of, organisation = written.partition(" for ")
    if not of or not person.strip() or not organisation.strip():
        raise BadInput(
            Code.FILE_VALUE,
            f"{written!r} does not say who signs for whom.",
            hint="Write malee for customer; anan for provider: or the organisation's code instead.",
        )
    return person.strip(), organisation.strip()


def _read_notice(at: Cursor) -> Rule:
    period, to, end = at.text().partition(" to ")
    aligned = {"align": values.chosen(Align, end.strip().upper().replace(" ", "_"))} if to else {}
    return {"period": parse_period(period.strip()), **aligned}


def _read_site(at: Cursor) -> str | None:
    written = at.text()
    return None if written == ANY else written


READERS: dict[str, Callable[[Cursor], Any]] = {
    "number": values.text,
    "kind": values.one_of(ContractKind),
    "customer": values.text,
    "provider": values.text,
    "signatories": _read_people,
    "effective_on": values.day,
    "zone": read_zone,
    "currency": read_currency,
    "law": values.one_of(Law),
    "months": read_months,
    "renewal_months": read_months,
    "notice": _read_notice,
    "service": values.text,
    "level": values.text,
    "site": _read_site,
    "quantity": values.number,
    "unit_price": read_price,
    "billing": values.one_of(Billing),
    "signed_on": values.day,
    "signed_by": _read_people,
    "reference": values.text,
}
