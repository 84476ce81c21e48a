"""Polls of a consultation: what the organisers put to the vote, by any method, with a list of options and a clock.

The votes themselves, their rules and their journal are in `votes`; here are a title, options, and who may vote.
"""
