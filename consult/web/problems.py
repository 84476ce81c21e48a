"""What goes wrong under /api/, as problem details (RFC 9457)."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, request
from werkzeug.http import HTTP_STATUS_CODES

API = "/api/"
MEDIA_TYPE = "application/problem+json"


def is_asked_by_a_program() -> bool:
    """Whether the answer is for a program."""
    return request.path.startswith(API)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """A problem: its status, its name, a sentence, and what else helps to mend it."""
    told = {"type": "about:blank", "title": HTTP_STATUS_CODES.get(status, "Error"), "status": status, "detail": detail}
    body = json.dumps(told | more, ensure_ascii=False)
    return Response(body, status, dict(headers or {}), content_type=MEDIA_TYPE)
