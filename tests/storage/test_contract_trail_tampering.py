"""Whatever is done to a contract's trail, to its head and to its papers is found, and named.

By design it is not found that a contract is gone with its whole trail, or that the whole of it (rows, trail
and head) is as it was at an earlier moment: every seal was ours then, and nothing is kept elsewhere by which
it could be known. The last two tests say so.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sla_plugin.domain.contracting.audit import Tampering
from sla_plugin.domain.contracting.verification import Deviation
from sla_plugin.errors import NotFound
from sla_plugin.storage.contract_audit import AuditEventRow
from sla_plugin.storage.contract_manifest import AUDITED, CHAINED, DERIVED
from tests.support.contracting import KEY
from tests.support.tampering import HEAD, STRANGE, TRAIL, Tampered


async def test_every_byte_of_a_paper_counts(tampered: Tampered) -> None:
    first, other, *_ = sorted(file for file in tampered.papers.rglob("*") if file.is_file())
    whole = first.read_bytes()
    for changed in (b"", whole[:-1], whole + b" ", b"V" + whole[1:], whole[:-1] + b"!"):
        first.write_bytes(changed)
        assert await tampered.verify() == (Deviation("document", first.name, Tampering.CHANGED),)
    first.write_bytes(whole)
    hidden = other.rename(other.with_suffix(".hidden"))
    assert await tampered.verify() == (Deviation("document", other.name, Tampering.MISSING),)
    hidden.rename(other)


async def test_two_events_that_change_places_are_found(tampered: Tampered) -> None:
    one, other = (await tampered.events())[3:5]
    await tampered.sql(
        f"update {TRAIL} set number = case number when $3 then $4 else $3 end"
        " where tenant_id = $1 and contract_id = $2 and number in ($3::int, $4::int)",
        one.number,
        other.number,
    )
    told = await tampered.told()
    assert {f"{TRAIL} {one.number} CHANGED", f"{TRAIL} {other.number} CHANGED"} <= set(told)


@pytest.mark.parametrize("kept", [35, 20, 1])
async def test_a_tail_that_is_cut_off_is_found_whatever_becomes_of_the_head(
    tampered: Tampered, kept: int
) -> None:
    events = await tampered.events()
    last = events[kept - 1]
    await tampered.cut_after(kept)
    assert f"{TRAIL} {kept + 1} CUT" in await tampered.told()
    await tampered.put_head(last, STRANGE)
    assert f"{HEAD} {kept} BROKEN_SEAL" in await tampered.told()


async def test_an_older_head_is_found_although_its_seal_is_ours(tampered: Tampered) -> None:
    events = await tampered.events()
    await tampered.put_head(events[19], KEY)
    assert await tampered.told() == [f"{TRAIL} 21 ADDED"]


async def test_a_trail_and_head_of_an_earlier_moment_are_found_by_what_was_written_since(
    tampered: Tampered,
) -> None:
    events = await tampered.events()
    await tampered.cut_after(20)
    await tampered.put_head(events[19], KEY)
    found = await tampered.verify()
    assert {"contract", "contract_consent", "contract_term"} <= {one.table for one in found}
    assert {one.what for one in found if one.table == "contract_term"} == {Tampering.ADDED}


async def test_a_history_that_is_written_anew_without_our_key_is_found(tampered: Tampered) -> None:
    """Another price, from the first event on to the row, with every hash computed anew."""
    await tampered.sql(
        "update contract_version set content = replace(content::text, '3000', '2000')::jsonb"
        " where tenant_id = $1 and contract_id = $2"
    )
    await tampered.sql(
        f"update {TRAIL} set payload = replace(payload::text, '3000', '2000')::jsonb"
        " where tenant_id = $1 and contract_id = $2"
    )
    before, last = "0" * 64, None
    for row in await tampered.events():
        event = replace(row.value(), before=before)
        row.before, before, row.hash = before, event.hash, event.hash
        await tampered.session.change(AuditEventRow, {"id": row.id}, before=row.before, hash=row.hash)
        last = row
    assert last is not None
    assert await tampered.told() == [f"{TRAIL} {last.number} CHANGED"]
    await tampered.put_head(last, STRANGE)
    assert await tampered.told() == [f"{HEAD} {last.number} BROKEN_SEAL"]


async def test_that_a_date_was_taken_away_cannot_be_taken_away(tampered: Tampered) -> None:
    """A null is part of what an event says: without it, the end that was there before would be back."""
    events = await tampered.events()
    [event] = [
        one
        for one in events
        for wrote in one.payload.get("wrote", ())
        if wrote["table"] == "contract_version" and wrote["values"].get("sign_by", ...) is None
        if one.type == "contract.signed" and one.number < 20
    ]
    payload = json.loads(json.dumps(event.payload))
    for wrote in payload["wrote"]:
        wrote["values"].pop("sign_by", None)
    await tampered.session.change(AuditEventRow, {"id": event.id}, payload=payload)
    assert f"{TRAIL} {event.number} CHANGED" in await tampered.told()


@pytest.mark.parametrize(
    "payload", ["null", "7", "2.5", "[]", '{"wrote": 3}', '{"wrote": [{"table": "contract"}]}']
)
async def test_nonsense_in_the_trail_is_found_and_stops_nothing(tampered: Tampered, payload: str) -> None:
    await tampered.sql(
        f"update {TRAIL} set payload = $3::text::jsonb"
        " where tenant_id = $1 and contract_id = $2 and number = 1",
        payload,
    )
    assert f"{TRAIL} 1 CHANGED" in await tampered.told()


async def test_a_seal_that_is_none_is_found_and_stops_nothing(tampered: Tampered) -> None:
    await tampered.sql(f"update {HEAD} set seal = 'ตราประทับ' where tenant_id = $1 and contract_id = $2")
    [told] = await tampered.told()
    assert told.startswith(HEAD)
    assert told.endswith(" BROKEN_SEAL")


async def test_an_instant_that_never_comes_is_found_and_stops_nothing(tampered: Tampered) -> None:
    await tampered.sql(
        f"update {TRAIL} set at = 'infinity' where tenant_id = $1 and contract_id = $2 and number = 2"
    )
    assert await tampered.told() == [f"{TRAIL} 2 CHANGED"]


async def test_a_trail_without_its_head_and_a_contract_without_its_trail_are_found(
    tampered: Tampered,
) -> None:
    missing = (Deviation(HEAD, "1", Tampering.MISSING),)
    await tampered.empty(HEAD)
    assert await tampered.verify() == missing
    await tampered.empty(TRAIL)
    assert await tampered.verify() == missing
    await tampered.empty(*AUDITED[1:], *DERIVED)
    assert await tampered.verify() == missing


async def test_the_trail_of_another_contract_is_none_of_this_one(tampered: Tampered) -> None:
    await tampered.empty(*CHAINED)
    for table in CHAINED:
        await tampered.sql(
            f"update {table} set contract_id = $2 where tenant_id = $1 and contract_id = $3",
            tampered.whole.before,
        )
    found = await tampered.verify()
    assert ("contract", str(tampered.contract), Tampering.ADDED) in {
        (one.table, one.row, one.what) for one in found
    }


async def test_another_key_holds_no_seal_of_ours(tampered: Tampered) -> None:
    [found] = await tampered.verify(key=STRANGE)
    assert (found.table, found.what) == (HEAD, Tampering.BROKEN_SEAL)


async def test_it_is_not_found_that_a_contract_is_gone_with_everything(tampered: Tampered) -> None:
    await tampered.empty(*AUDITED, *CHAINED, *DERIVED, "contract_reminder")
    with pytest.raises(NotFound):
        await tampered.verify()


async def test_it_is_not_found_that_everything_is_as_it_was_at_an_earlier_moment(tampered: Tampered) -> None:
    """The last event left nothing but itself: without it, and with the head of before, all is in order."""
    *_, before, last = await tampered.events()
    assert (last.type, "wrote" in last.payload) == ("contract.refused", False)
    await tampered.cut_after(before.number)
    assert await tampered.told() == [f"{TRAIL} {last.number} CUT"]
    await tampered.put_head(before, KEY)
    assert await tampered.verify() == ()
