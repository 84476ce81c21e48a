"""Style sheet, script and htmx under addresses that change with their content, so that browsers keep them for good.

Our own files are in `static/`; htmx comes from an installed package: nothing third-party is in this repository.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from consult.policy import access

bp = Blueprint("web", __name__)


@dataclass(frozen=True)
class Asset:
    """One file, read once, with its digest."""

    name: str
    body: bytes
    small: bytes
    digest: str


def _read(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    return Asset(name, body, gzip.compress(body, mtime=0), hashlib.sha256(body).hexdigest()[:12])


def _load(app: Flask) -> dict[str, Asset]:
    ours = Path(app.root_path).parent / "static"
    paths = {p.relative_to(ours).as_posix().split("/")[-1]: p for p in sorted(ours.rglob("*.*")) if p.is_file()}
    paths["htmx.min.js"] = Path(str(files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"))
    return {name: _read(name, path) for name, path in paths.items()}


def _assets() -> dict[str, Asset]:
    if current_app.debug or "assets" not in current_app.extensions:
        current_app.extensions["assets"] = _load(current_app)
    found: dict[str, Asset] = current_app.extensions["assets"]
    return found


def asset(name: str) -> str:
    """The address of a file, which changes when its content does."""
    return url_for("web.asset", digest=_assets()[name].digest, name=name)


def body_of(name: str) -> bytes:
    """The bytes of a file that must be served at an address of its own."""
    return _assets()[name].body


@bp.get("/assets/<digest>/<name>", endpoint="asset")
@access("public")
def send(digest: str, name: str) -> Response:
    """Send a file, small where the browser can read it so, to be kept for a year."""
    one = _assets().get(name)
    if one is None:
        raise NotFound
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(one.small if zipped else one.body, mimetype=mimetypes.guess_type(name)[0])
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    fresh = digest == one.digest
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
    return response


def init_app(app: Flask) -> None:
    """Serve the files and give templates `asset(name)`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["asset"] = asset
