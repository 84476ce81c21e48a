"""Proposals: what people put forward in a consultation. Each owns a thread and an item of the consultation's poll.

* A draft is read by its author alone. A published proposal keeps all its versions; a diff shows what changed.
* Withdrawn by its author or hidden by moderation, it is not listed and its text is not shown; its thread goes with it.
* `support` and `comment_count` are stored counters, so that lists are ordered without counting.
"""
