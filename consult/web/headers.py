"""Headers of every answer: what a page may load, who may keep it."""

from flask import Flask, Response, current_app, request, session

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def add_headers(response: Response) -> Response:
    """Add the security headers; whatever a session was read for is private."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
    if current_app.config["SECURE_COOKIES"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        personal = bool(session) or response.headers.get("Set-Cookie") or response.status_code >= 400
        headers["Cache-Control"] = "private, no-store" if personal else "no-cache"
    if request.endpoint != "web.asset":
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    return response


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(add_headers)
