"""Bringing in a consultation that was held elsewhere: a transcript, or the tables of another platform.

Words: an *importer* reads files into one `Parsed` (people, sections, proposals, comments, oddities); *apply* writes it.

* Reading is pure: bytes in, dataclasses out, no database; what cannot be read raises `ImportRefused` and nothing else.
* Nothing is lost in silence: every line of a transcript is accounted for, every row that is put aside is an `Oddity`.
* Everything carries an external key, so that a second import adds nothing.
* Imported people are ghosts: a pseudonym, no address, no password. Imported totals are never people's votes.
"""
