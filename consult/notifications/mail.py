"""Writing letters and sending them.

A letter's template (`templates/mail/NAME.txt`) is its subject, an empty line, then paragraphs; a paragraph that is
only an address becomes a link. It is plain text and is not escaped: the HTML is made from it, escaped.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from email.utils import formataddr, make_msgid, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

import sqlalchemy as sa
from flask import current_app, render_template, request, url_for
from flask_babel import force_locale, get_locale
from flask_mailman import EmailMultiAlternatives

from consult import clock
from consult.db import db, transaction
from consult.jobs.services import call_worker
from consult.jobs.tasks import periodic
from consult.notifications.models import Letter

log = logging.getLogger(__name__)

PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]  # between one try and the next; then no more
_LINK = re.compile(r"https?://\S+")


def send(to: str, template: str, *, locale: str | None = None, unsubscribe: str = "", **context: Any) -> Letter:
    """Put a letter in the outbox, in the transaction at hand.

    Raises ValueError where `to` is not one address: nothing a person typed can add a header or a recipient.
    """
    if parseaddr(to)[1] != to or not re.fullmatch(r"[^\s,;<>]+@[^\s,;<>]+", to):
        raise ValueError("not one address")
    with force_locale(locale or str(get_locale() or current_app.config["DEFAULT_LOCALE"])):
        subject, text, html = write(template, **context)
    contact = current_app.config["INSTANCE_CONTACT"]
    letter = Letter(
        message_id=make_msgid(domain=contact.rpartition("@")[2]),
        recipient=to,
        subject=subject,
        text=text,
        html=html,
        unsubscribe=unsubscribe,
    )
    db.session.add(letter)
    call_worker()
    return letter


def write(template: str, **context: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter."""
    subject, _, body = render_template(f"mail/{template}.txt", **context).strip().partition("\n")
    subject = " ".join(subject.split())[:250]
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", body) if p.strip()]
    parts = [(bool(_LINK.fullmatch(p)), p) for p in paragraphs]
    html = render_template("mail/_letter.html", subject=subject, parts=parts)
    text = "\n\n".join([*paragraphs, f"-- \n{current_app.config['INSTANCE_NAME']}\n{address('pages.home')}"])
    return subject, text + "\n", html


def address(endpoint: str, **values: Any) -> str:
    """The address of a page for those who are not on the site."""
    base: str = current_app.config["BASE_URL"] or request.url_root
    return base.rstrip("/") + url_for(endpoint, **values)


@periodic(30, eager=True)
def send_waiting() -> None:
    """Send what waits in the outbox. A server that cannot be reached ends the round."""
    connection: Any = current_app.extensions["mailman_connection"]()
    try:
        for letter in _due():
            try:
                connection.send_messages([_envelope(letter)])
            except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
                if not _is_temporary(error):
                    log.warning("letter %s was refused for good: %s", letter.id, type(error).__name__)
                    _forget(letter)
            else:
                _forget(letter)
    except (OSError, SMTPException) as error:
        log.warning("mail server: %s", type(error).__name__)
    finally:
        _hang_up(connection)


def _hang_up(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, SMTPException):
        log.info("the mail server hung up first")


def _due() -> Iterator[Letter]:
    """The letters to send now, one after another, each taken by one worker only."""
    with transaction():
        ids = db.session.scalars(sa.select(Letter.id).where(Letter.next_try <= clock.now()).order_by(Letter.id)).all()
    for letter_id in ids:
        with transaction():
            letter = _take(letter_id)
        if letter is not None:
            yield letter


def _take(letter_id: int) -> Letter | None:
    """Put the next try off before this one: whatever happens to us, it is not tried again at once."""
    now = clock.now()
    query = sa.select(Letter).where(Letter.id == letter_id, Letter.next_try <= now)
    letter = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if letter is None:
        return None
    if letter.tries == len(PAUSES):
        log.warning("letter %s was not accepted in %s tries and is given up", letter.id, letter.tries)
        db.session.delete(letter)
        return None
    letter.next_try = now + PAUSES[letter.tries]
    letter.tries += 1
    return letter


def _forget(letter: Letter) -> None:
    with transaction():
        db.session.execute(sa.delete(Letter).filter_by(id=letter.id))


def _is_temporary(error: Exception) -> bool:
    """4xx: the server says "later"; anything else will not get better."""
    codes = [error.smtp_code] if isinstance(error, SMTPDataError) else []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _message in error.recipients.values()]
    return bool(codes) and all(400 <= code < 500 for code in codes)


def _envelope(letter: Letter) -> EmailMultiAlternatives:
    """The letter with its headers: from the instance, answered to its contact, never answered by a robot."""
    name, contact = current_app.config["INSTANCE_NAME"], current_app.config["INSTANCE_CONTACT"]
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.unsubscribe:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    sender = formataddr((" ".join(name.split()), contact))
    message = EmailMultiAlternatives(
        letter.subject, letter.text, sender, [letter.recipient], headers=headers, reply_to=[contact]
    )
    message.attach_alternative(letter.html, "text/html")
    return message
