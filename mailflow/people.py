"""Who is who: Person and Roster; who is meant by "PS/SH", "LADO", "Rich Painter". It refuses to guess.

The people file (CSV) is read in `mailflow.people_file`.
"""
