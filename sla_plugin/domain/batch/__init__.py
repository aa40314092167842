"""The same arithmetic over arrays; worth it from some twenty items on."""
