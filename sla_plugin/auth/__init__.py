"""Who calls: from a token to a principal, and from a principal to what it may.

Pure: keys, issuers, the instant and the test for revocation are arguments. Fetching an issuer's keys, keeping
our own in files and knowing what was revoked belong to `runtime`.
"""
