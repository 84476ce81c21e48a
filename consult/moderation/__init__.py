"""Moderation: people report, the team decides and says why, everybody can check.

Words: a report says what is wrong with a thing; a case gathers all that moderation knows of one thing; a decision is a
measure (keep, hide, restore, warn) with its statement of reasons; the register shows all decisions to everybody.

* Only what is published is reported, once by each person while their report waits; a decision settles all that wait.
* Hiding and warning need a rule, the facts and a statement that the author reads: the database refuses them otherwise.
* Decisions are append-only. Restoring is another decision, and brings back exactly what was there.
* Two decisions wait in line at the case; the second one is refused unless it knew of the first.
* Nobody decides on what they wrote themselves.
* The register holds no personal data and no text. Nothing is ever hidden without a person deciding so.
"""
