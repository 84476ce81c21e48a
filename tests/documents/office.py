"""Real office programs read what we write: one run of LibreOffice with its own profile, for many files."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed: office files are not opened")


def convert(files: Mapping[str, bytes], folder: Path, to: str) -> dict[str, Path]:
    """Have LibreOffice open `files` (name to content) and save each as `to`; return the paths made, by stem."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    made = folder / "made"
    subprocess.run(
        [
            str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", to, "--outdir", str(made), *(str(folder / name) for name in files),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {Path(name).stem: made / f"{Path(name).stem}.{to.split(':')[0]}" for name in files}
