"""The discussion of a work stream: everybody reads it, its members, whoever leads it and the staff write in it."""
