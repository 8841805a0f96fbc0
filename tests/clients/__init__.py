"""Replies made by real mail clients of letters that mailflow really sends: `make clients`. A client is one function, a case is one row."""
