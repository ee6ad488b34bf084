## Messages of this area: monitor.
