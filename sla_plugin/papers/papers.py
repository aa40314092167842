"""Any sheet as a paper in one language."""

from __future__ import annotations

from sla_plugin.papers.blocks import Paper
from sla_plugin.papers.compose import paper as contract_paper
from sla_plugin.papers.compose_settlement import settlement_paper
from sla_plugin.papers.languages import Language
from sla_plugin.papers.settlement_sheet import SettlementSheet
from sla_plugin.papers.sheet import ContractSheet

Sheet = ContractSheet | SettlementSheet


def paper_of(sheet: Sheet, language: Language) -> Paper:
    if isinstance(sheet, SettlementSheet):
        return settlement_paper(sheet, language)
    return contract_paper(sheet, language)
