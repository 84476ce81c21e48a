"""How people come into a work stream otherwise than by asking: by invitation, or from the groups formed on its themes.

* An invitation goes by mail, to a person or to an address; whoever opens its link while logged in accepts or declines.
  Opening it changes nothing; it is answered once, and ends after a month.
* Nobody is told whether an address has an account here.
"""
