"""Moderation: people report, the team decides and says why, everybody can check.

Words: a report says what is wrong with a thing; a case gathers all that moderation knows of one thing; a decision is a
measure with its statement of reasons; an appeal asks somebody else to look at a decision again; the register shows all
decisions to everybody.

* Only what is published is reported, once by each person while their report waits; a decision settles all that wait.
* Nothing is decided without a statement. What restricts an author (asking to reword, moving, merging, hiding,
  warning, suspending, excluding) needs a rule, facts, a scope, an addressee and a redress: the database refuses it
  otherwise.
* The author is told at once, may answer, and may appeal once within six months. The database refuses an appeal judged
  by whoever decided or wrote; what falls is undone.
* Suspensions end by themselves. Who is suspended or excluded reads, but neither writes nor votes.
* Decisions are append-only. Restoring is another decision, and brings back exactly what was there.
* Two decisions wait in line at the case; the second one is refused unless it knew of the first.
* Nobody decides on what they wrote themselves.
* The register holds no personal data and no text. Nothing is ever hidden without a person deciding so.
"""
