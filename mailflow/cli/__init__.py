"""The command line: parse, call a flow, print. It opens the real edges (files, clock, network)."""
