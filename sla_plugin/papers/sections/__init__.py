"""The sections of a paper, one a file."""
