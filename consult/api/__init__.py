"""The API, version 1: all that everybody may read, as JSON; and writing with a personal token.

* An operation is declared once, where its view is: address, words, form, scope. The document (OpenAPI 3.1), its page
  and the checks of a request are read from there; rows and their columns are those of `consult.datasets`.
* The same forms, services and policy as the pages: nothing is allowed here that is not allowed there.
* Reading is for everybody and sees what everybody sees; no cookie is looked at. Writing takes a token whose hash alone
  is kept, with the scopes that its owner gave it, until it expires or is revoked.
* What goes wrong is said as problem details (RFC 9457).
"""
