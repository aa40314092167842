"""How a contract comes to be, lives and is amended (50-contracts): the legal record behind every promise.

`content` is what is agreed, bound by one hash; `negotiation` is one version of it on its way to signature,
and `negotiation_table` says who may do what meanwhile. Once signed, `versions` says which one is in force,
`bindings` what is measured because of it, `terms` and `deadlines` until when, and `life` with `life_table`
what becomes of it; `audit` is the trail of it all.
"""
