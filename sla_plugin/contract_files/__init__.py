"""Contracts as files: YAML and CSV in, what is stated out, and back again exactly. Nothing here knows a
database.

It reads as `agreement_files` does, over its trees and cursors: one module for each part of a contract holds
both how it is read and how it is written. `names` finds what is meant and `naming` states what is kept;
`flaws` tells what cannot be agreed; `tables` reads many contracts from a table, row by row.
"""
