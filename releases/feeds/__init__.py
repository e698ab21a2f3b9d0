"""Feeds of messages and of corrections, in Atom, RSS and JSON Feed, for every filter of the list.

shelves    which editions stand in which document: the current one, or an archive that stays as it is
entries    an edition as an entry: its identity, its text with absolute addresses, or why it is gone
views      the documents, by address
"""
