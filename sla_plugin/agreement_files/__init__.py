"""Agreements as files: YAML in, what is stated out, and back again exactly. Nothing here knows a database.

`trees` is YAML with the place of everything, `cursors` reads it and tells all that is wrong, one module for
each part of an agreement holds both how it is read and how it is written, and `names` finds what is meant.
"""
