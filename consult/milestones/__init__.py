"""Milestones: what is promised for a date, for the whole edition or by one work stream, on one picture.

* A milestone is a day, or a stretch of days whose last one is the promise.
* Whatever happens to it is a declaration: set, kept, moved (a new date, a reason), dropped (a reason). Declarations are
  append-only: who promised what, and when it changed, stays readable.
* A milestone whose day has passed is late until it is declared; its work stream publishes nothing else before.
* Authors and supporters of the proposals concerned are told, in a letter a day at most that they can stop.
"""
