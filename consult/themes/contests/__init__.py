"""Contests: the author of a proposal says in a sentence that its theme is not the right one.

It waits in a queue of the facilitators; one of them decides, with a sentence in return; the author receives it by mail
and finds it with the history of filings. Deciding otherwise is a filing like any other.
"""
