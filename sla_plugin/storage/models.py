"""Every table's model, for Tortoise to find."""

from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.answered_requests import AnsweredRequestRow
from sla_plugin.storage.calendars import CalendarFileRow, CalendarRow, CalendarVersionRow
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.connections import ConnectionRow, DeadLetterRow, StreamRow
from sla_plugin.storage.contacts import ContactRow
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
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.support import SupportLinkEndRow, SupportLinkRow, SupportWaiverRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.storage.tokens import MachineTokenRow
from sla_plugin.storage.write_backs import WriteBackRow

__models__ = [
    AgreementRow,
    AgreementVersionRow,
    AnsweredRequestRow,
    CalendarFileRow,
    CalendarRow,
    CalendarVersionRow,
    ChargedPeriodRow,
    ClockRow,
    ConnectionRow,
    ContactRow,
    ContractRow,
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
    MachineTokenRow,
    MetricRow,
    OrganisationRow,
    OutageFactRow,
    ReviewTriggerRow,
    SealedCountRow,
    SealedPeriodRow,
    ServiceRow,
    SiteRow,
    StreamRow,
    SupportLinkEndRow,
    SupportLinkRow,
    SupportWaiverRow,
    TicketRow,
    WriteBackRow,
]
