"""Following a work stream: a letter a day at most, when it told something."""
