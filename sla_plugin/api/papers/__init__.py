"""The papers of contracts over HTTP: `paper_routes` is the way in."""

from sla_plugin.api.papers.routes import paper_routes

__all__ = ["paper_routes"]
