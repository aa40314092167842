"""Ask as a client does: published documents, over HTTP, with a token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette

from sla_plugin import published

_MUTATION = re.compile(r"mutation \w+\(\$input: (?P<type>\w+!)\) \{(?P<root>.*)\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def data(self) -> Any:
        """Asserts that nothing was refused."""
        assert "errors" not in self.body, self.body["errors"]
        assert self.status == 200
        return self.body["data"]

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.body["errors"]]

    @property
    def said(self) -> Mapping[str, Any]:
        """The whole body but for the ids of the request, by which two equal answers differ."""
        errors = [{**error, "extensions": _without_request(error)} for error in self.body.get("errors", [])]
        return {**self.body, "errors": errors}


def _without_request(error: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in error["extensions"].items() if name != "requestId"}


@dataclass(frozen=True, slots=True)
class Caller:
    """`token` None sends none."""

    app: Starlette
    token: str | None

    async def run(self, operation: str, **variables: Any) -> Answer:
        """The published document of this name."""
        return await self.send(published.operations()[operation], variables)

    async def run_together(self, *calls: tuple[str, Mapping[str, Any]]) -> Answer:
        """Mutations with their inputs, in one document, answered as `m0`, `m1`, …"""
        parts = [_MUTATION.fullmatch(published.operations()[operation]) for operation, _ in calls]
        declared = ", ".join(f"$input{n}: {part['type']}" for n, part in enumerate(parts) if part)
        roots = " ".join(
            f"m{n}: {part['root'].strip().replace('$input', f'$input{n}')}"
            for n, part in enumerate(parts)
            if part
        )
        inputs = {f"input{n}": given for n, (_, given) in enumerate(calls)}
        return await self.send(f"mutation Together({declared}) {{ {roots} }}", inputs)

    async def send(self, document: str, variables: Mapping[str, Any]) -> Answer:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            body = {"query": document, "variables": variables}
            answer = await http.post("/graphql", json=body, headers=headers)
        return Answer(answer.status_code, answer.json(), answer.headers)

    async def done(self, operation: str, **given: Any) -> dict[str, Any]:
        """A mutation's payload. Asserts that it was carried out."""
        [payload] = (await self.run(operation, input=given)).data.values()
        assert payload["userErrors"] == []
        return dict(payload)

    async def refused(self, operation: str, **given: Any) -> tuple[str, str]:
        """The kind of refusal and its code. Asserts that the payload has nothing else."""
        [payload] = (await self.run(operation, input=given)).data.values()
        [error] = payload["userErrors"]
        assert [part for name, part in payload.items() if name != "userErrors" and part] == []
        return error["__typename"], error["code"]
