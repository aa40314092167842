"""Who is part of a contract, and who signed it on paper, in a file.

`parties: [{role: SIGNATORY, organisation: lanna, person: anan, since: 2026-01-01}]`; a notice contact has
`notice: {channel: EMAIL, address: legal@lanna.example, calendar: office, cut_off: "17:00"}`.
`signed: {on: 2026-03-02, by: [{person: anan, organisation: lanna, reference: folder 12}]}`
"""

from __future__ import annotations

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.contract_files.stated import StatedAddress, StatedParty, StatedSignature, StatedSigning
from sla_plugin.domain.contracting.parties import PartyRole


def read_parties(at: Cursor) -> tuple[StatedParty, ...]:
    return tuple(at.whole(_read_party))


def _read_party(at: Cursor) -> StatedParty:
    readers = {
        "role": values.one_of(PartyRole),
        "organisation": values.text,
        "person": values.any_text,
        "since": values.day,
        "until": values.day,
        "notice": _read_address,
    }
    return StatedParty(**at.section(readers, needed=("role", "organisation")))


def _read_address(at: Cursor) -> StatedAddress:
    readers = {
        "channel": values.any_text,
        "address": values.any_text,
        "calendar": values.text,
        "cut_off": values.clock_time,
    }
    return StatedAddress(**at.section(readers, needed=("channel", "address")))


def party_form(party: StatedParty) -> dict[str, Form]:
    forms: dict[str, Form | None] = {
        "role": party.role.value,
        "organisation": party.organisation,
        "person": party.person,
        "since": values.day_form(party.since),
        "until": values.day_form(party.until),
        "notice": None if party.notice is None else _address_form(party.notice),
    }
    return filled(forms)


def _address_form(address: StatedAddress) -> Form:
    forms: dict[str, Form | None] = {
        "channel": address.channel,
        "address": address.address,
        "calendar": address.calendar,
        "cut_off": None if address.cut_off is None else values.clock_form(address.cut_off),
    }
    return filled(forms)


def read_signing(at: Cursor) -> StatedSigning:
    return StatedSigning(**at.section({"on": values.day, "by": _read_signatures}, needed=("on", "by")))


def _read_signatures(at: Cursor) -> tuple[StatedSignature, ...]:
    return tuple(at.whole(_read_signature))


def _read_signature(at: Cursor) -> StatedSignature:
    readers = {
        "person": values.text,
        "organisation": values.text,
        "on": values.day,
        "reference": values.any_text,
    }
    return StatedSignature(**at.section(readers, needed=("person", "organisation")))


def signing_form(signing: StatedSigning) -> Form:
    return {
        values.Plain("on"): values.instant_form(signing.on),
        "by": [signature_form(one) for one in signing.by],
    }


def signature_form(signature: StatedSignature) -> dict[str, Form]:
    forms: dict[str, Form | None] = {
        "person": signature.person,
        "organisation": signature.organisation,
        values.Plain("on"): values.day_form(signature.on),
        "reference": signature.reference,
    }
    return filled(forms)
