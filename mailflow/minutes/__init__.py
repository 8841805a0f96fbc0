"""What a meeting said: values, documents to blocks, blocks to Minutes. Pure: no I/O, no clock."""
