"""Between which two dates on which a customer's promises change by date alone an instant lies."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Flags, Microseconds, instant
from sla_plugin.domain.batch.sorted_values import SortedValues
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.edges import contract_edges, edges, first_after, version_edges
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.microseconds import to_us

NOBODY = 0
"""The number of a customer that is not known here."""


class Eras:
    """Customers by number. The dates of all of them are searched at once;
    which of them concern the one is looked up."""

    def __init__(self, commitments: Commitments) -> None:
        self._commitments = commitments
        every = {*contract_edges(commitments.contracts), *version_edges(commitments.speaking)}
        self._dates = np.array(sorted(to_us(at) for at in every), np.int64)
        self._sorted = SortedValues(self._dates)
        self._numbers: dict[OrganisationId | None, int] = {}
        self._passed: list[Codes] = []
        self._suspended: dict[int, list[tuple[int, int]]] = {}
        self._table = np.zeros((0, len(self._dates) + 1), np.int32)
        self.customer(None)

    def customer(self, customer: OrganisationId | None) -> int:
        if customer not in self._numbers:
            self._numbers[customer] = len(self._passed)
            self._passed.append(self._row(customer))
            self._suspend(self._numbers[customer], customer)
        return self._numbers[customer]

    def count(self, customer: int) -> int:
        """How many there are of this customer."""
        return int(self._passed[customer][-1]) + 1

    def ends(self, as_of: datetime) -> Microseconds:
        """By number of the customer, the first of its dates after this instant, or NEVER."""
        dates = (self._concerned(customer) for customer in self._numbers)
        return np.array([instant(first_after(of_one, as_of)) for of_one in dates], np.int64)

    def of(self, customers: Codes, at: Microseconds) -> Codes:
        """How many of the dates that concern each of them have passed."""
        if len(self._table) < len(self._passed):
            self._table = np.array(self._passed)
        found: Codes = self._table[customers, self._sorted.count_up_to(at)]
        return found

    def are_suspended(self, customers: Codes, at: Microseconds) -> Flags:
        """Whether any contract of each of them was, or any line of one; few ever are."""
        found = np.zeros(len(at), np.bool_)
        for customer, suspensions in self._suspended.items():
            theirs = np.flatnonzero(customers == customer)
            for start, end in suspensions:
                found[theirs] |= (start <= at[theirs]) & (at[theirs] < end)
        return found

    def _row(self, customer: OrganisationId | None) -> Codes:
        concerned = np.array([to_us(at) for at in self._concerned(customer)], np.int64)
        passed = np.searchsorted(concerned, self._dates, "right")
        return np.concatenate(([0], passed)).astype(np.int32)

    def _suspend(self, number: int, customer: OrganisationId | None) -> None:
        if customer is None:
            return
        of_contracts = (one.suspended for one in self._commitments.contracts_of(customer))
        of_lines = (one.suspended for one in self._commitments.versions_for(customer))
        every = (one for times in (*of_contracts, *of_lines) for one in times)
        suspensions = [(instant(one.start), instant(one.end)) for one in every]
        if suspensions:
            self._suspended[number] = suspensions

    def _concerned(self, customer: OrganisationId | None) -> list[datetime]:
        return edges(self._commitments, () if customer is None else (customer,))
