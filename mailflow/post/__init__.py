"""The wire: courier (SMTP out), inbox (IMAP in), office (the embedded loopback pair).

The doors are `courier.deliver`, `inbox.Inbox`, `office.Office`, `secrets.secret_from`, `retry.next_try`; values in `model`.
"""
