## Messages of this area: selftest.
