"""A comment as HTML: Markdown, with the people it names linked to their page."""

import re

from flask import url_for
from markupsafe import Markup

from consult import text
from consult.accounts.services import name_key
from consult.comments.models import Comment

_SPECIAL = re.compile(r"([\\`*_\[\]<>&])")


def body_html(comment: Comment) -> Markup:
    """The text of a comment whose mentions are loaded."""
    named = {mention.handle: mention.user_id for mention in comment.mentions}

    def link(match: re.Match[str]) -> str:
        user_id = named.get(match[1]) or named.get(name_key(match[1]))
        if user_id is None:
            return match[0]
        shown = _SPECIAL.sub(r"\\\1", match[1])
        return f"[@{shown}]({url_for('accounts.show', user_id=user_id)})"

    return text.render(text.MENTION.sub(link, comment.body) if named else comment.body)
