"""Who makes this request: Flask-Login over sessions that are rows, and what happens to whoever must log in first."""

import re
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, login_user, user_logged_out

from consult.accounts import kept, services
from consult.accounts.forms import LogInForm
from consult.accounts.models import User, Visitor
from consult.web.limits import ACCOUNT
from consult.web.pages import is_htmx, same_site

login_manager = LoginManager()
login_manager.anonymous_user = Visitor
login_manager.session_protection = None  # a session is a row: there is nothing to guess from an address
login_manager.user_loader(services.user_of_session)

_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac"}
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}


@login_manager.unauthorized_handler
def ask_to_log_in() -> Any:
    """Send a reader to the log-in page; keep what a writer typed, to be sent again after logging in."""
    if request.method in {"GET", "HEAD"}:
        return _lead_to_log_in()
    form = LogInForm(None)
    saved = kept.of(request)
    form.kept.data = saved.signed() if saved else ""
    page = render_template("accounts/log_in.html", form=form, kept=saved, expired=True)
    if not is_htmx():
        return page, 401
    # 422 is what our pages let htmx show; the whole page takes the place of the fragment.
    return page, 422, {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}


def _lead_to_log_in() -> Any:
    if not is_htmx():
        return redirect(url_for("accounts.log_in", next=request.full_path.rstrip("?")))
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    page = same_site(f"{here.path}?{here.query}".rstrip("?"), otherwise="/")
    return Response(headers={"HX-Redirect": url_for("accounts.log_in", next=page)})


def start(user: User) -> None:
    """Log the person in on this browser."""
    services.open_session(user, browser=_browser(request.user_agent.string), network=_network(request.remote_addr))
    login_user(user, remember=False)
    session[ACCOUNT] = user.id


def _browser(agent: str) -> str:
    """« Firefox, Windows »: enough to recognise one's own."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "Linux" if "Linux" in agent else "")
    return ", ".join(filter(None, (browser, system))) or re.sub(r"\W.*", "", agent)[:40] or _("Navigateur inconnu")


def _network(address: str | None) -> str:
    """« 203.0.113.0/24 », « 2001:db8:7::/48 »: a neighbourhood of hundreds of addresses, never one of them.

    "" for what is no address of the public network.
    """
    try:
        one = ip_address(address or "")
    except ValueError:
        return ""
    one = getattr(one, "ipv4_mapped", None) or one
    return str(ip_network((one, 24 if one.version == 4 else 48), strict=False)) if one.is_global else ""


def _forget_account(_app: Flask, **_given: Any) -> None:
    session.pop(ACCOUNT, None)


def init_app(app: Flask) -> None:
    """Bind Flask-Login."""
    login_manager.init_app(app)
    user_logged_out.connect(_forget_account, app)
