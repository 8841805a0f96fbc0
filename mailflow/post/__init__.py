"""The wire: courier (SMTP out), inbox (IMAP in), office (the embedded loopback pair)."""
