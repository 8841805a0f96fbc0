"""What a mail says: bytes to Message, its kind, whose each line is, and the Reading. Pure: no I/O, no clock."""
