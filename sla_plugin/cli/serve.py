"""`sla serve`"""

from __future__ import annotations

import click

from sla_plugin.cli.running import in_installation, load_settings
from sla_plugin.cli.serving import listen
from sla_plugin.cli.serving import serve as serve_until_told
from sla_plugin.runtime.installation import Installation


@click.command()
def serve() -> None:
    """Serve GraphQL, and watch the clocks."""
    settings = load_settings()
    listener = listen(settings.host, settings.port)

    async def announce(url: str) -> None:
        click.echo(f"Serving {url}/graphql (try it at {url}/graphiql). Ctrl-C ends it.")

    async def work(installation: Installation) -> None:
        await serve_until_told(installation, listener, announce)

    in_installation(work, settings)
