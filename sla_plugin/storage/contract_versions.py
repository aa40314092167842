"""Versions of contracts, row and value: one on its way to signature, and those that are signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tortoise import fields

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.storage.contract_contents import content_from_json
from sla_plugin.storage.rows import Row


class ContractVersionRow(Row):
    contract_id = fields.UUIDField()
    number = fields.IntField()
    state = fields.TextField()
    round = fields.IntField(default=1)
    content: Any = fields.JSONField()
    content_hash = fields.TextField()
    authors: Any = fields.JSONField()
    sign_by = fields.DatetimeField(null=True)
    opened_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contract_version"

    @property
    def at(self) -> ContractState:
        return ContractState(self.state)

    @property
    def is_open(self) -> bool:
        return self.at not in (ContractState.SIGNED, ContractState.ABANDONED)

    @property
    def says(self) -> VersionContent:
        return content_from_json(self.content)


def signed(rows: Iterable[ContractVersionRow]) -> tuple[SignedVersion, ...]:
    return tuple(
        SignedVersion(row.number, row.says, _recorded(row)) for row in rows if row.at is ContractState.SIGNED
    )


def _recorded(row: ContractVersionRow) -> datetime:
    assert row.recorded_at is not None, "checked by the table"
    return row.recorded_at
