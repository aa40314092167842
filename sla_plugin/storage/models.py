"""Every table's model, for Tortoise to find."""

from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.answered_requests import AnsweredRequestRow
from sla_plugin.storage.calendars import CalendarFileRow, CalendarRow, CalendarVersionRow
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.connections import ConnectionRow, DeadLetterRow, StreamRow
from sla_plugin.storage.contacts import ContactRow
from sla_plugin.storage.contract_audit import AuditEventRow, AuditHeadRow
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_parts import ContractPartRow
from sla_plugin.storage.contract_projections import ContractLineRow, ContractPartyRow, SlaBindingRow
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.storage.contract_requirements import JudgementRow, RequirementRow
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.counted import CountedRow
from sla_plugin.storage.credits import ChargedPeriodRow, CreditTableRow
from sla_plugin.storage.customer_groups import CustomerGroupMemberRow, CustomerGroupRow
from sla_plugin.storage.escalations import EscalationRow
from sla_plugin.storage.exclusion_windows import ExclusionWindowRow
from sla_plugin.storage.exclusions import ExclusionRow
from sla_plugin.storage.facts import FactRow
from sla_plugin.storage.improvements import ImprovementActionRow
from sla_plugin.storage.metrics import MetricRow
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.outages import OutageFactRow
from sla_plugin.storage.reviews import HeldReviewRow, ReviewTriggerRow
from sla_plugin.storage.sealed_periods import SealedCountRow, SealedPeriodRow
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.settlements import PrepaymentRow, SettlementAdjustmentRow, SettlementRow
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.support import SupportLinkEndRow, SupportLinkRow, SupportWaiverRow
from sla_plugin.storage.termination_requests import TerminationRequestRow
from sla_plugin.storage.terminations import CaseApprovalRow, CasePaperRow, CaseRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.storage.tokens import MachineTokenRow
from sla_plugin.storage.write_backs import WriteBackRow

__models__ = [
    AgreementRow,
    AgreementVersionRow,
    AnsweredRequestRow,
    AuditEventRow,
    AuditHeadRow,
    CalendarFileRow,
    CalendarRow,
    CalendarVersionRow,
    CaseApprovalRow,
    CasePaperRow,
    CaseRow,
    ChargedPeriodRow,
    ClockRow,
    ConnectionRow,
    ConsentRow,
    ContactRow,
    ContractDocumentRow,
    ContractLineRow,
    ContractPartRow,
    ContractPartyRow,
    ContractRow,
    ContractVersionRow,
    CountedRow,
    CreditTableRow,
    CustomerGroupMemberRow,
    CustomerGroupRow,
    CustomerIdentityRow,
    DeadLetterRow,
    EscalationRow,
    ExclusionRow,
    ExclusionWindowRow,
    FactRow,
    HeldReviewRow,
    ImprovementActionRow,
    JudgementRow,
    MachineTokenRow,
    MetricRow,
    ObligationRow,
    OrganisationRow,
    OutageFactRow,
    PrepaymentRow,
    ReminderRow,
    RequirementRow,
    ReviewTriggerRow,
    SealedCountRow,
    SealedPeriodRow,
    ServiceRow,
    SettlementAdjustmentRow,
    SettlementRow,
    SiteRow,
    SlaBindingRow,
    StreamRow,
    SupportLinkEndRow,
    SupportLinkRow,
    SupportWaiverRow,
    SuspensionRow,
    TermRow,
    TerminationRequestRow,
    TicketRow,
    WriteBackRow,
]
