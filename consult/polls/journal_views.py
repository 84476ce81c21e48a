"""The journal of a poll and its files, for whoever wants to check it. Silent while the poll is: for everybody."""

from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.db import found
from consult.errors import RuleBroken
from consult.policy import access
from consult.polls import participation, queries
from consult.polls.blueprint import bp
from consult.polls.models import PublicPoll
from consult.votes import export
from consult.votes.models import Head, Poll
from consult.web.pages import page
from consult.web.reading import row_number

IN_MEMORY = 4 * 1024 * 1024  # bytes; larger files wait on disk
MEDIA_TYPES = {"jsonl": "application/x-ndjson", "json": "application/json", "txt": "text/plain", "py": "text/x-python"}


@bp.get("/polls/<int:poll_id>/journal")
@access("public")
def journal(poll_id: int) -> Any:
    """The published heads of a poll's journal, and what they are for."""
    one = queries.get(poll_id, viewer=current_user)
    return _journal(one, one.consultation, "polls.journal_file", poll_id=poll_id)


@bp.get("/consultations/<slug>/votes/journal")
@access("public")
def proposals_journal(slug: str) -> Any:
    """The same for the votes on the proposals of a consultation."""
    consultation = consultations.get(slug, viewer=current_user)
    return _journal(consultation, consultation, "polls.proposals_journal_file", slug=slug)


def _journal(one: PublicPoll | Consultation, consultation: Consultation, endpoint: str, **place: Any) -> Any:
    return page(
        "polls/journal.html",
        one=one,
        consultation=consultation,
        heads=participation.heads(one.poll),
        address=partial(url_for, endpoint, **place),
    )


@bp.get("/polls/<int:poll_id>/journal/<name>")
@access("public")
def journal_file(poll_id: int, name: str) -> Any:
    """One file of the journal, as the newest head covers it, or the head of so many lines (`lines`)."""
    one = queries.get(poll_id, viewer=current_user)
    return _file(found(one if one.published else None).poll, name)


@bp.get("/consultations/<slug>/votes/journal/<name>")
@access("public")
def proposals_journal_file(slug: str, name: str) -> Any:
    """The same of the votes on proposals."""
    return _file(consultations.get(slug, viewer=current_user).poll, name)


def _file(poll: Poll, name: str) -> Any:
    if name not in export.FILES:
        raise NotFound
    export.require_told(poll)
    head = _head(poll)
    out = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  closed once it is sent
    out.writelines(export.pieces(head, name))
    out.seek(0)
    kind = MEDIA_TYPES[name.rpartition(".")[2]]
    return send_file(out, mimetype=kind, as_attachment=True, download_name=name)


def _head(poll: Poll) -> Head:
    lines = request.args.get("lines", "")
    if lines:
        return found(export.head_of_size(poll, found(row_number(lines))))
    if (head := export.newest_head(poll)) is None:
        raise RuleBroken(
            _("Aucune empreinte de ce journal n’est encore publiée : la première suit les premiers votes.")
        )
    return head
