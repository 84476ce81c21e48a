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
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


def add_headers(response: Response) -> Response:
    """Add the security headers; whatever a session was read for is private."""
    headers = response.headers
    said = {name.lower() for name, _value in headers}  # looked up once: each question would read them all again
    for name, value in ALWAYS.items():
        if name.lower() not in said:
            headers.add(name, value)
    if current_app.config["SECURE_COOKIES"]:
        headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "cache-control" not in said:
        personal = bool(session) or "set-cookie" in said or response.status_code >= 400
        headers.add("Cache-Control", "private, no-store" if personal else "no-cache")
    if request.endpoint != "web.asset":
        response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    return response


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(add_headers)
