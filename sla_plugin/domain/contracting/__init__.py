"""How a contract comes to be, lives and is amended (50-contracts): the legal record behind every promise.

`content` is what is agreed, bound by one hash; `negotiation` is one version of it on its way to signature,
and `negotiation_table` says who may do what meanwhile.
"""
