"""Following a theme: a feed for everybody, and for members a letter a day at most, when something was filed there."""
