"""The root of all mutations."""

import strawberry

from sla_plugin.api.mutations.agreement_files import AgreementFileMutations
from sla_plugin.api.mutations.agreements import AgreementMutations
from sla_plugin.api.mutations.calendar_sources import CalendarSourceMutations
from sla_plugin.api.mutations.calendars import CalendarMutations
from sla_plugin.api.mutations.catalogue import CatalogueMutations
from sla_plugin.api.mutations.contract_drafts import ContractDraftMutations
from sla_plugin.api.mutations.contract_files import ContractFileMutations
from sla_plugin.api.mutations.contract_life import ContractLifeMutations
from sla_plugin.api.mutations.contract_records import ContractRecordMutations
from sla_plugin.api.mutations.contract_steps import ContractStepMutations
from sla_plugin.api.mutations.customer_groups import CustomerGroupMutations
from sla_plugin.api.mutations.exclusions import ExclusionMutations
from sla_plugin.api.mutations.improvements import ImprovementMutations
from sla_plugin.api.mutations.metrics import MetricMutations
from sla_plugin.api.mutations.obligations import ObligationMutations
from sla_plugin.api.mutations.outages import OutageMutations
from sla_plugin.api.mutations.periods import PeriodMutations
from sla_plugin.api.mutations.reviews import ReviewMutations
from sla_plugin.api.mutations.settlements import SettlementMutations
from sla_plugin.api.mutations.support import SupportMutations
from sla_plugin.api.mutations.termination_steps import TerminationStepMutations
from sla_plugin.api.mutations.terminations import TerminationMutations
from sla_plugin.api.mutations.trees import TreeMutations


@strawberry.type(description="Everything that can be changed. Refusals are part of each payload.")
class Mutation(
    CatalogueMutations,
    CustomerGroupMutations,
    TreeMutations,
    CalendarMutations,
    CalendarSourceMutations,
    MetricMutations,
    AgreementMutations,
    AgreementFileMutations,
    ExclusionMutations,
    OutageMutations,
    PeriodMutations,
    ImprovementMutations,
    ReviewMutations,
    SupportMutations,
    ContractDraftMutations,
    ContractStepMutations,
    ContractLifeMutations,
    ContractRecordMutations,
    ContractFileMutations,
    ObligationMutations,
    TerminationMutations,
    TerminationStepMutations,
    SettlementMutations,
):
    pass
