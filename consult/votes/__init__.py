"""Votes: a poll, its items, and each voter's mark on each item. A poll does not know what it decides; its owner
points at it.

* One row per voter and item, by its primary key: a second vote replaces the first, whatever happens at the same time.
* Counters (Tally) change in the transaction that changes the votes; `flask check` recounts them.
* Totals that come from elsewhere are counted apart (`source`), never as people's votes.
* A method says which marks exist and what they mean: `methods.py`.
"""
