"""Adapters to ITSM desks and CRMs; one folder a system, found by entry point."""
