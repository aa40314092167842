"""Where this service is reached, as far as it knows itself: behind a proxy, it is somewhere else."""

from __future__ import annotations


def base_url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
