"""Notice: when a contract ends that is terminated today, and until when one must say so.

`rules` is what a clause states, `receipt` which day counts, `earliest` goes from the day of receipt to the
last day of service, `latest` back from there, and `trace` says step by step why. R1 to R17 are the rules of
60-termination, "Dates". Both directions are pure.
"""
