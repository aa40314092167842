"""Service level management beside the ITSM platform you have, served over GraphQL."""

__version__ = "0.1.0"
