"""Following: a letter a day at most about a thing that somebody chose, when there is something new in it.

* What can be followed is a registry: each kind has a table of its own, whose rows are made of `models.Follow`.
* `told` is until when a person knows what is new; a letter moves it on, in the transaction that puts it in the outbox.
* Each letter carries a link that stops it: opening it shows what it would do, a button does it, without logging in.
"""
