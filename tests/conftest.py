"""Fixtures for all tests: the real servers and the embedded post office."""

pytest_plugins = ["servers"]
