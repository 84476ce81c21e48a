"""The files of a poll's journal, for whoever wants to check it. Silent while the poll is: for everybody."""

from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from flask import request, send_file
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.db import found
from consult.errors import RuleBroken
from consult.policy import access
from consult.polls import queries
from consult.polls.blueprint import bp
from consult.votes import export
from consult.votes.models import Head, Poll
from consult.web.reading import row_number

IN_MEMORY = 4 * 1024 * 1024  # bytes; larger files wait on disk
MEDIA_TYPES = {"jsonl": "application/x-ndjson", "json": "application/json", "txt": "text/plain", "py": "text/x-python"}


@bp.get("/polls/<int:poll_id>/journal/<name>")
@access("public")
def journal_file(poll_id: int, name: str) -> Any:
    """One file of the journal, as the newest head covers it, or the head of so many lines (`lines`)."""
    one = queries.get(poll_id, viewer=current_user)
    if name not in export.FILES or not one.published:
        raise NotFound
    export.require_told(one.poll)
    head = _head(one.poll)
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
