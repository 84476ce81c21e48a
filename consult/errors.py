"""Everything a person can do wrong, as exceptions. Each carries a sentence for them.

* ConsultError            shown to the person, with its HTTP status
  + NotAllowed   (403)    the policy says no
  + RuleBroken   (409)    the act is allowed, but the state forbids it now
  + TooMany      (429)    too many attempts; `retry_after` seconds to wait
"""


class ConsultError(Exception):
    """Something the person can understand and mend; `str(error)` is a sentence for them."""

    status = 400


class NotAllowed(ConsultError):
    """The policy says no."""

    status = 403


class RuleBroken(ConsultError):
    """The act is allowed to this person, but the state of things forbids it now."""

    status = 409


class TooMany(ConsultError):
    """Too many attempts in too little time."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
