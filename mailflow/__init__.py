"""mailflow circulates a board's minutes by e-mail, reads the replies, and records what they say."""

__version__ = "0.1.0"
