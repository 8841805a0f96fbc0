"""Fixtures for all tests: the real servers and the embedded post office, and a board whose letters have gone out."""

pytest_plugins = ["servers", "answering"]
