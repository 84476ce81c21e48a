"""What members of a work stream lay out: minutes, files, small ads, resources.

* Four shelves, one set of pages (`shelves.SHELVES`); each thing has a title, words, facts, and a page of its own.
* Members, whoever leads the work stream and the staff add; each changes their own, leaders change everything.
* A thing is for everybody, or for members alone: `policy.visible()` knows.
* A file is of a type that we know from its first bytes, is kept under a name nobody can guess, without what a camera
  wrote in it, and is only ever handed over as an attachment.
"""
