"""The papers of a contract: bytes under their own hash, in a folder or an object store."""
