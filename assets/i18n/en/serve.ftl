## Messages of this area: serve.
