"""Notifications: letters by e-mail.

* A letter is written into the outbox in the transaction of the act it tells of, and sent by the worker afterwards: a
  mail server that is slow or away holds nobody up and loses nothing.
* A letter leaves the outbox when it was sent: what it holds (secret links) is kept no longer than needed.
* Letters are plain text; the HTML beside it is made from the same sentences.
* Without MAIL_URL letters go into a folder; a demonstration shows it at /dev/mail.
"""
