"""What we write: letters and receipts from templates, to EmailMessage bytes. Pure but for reading templates."""
