"""Registering for sessions: places, a waiting list that moves up by itself, letters, check-in at the door.

* Whoever has an account registers at once; others by e-mail, once they followed the link that we sent.
* Places are counted in one row a session (`Desk`), held while they are given: never more than there are, by a
  constraint. Who comes too late waits, in the order of their requests.
* A place that is given up goes to the first who waits, in the same transaction; a letter tells them.
* Links in letters show on GET and act on POST only. A ticket is a code; who shows it at the door is checked in, once.
* The page at the door works without a network: scans wait in the browser, and each is counted once when they arrive.
"""
