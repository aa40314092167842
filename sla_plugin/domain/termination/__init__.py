"""How a contract ends before its term, or with it (60-termination): a case that the CRM side starts.

`grounds` are data, `ends` computes the last day and the end instant with a trace, `case_table` says who may
do what in which state, `rivals` which of several cases governs, `charges` and `settlement` what is owed.
Nothing in here is legal advice.
"""
