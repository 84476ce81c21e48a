"""Following a theme: a feed for everybody, and for members a letter a day at most, when something was filed there.

The letter carries a link that stops it: opening it shows what it would do, a button does it, without logging in.
"""
