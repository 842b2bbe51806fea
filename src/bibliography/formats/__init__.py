"""One module for each format. Each offers `pieces`, which cuts a stream into records without
reading them, and `read_piece`, which turns one into a citation. So skipping is cheap, and a record that
cannot be read harms no other.
"""
