"""Metrics that tenants define, by conditions in CEL. The only importer of `cel`."""
