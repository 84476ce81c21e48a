"""Accounts: people, how they log in, and what they may do where.

* One mailbox, one account: `email_key` is unique.
* A ghost is a person named in an import: a pseudonym without an address, who cannot log in.
* A session is a row; deleting it logs the browser out at once. Log-out, a new password and a ban delete them.
* Rights are roles: `is_admin` for the instance, a Membership for one consultation.
"""
