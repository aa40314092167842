"""A made-up provider with its customers, promises and tickets, to try everything on."""
