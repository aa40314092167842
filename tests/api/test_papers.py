"""Papers go up and down over HTTP: whole, checked, and only to whom they concern."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from sla_plugin.api.ids import global_id, id_of
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.documents import RENDERED, DocumentKind
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import Code, SlaError
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_documents import ContractDocumentRow, documents_of
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from tests.support.cast import NOW, Provider

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
LONG = b"%PDF-1.7\n" + bytes(range(256)) * 20_000
SHA256 = hashlib.sha256(PDF).hexdigest()
DIGEST = f"sha-256=:{base64.b64encode(hashlib.sha256(PDF).digest()).decode()}:"


@pytest.fixture
async def lanna(lanna: Provider) -> Provider:
    """Its caller has a part in contracts."""
    return replace(lanna, caller=await lanna.somebody("somchai", Role.SYSTEMS_ENGINEER))


@asynccontextmanager
async def client(provider: Provider, token: str | None) -> AsyncIterator[httpx.AsyncClient]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(provider.caller.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as http:
        yield http


async def post(
    provider: Provider,
    content: bytes = PDF,
    *,
    contract: str | None = None,
    token: str | None = "",
    query: Mapping[str, str] | None = None,
    **headers: Any,
) -> httpx.Response:
    asked = {"kind": "EVIDENCE", "name": "the-offer.pdf"} if query is None else query
    sent = {"Content-Type": "application/pdf"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    async with client(provider, provider.caller.token if token == "" else token) as http:
        url = f"/contracts/{contract or provider.ids['Contract']}/documents"
        return await http.post(url, params=asked, content=content, headers=sent)


async def get(
    provider: Provider, document: str, token: str | None = "", method: str = "GET", **headers: str
) -> httpx.Response:
    async with client(provider, provider.caller.token if token == "" else token) as http:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await http.request(method, f"/documents/{document}", headers=sent)


async def posted(provider: Provider, content: bytes = PDF, **more: Any) -> str:
    answer = await post(provider, content, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def on_record(provider: Provider) -> list[ContractDocumentRow]:
    contract = ContractId(id_of("Contract", provider.ids["Contract"]))
    async with provider.installation.database.session(provider.tenant) as session:
        return list(await documents_of(session, contract))


def kept(installation: Installation) -> list[Path]:
    return [path for path in (installation.settings.data / "documents").rglob("*") if path.is_file()]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    [error] = answer.json()["errors"]
    assert error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
    return answer.status_code, error["extensions"]["code"]


async def test_a_paper_goes_up_and_comes_down_as_it_was(lanna: Provider) -> None:
    answer = await post(lanna, Content_Digest=DIGEST, X_Content_SHA256=SHA256)
    which = answer.json()["id"]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/documents/{which}"
    assert answer.json() == {"id": which, "sha256": SHA256, "size": len(PDF), "mediaType": "application/pdf"}
    down = await get(lanna, which)
    assert (down.status_code, down.content) == (200, PDF)
    assert dict(down.headers) == {
        "content-type": "application/pdf",
        "content-length": str(len(PDF)),
        "content-disposition": "attachment; filename=\"the-offer.pdf\"; filename*=UTF-8''the-offer.pdf",
        "content-digest": DIGEST,
        "etag": f'"{SHA256}"',
        "cache-control": "private, no-cache",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        "x-request-id": down.headers["X-Request-Id"],
    }


async def test_a_long_paper_comes_down_piece_by_piece(lanna: Provider) -> None:
    which = await posted(lanna, LONG)
    down = await get(lanna, which)
    assert (down.status_code, down.content == LONG) == (200, True)
    assert down.headers["Content-Length"] == str(len(LONG))


async def test_what_goes_up_is_on_record_and_in_the_trail(lanna: Provider) -> None:
    which = await posted(lanna, query={"kind": "NOTICE", "name": "บอกเลิก.pdf", "keepUntil": "2036-12-31"})
    [row] = await on_record(lanna)
    assert global_id("Document", row.id) == which
    assert (row.kind, row.name, str(row.keep_until), row.sha256) == (
        "NOTICE", "บอกเลิก.pdf", "2036-12-31", SHA256,
    )  # fmt: skip
    assert (row.recorded_by, row.recorded_at) == ("somchai", NOW)
    async with lanna.installation.database.session(lanna.tenant) as session:
        *_, event = await audit_trail(session, ContractId(row.contract_id))
    assert (event.type, event.actor, event.payload["sha256"]) == (
        "contract.document_recorded", "somchai", SHA256,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ('a "b"\r\nX-Evil: 1.pdf', "a _b___X-Evil_ 1.pdf", "a%20%22b%22%0D%0AX-Evil%3A%201.pdf"),
        ("../ก.pdf", ".._" + "_.pdf", "..%2F%E0%B8%81.pdf"),
    ],
)
async def test_no_name_gets_into_a_header_as_it_is(
    lanna: Provider, name: str, plain: str, encoded: str
) -> None:
    which = await posted(lanna, query={"kind": "EVIDENCE", "name": name})
    down = await get(lanna, which)
    expected = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    assert down.headers["Content-Disposition"] == expected
    assert "X-Evil" not in down.headers


async def test_who_has_it_already_is_sent_nothing(lanna: Provider) -> None:
    which = await posted(lanna)
    for tag in (f'"{SHA256}"', f'"other", W/"{SHA256}"'):
        again = await get(lanna, which, If_None_Match=tag)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", f'"{SHA256}"')
    assert (await get(lanna, which, If_None_Match='"other"')).status_code == 200
    head = await get(lanna, which, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(PDF))


async def test_a_page_that_somebody_handed_in_is_given_out_harmless(lanna: Provider) -> None:
    which = await posted(lanna, b"<script>alert(1)</script>", Content_Type="text/html; charset=utf-8")
    down = await get(lanna, which)
    assert down.headers["Content-Type"] == "text/html; charset=utf-8"
    assert down.headers["Content-Security-Policy"].startswith("sandbox;")
    assert down.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("content", "headers", "expected"),
    [
        (b"MZ", {"Content_Type": "application/x-msdownload"}, (400, "paper.type")),
        (PDF, {"Content_Type": ""}, (400, "paper.type")),
        (PDF, {"Content_Type": "multipart/form-data; boundary=x"}, (400, "paper.type")),
        (b"no pdf", {}, (400, "paper.type")),
        (b"", {}, (400, "paper.empty")),
        (PDF, {"Content_Encoding": "gzip"}, (400, "request.media_type")),
        (PDF, {"X_Content_SHA256": "0" * 64}, (400, "paper.hash")),
        (PDF, {"X_Content_SHA256": "no hash"}, (400, "paper.hash")),
        (PDF + b" ", {"Content_Digest": DIGEST}, (400, "paper.hash")),
        (PDF, {"Content_Digest": "sha-256=:bm8=:"}, (400, "paper.hash")),
        (PDF, {"Content_Digest": DIGEST, "X_Content_SHA256": "0" * 64}, (400, "paper.hash")),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_is_refused_leaves_nothing_behind(
    lanna: Provider, content: bytes, headers: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert refusal(await post(lanna, content, **headers)) == expected
    assert (await on_record(lanna), kept(lanna.installation)) == ([], [])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"name": "x"}, "paper.kind"),
        ({"kind": "LETTER", "name": "x"}, "paper.kind"),
        *(({"kind": kind.value, "name": "x"}, "paper.kind") for kind in sorted(RENDERED)),
        ({"kind": "EVIDENCE"}, "name.empty"),
        ({"kind": "EVIDENCE", "name": "  "}, "name.empty"),
        ({"kind": "EVIDENCE", "name": "a\0b"}, "text.unstorable"),
        ({"kind": "EVIDENCE", "name": "x", "keepUntil": "2579-12-31"}, "date.buddhist_era"),
    ],
    ids=str,
)
async def test_what_is_said_of_a_paper_is_looked_at_first(
    lanna: Provider, query: dict[str, str], code: str
) -> None:
    assert refusal(await post(lanna, query=query)) == (400, code)
    assert (await on_record(lanna), kept(lanna.installation)) == ([], [])


async def test_another_algorithm_than_ours_is_not_looked_at(lanna: Provider) -> None:
    assert (await post(lanna, Content_Digest="sha-512=:AAAA:, md5=:AAAA:")).status_code == 201


async def test_more_than_is_taken_is_refused_with_and_without_a_length(lanna: Provider) -> None:
    limit = lanna.installation.settings.document_limit

    async def endless() -> AsyncIterator[bytes]:
        yield PDF
        for _ in range(limit // len(PDF)):
            yield PDF

    async with client(lanna, lanna.caller.token) as http:
        url = f"/contracts/{lanna.ids['Contract']}/documents?kind=EVIDENCE&name=x"
        headers = {"Content-Type": "application/pdf"}
        announced = await http.post(
            url, content=b"%PDF-", headers=headers | {"Content-Length": str(limit + 1)}
        )
        sent = await http.post(url, content=endless(), headers=headers)
    assert refusal(announced) == refusal(sent) == (413, "paper.too_large")
    assert (await on_record(lanna), kept(lanna.installation)) == ([], [])


async def test_a_contract_that_is_not_there_and_a_foreign_one_are_refused_alike(
    lanna: Provider, rheinwerk: Provider
) -> None:
    missing = await post(lanna, contract=global_id("Contract", UUID(int=7)))
    foreign = await post(lanna, contract=rheinwerk.ids["Contract"])
    assert refusal(missing) == refusal(foreign) == (404, "object.not_found")
    assert refusal(await post(lanna, contract=lanna.ids["Site"])) == (400, "id.malformed")
    assert kept(lanna.installation) == []


async def test_a_paper_that_is_not_there_and_a_foreign_one_are_refused_alike(
    lanna: Provider, rheinwerk: Provider
) -> None:
    which = await posted(rheinwerk)
    missing = await get(lanna, global_id("Document", UUID(int=7)))
    foreign = await get(lanna, which)
    assert refusal(missing) == refusal(foreign) == (404, "object.not_found")
    assert missing.json()["errors"][0]["message"] == foreign.json()["errors"][0]["message"]
    assert refusal(await get(lanna, "nonsense")) == (400, "id.malformed")


async def test_who_is_bound_to_a_party_gets_its_papers_and_no_others(lanna: Provider) -> None:
    which = await posted(lanna)
    async with lanna.installation.database.session(lanna.tenant) as session:
        stranger = await create_organisation(session, NewOrganisation("Isola Hotels SpA"))
    customer = OrganisationId(id_of("Organisation", lanna.ids["Organisation"]))
    for party, expected in ((customer, 200), (stranger, 404)):
        token = await create_token(
            lanna.installation,
            lanna.tenant,
            "malee",
            [Scope.CONTRACTS_READ, Scope.CONTRACTS_WRITE],
            lanna.installation.settings.token_max_lifetime,
            roles=[Role.CUSTOMER_CONTACT],
            party=party,
        )
        assert (await get(lanna, which, token)).status_code == expected
        assert (await post(lanna, token=token)).status_code == (201 if expected == 200 else 404)


async def test_each_way_needs_its_own_scope(lanna: Provider) -> None:
    which = await posted(lanna)
    reads, writes = await lanna.token(Scope.CONTRACTS_READ), await lanna.token(Scope.CONTRACTS_WRITE)
    assert refusal(await post(lanna, token=reads)) == (403, "right.scope_missing")
    assert refusal(await get(lanna, which, writes)) == (403, "right.scope_missing")
    assert (await get(lanna, which, reads)).status_code == 200
    assert len(await on_record(lanna)) == 1
    for answer in (await post(lanna, token=None), await get(lanna, which, None)):
        assert refusal(answer) == (401, "token.missing")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TENANT_ADMIN, Role.SLA_MANAGER, None])
async def test_who_has_no_part_in_contracts_hands_nothing_in(lanna: Provider, role: Role | None) -> None:
    other = await lanna.somebody("wipa", *([] if role is None else [role]))
    assert refusal(await post(lanna, token=other.token)) == (403, "right.role")
    assert (await on_record(lanna), kept(lanna.installation)) == ([], [])
    # As one of several parts it keeps nobody from it.
    if role is not None:
        both = await lanna.somebody("wipa", role, Role.LEGAL)
        assert (await post(lanna, token=both.token)).status_code == 201


async def test_another_method_is_refused(lanna: Provider) -> None:
    answer = await get(lanna, "x", method="DELETE")
    assert refusal(answer) == (405, "request.method")
    assert answer.headers["Allow"] == "GET, HEAD"


async def test_a_short_paper_that_was_changed_is_not_given_out(lanna: Provider) -> None:
    which = await posted(lanna)
    [file] = kept(lanna.installation)
    file.write_bytes(PDF[:-1] + b"\0")
    assert refusal(await get(lanna, which)) == (503, "paper.tampered")


@pytest.mark.parametrize("changed", [LONG[:-1] + b"\0", LONG + b"\0", LONG[:-1]])
async def test_a_long_paper_that_was_changed_is_broken_off(lanna: Provider, changed: bytes) -> None:
    which = await posted(lanna, LONG)
    [file] = kept(lanna.installation)
    file.write_bytes(changed)
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {lanna.caller.token}".encode())]
    scope = {
        "type": "http", "method": "GET", "path": f"/documents/{which}", "headers": headers,
        "query_string": b"", "asgi": {"version": "3.0", "spec_version": "2.4"},
    }  # fmt: skip
    with pytest.raises(SlaError) as refused:
        await lanna.caller.app(scope, _never, send)
    assert refused.value.code is Code.PAPER_TAMPERED
    assert sent[0]["status"] == 200
    assert sum(len(message["body"]) for message in sent[1:]) < len(LONG) - 1
    assert all(message["more_body"] for message in sent[1:])


async def _never() -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


@pytest.mark.parametrize("content", [PDF, LONG], ids=["short", "long"])
async def test_a_paper_that_is_gone_is_told(lanna: Provider, content: bytes) -> None:
    which = await posted(lanna, content)
    [file] = kept(lanna.installation)
    file.unlink()
    assert refusal(await get(lanna, which)) == (503, "paper.missing")


async def test_every_kind_that_is_not_made_here_can_be_handed_in(lanna: Provider) -> None:
    kinds = sorted(set(DocumentKind) - RENDERED)
    for kind in kinds:
        await posted(lanna, query={"kind": kind.value, "name": "x.pdf"})
    assert [row.kind for row in await on_record(lanna)] == kinds
    assert len(kept(lanna.installation)) == 1
