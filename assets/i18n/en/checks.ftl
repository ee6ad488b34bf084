## Messages of this area: checks.
