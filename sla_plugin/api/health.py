"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sla_plugin.runtime.installation import Installation


def health_routes(installation: Installation) -> list[Route]:
    async def alive(request: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def ready(request: Request) -> JSONResponse:
        try:
            await installation.database.across_tenants("select 1 as one")
        except Exception as error:  # whatever it is, it cannot serve
            return JSONResponse({"status": "down", "database": type(error).__name__}, status_code=503)
        return JSONResponse({"status": "ready"})

    return [Route("/healthz", alive), Route("/readyz", ready)]
