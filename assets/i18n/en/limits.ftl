## Messages of this area: limits.
