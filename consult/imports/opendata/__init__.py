"""Taking in an archive of open data that an instance like this one has made: the same pages, the same figures.

All of it in one transaction, or nothing. Identifiers are kept: exported again, its tables are the same to the byte.
"""
