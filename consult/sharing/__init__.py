"""What leads readers here, and what of us is shown elsewhere: feeds, cards in frames, pictures of links, the site map;
and a copy of a whole consultation that needs no server.

* All of it shows what everybody may read, whoever asks, and sets no cookie.
* Only the addresses under /embed/ may be framed by other sites.
"""
