"""What an operator may set."""

from sla_plugin.settings.model import Settings

__all__ = ["Settings"]
