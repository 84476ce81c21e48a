"""Le fil: what became of each proposal, from its first word to what was made of it.

* The trail is read, not kept: its edges are derived by query from the rows that exist (who filed it where, what was
  opened, built, promised), so a change upstream is seen downstream. Each edge says when, who and why.
* Who has edges to tell registers a function of `registry.Scope` with `@edges(source, target, …)`: later features
  (sessions, evaluation, statements) do it in their own folder.
* What people write is kept: a motivated follow-up (`Suite`) by the team or whoever leads the work stream, and the word
  of the author: is it still their idea?
* A proposal has a motivated follow-up where the team answered it with a text, or a suite was written; or where one of
  those that took its place has one.
"""
