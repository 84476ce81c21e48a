"""The programme: venues, rooms, speakers and sessions of an edition, from drafts to numbered releases.

* One programme a consultation. The team works on a draft; citizens read the last release, which never changes.
* A session may have no slot, no room and no end yet: warnings say what is missing or does not fit, and forbid nothing.
* A session points at its project, and through it at proposals: a change there is seen here.
* `content.Programme` is what every view, file and booklet is made of, whether it comes from the draft or a release.
* Hours are those of the programme's zone; a day of the programme ends at four in the morning.
"""
