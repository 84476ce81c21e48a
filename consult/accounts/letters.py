"""The letters about an account. The worker writes them: no page tells by its pace whether an address is known."""

from flask_babel import lazy_gettext as _l

from consult.accounts import services
from consult.accounts.models import Purpose, User
from consult.db import db
from consult.jobs.tasks import Progress, task
from consult.notifications import mail


@task("accounts:welcome", label=_l("Message de bienvenue"))
def welcome(_job: Progress, *, user_id: int, is_new: bool) -> None:
    """Ask a new person to confirm the address; tell somebody who had an account that they have one."""
    if (user := _reader(user_id)) is None:
        return
    if is_new:
        link = mail.address("accounts.confirm", token=services.mail_link(user, Purpose.CONFIRM))
        mail.send(user.email or "", "confirm", locale=user.locale, link=link)
    else:
        mail.send(user.email or "", "already", locale=user.locale, link=mail.address("accounts.forgotten"))


@task("accounts:reset", label=_l("Nouveau mot de passe"))
def reset(_job: Progress, *, user_id: int | None) -> None:
    """Send a link to choose a new password, where there is somebody to send it to."""
    if user_id and (user := _reader(user_id)):
        link = mail.address("accounts.reset", token=services.mail_link(user, Purpose.RESET))
        mail.send(user.email or "", "reset", locale=user.locale, link=link)


def _reader(user_id: int) -> User | None:
    """Whoever may be written to about this account."""
    user = db.session.get(User, user_id)
    return user if user and user.is_active else None
