"""Comments: threads of replies under anything. A thread does not know what it discusses; its owner points at it.

* A thread has the visibility of its owner: hide the proposal, and its comments are gone from every list and search.
* A comment may take a stance (for, against, neutral) and can be supported.
* Its author may edit it for a while, and withdraw it at any time: the place stays, so that the replies keep their
  sense.
* Team answers are marked: the author was of the staff when writing.
"""
