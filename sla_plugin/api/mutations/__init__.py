"""Everything that can be changed: verb and noun, one input, one payload."""
