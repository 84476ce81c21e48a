"""Merging: nearly the same proposals found, merged into one; or one proposal split in two. Nobody's voice is moved.

* To rework is to merge (several originals, one result) or to split (one original, two results). The result is a new
  proposal; the originals are superseded: they leave the lists, stay at their addresses, and keep text, votes, thread.
* A vote is never written in a person's name. Who supported an original is *inherited* by the result, as a record of its
  own, until they confirm (which casts their vote) or withdraw. `standing.py` says who counts where.
* Everybody inherited is told once by mail, with a link that shows on GET and acts on POST.
* Undoing gives the originals their place back and takes the result's; nothing is deleted, so that both stay readable.
* Likely duplicates are suggestions: a pair that somebody dismissed does not come back.
"""
