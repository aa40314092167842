"""Reads transactions and tickets, past the rows that RT drops from a page or keeps from a search."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sla_integrations.request_tracker.client import MAX_PAGE, Client
from sla_integrations.request_tracker.journal import History, Ticket, Transaction, by_ticket
from sla_plugin.sdk import NoSuchRecord

ALWAYS_SHOWN = ("Create", "Status", "Set", "Correspond", "AddLink")
NEED_A_RIGHT = ("Comment", "CustomField")


ANY = "ObjectType = 'RT::Ticket'"


def _of_types(*types: str) -> str:
    return f"{ANY} AND (" + " OR ".join(f"Type = '{name}'" for name in types) + ")"


@dataclass(frozen=True, slots=True)
class Page:
    """`at` is RT's clock when it answered."""

    transactions: tuple[Transaction, ...]
    more: bool
    at: datetime


class Reader:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def transactions(self, after: int, limit: int, among: str = "") -> Page:
        """The transactions that can tell a fact, oldest first.

        RT cuts the page first and drops what the user may not see from it afterwards: a short page, even an
        empty one, is the last only if nothing that is never dropped comes after it.
        """
        query = f"{_of_types(*ALWAYS_SHOWN, *NEED_A_RIGHT)}{among} AND id > {after}"
        for number in count(1):
            answer = await self._client.search(
                "transactions", query, Transaction.FIELDS, per_page=limit, page=number
            )
            rows = tuple(Transaction.of(row) for row in answer.data)
            full = len(rows) == limit
            if full or not await self._any_after(rows[-1].id if rows else after, among):
                return Page(rows, full, answer.at)
            if rows:
                return Page(rows, True, answer.at)
        raise AssertionError("unreachable: counting does not end")

    async def _any_after(self, transaction: int, among: str) -> bool:
        query = f"{_of_types(*ALWAYS_SHOWN)}{among} AND id > {transaction}"
        return bool((await self._client.search("transactions", query, "", per_page=1)).data)

    async def comments(self, ticket: str) -> list[Transaction]:
        """All that our user may see of a ticket's."""
        return [one for one in await self._all_of([ticket], 0) if one.type == "Comment"]

    async def histories(self, tickets: Iterable[str], since: int) -> dict[str, History]:
        """These tickets and their transactions from `since` on; what is no ticket, or gone, is left out.

        The tickets are read first: a change made in between is then in the history with its old value, and
        never in the ticket without the transaction that tells of it.
        """
        wanted = sorted(set(tickets), key=int)
        known = await self.tickets(wanted)
        told = by_ticket(await self._all_of(list(known), since - 1))
        return {number: History(known[number], tuple(told[number])) for number in known if number in told}

    async def _all_of(self, tickets: list[str], after: int) -> list[Transaction]:
        found: list[Transaction] = []
        for some in _chunks(tickets):
            among, place, more = f" AND ({_any_of('ObjectId', some)})", after, True
            while more:
                page = await self.transactions(place, MAX_PAGE, among)
                found += page.transactions
                more = page.more
                place = page.transactions[-1].id if page.transactions else place
        return found

    async def tickets(self, wanted: list[str]) -> dict[str, Ticket]:
        found: dict[str, Ticket] = {}
        for some in _chunks(wanted):
            # Naming EffectiveId makes RT list merged tickets too, each with its own values.
            query = f"EffectiveId > 0 AND ({_any_of('id', some)})"
            rows = (await self._client.search("tickets", query, Ticket.FIELDS, per_page=MAX_PAGE)).data
            found |= {str(row["id"]): Ticket.of(row) for row in rows}
        missing = await asyncio.gather(*(self._unlisted(number) for number in wanted if number not in found))
        return found | {ticket.id: ticket for ticket in missing if ticket}

    async def _unlisted(self, number: str) -> Ticket | None:
        """A deleted ticket is in no search, and can be read. Reminders and approvals are no tickets."""
        try:
            row = (await self._client.read(f"ticket/{number}")).data
        except NoSuchRecord:
            return None
        return Ticket.of(row) if row["Type"] == "ticket" and str(row["id"]) == number else None


def _any_of(field: str, numbers: Iterable[str]) -> str:
    return " OR ".join(f"{field} = {int(number)}" for number in numbers)


def _chunks(numbers: list[str], size: int = MAX_PAGE) -> list[list[str]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
