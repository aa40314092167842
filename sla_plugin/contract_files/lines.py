"""What is bought, and what it is needed for, in a file.

`lines: [{service: printing, level: gold, quantity: 2, unit_price: "3000.00", billing: MONTHLY}]`, with
`level_version: 3`, `site: crm:14`, `starts_on` and `ends_on`. A price is in the contract's currency, or says
its own: `3000.00 THB`.
`requirements: [{need: in the customer's words, outcome: shifts start on time, service: printing}]`
"""

from __future__ import annotations

from decimal import Decimal

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.agreement_files.stated import ANY
from sla_plugin.contract_files.stated import StatedLine, StatedPrice, StatedRequirement
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.currencies import minor_digits


def read_lines(at: Cursor) -> tuple[StatedLine, ...]:
    return tuple(at.whole(_read_line))


def _read_line(at: Cursor) -> StatedLine:
    readers = {
        "service": values.text,
        "level": values.text,
        "level_version": values.whole_number,
        "site": _read_site,
        "quantity": values.number,
        "unit_price": read_price,
        "billing": values.one_of(Billing),
        "starts_on": values.day,
        "ends_on": values.day,
    }
    return StatedLine(**at.section(readers, needed=("service",)))


def _read_site(at: Cursor) -> str | None:
    """`any`, without quotes, is as if the key were not there."""
    return None if at.plain == ANY else values.text(at)


def read_price(at: Cursor) -> StatedPrice:
    written = at.text()
    amount, _, currency = written.partition(" ")
    if not currency.isalpha():
        return StatedPrice(values.exact(written))
    minor_digits(currency)
    return StatedPrice(values.exact(amount), currency)


def line_form(line: StatedLine, currency: str) -> dict[str, Form]:
    """`currency`: of the contract."""
    forms: dict[str, Form | None] = {
        "service": line.service,
        "level": line.level,
        "level_version": None if line.level_version is None else values.whole_form(line.level_version),
        "site": line.site,
        "quantity": values.number_form(line.quantity),
        "unit_price": None if line.unit_price is None else _price_form(line.unit_price, currency),
        "billing": line.billing.value,
        "starts_on": values.day_form(line.starts_on),
        "ends_on": values.day_form(line.ends_on),
    }
    return filled(forms)


def _price_form(price: StatedPrice, currency: str) -> str:
    amount = price_text(price.amount, price.currency or currency)
    return amount if price.currency is None else f"{amount} {price.currency}"


def price_text(amount: Decimal, currency: str) -> str:
    """To the smallest coin: `3000.00`; and further where it says more."""
    whole, _, part = values.number_form(amount).partition(".")
    part = part.ljust(minor_digits(currency), "0")
    return f"{whole}.{part}" if part else whole


def read_requirements(at: Cursor) -> tuple[StatedRequirement, ...]:
    return tuple(at.whole(_read_requirement))


def _read_requirement(at: Cursor) -> StatedRequirement:
    readers = {"need": values.text, "outcome": values.any_text, "service": values.text}
    return StatedRequirement(**at.section(readers, needed=("need", "outcome")))


def requirement_form(requirement: StatedRequirement) -> dict[str, Form]:
    forms: dict[str, Form | None] = {
        "need": requirement.need,
        "outcome": requirement.outcome,
        "service": requirement.service,
    }
    return filled(forms)
