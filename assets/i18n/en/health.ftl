## Messages of this area: health.
