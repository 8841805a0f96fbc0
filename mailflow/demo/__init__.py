"""The demo: an invented board, members who answer as five mail clients write, and the whole job on an embedded post office."""
