"""Counting ballots: the arithmetic of every method, apart from where the ballots come from.

Words: an *option* is what is voted on; a *paper* is what one ballot says, in indices of options; *ballots* are papers,
each with how many voters filled it in that way.

* Pure: ballots in, a `Result` out. No database, no Flask, no clock, no chance.
* Exact: whole numbers and fractions. Equal shares alone computes in floating point, and says so.
* Nothing is decided in silence: every tie that had to be broken, or was left, is a `Tie` of the result, with its rule.
* Nothing depends on the order of the ballots (anonymity), nor on that of the options but in a stated tie (neutrality).
"""
