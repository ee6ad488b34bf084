## Messages of this area: logs.
