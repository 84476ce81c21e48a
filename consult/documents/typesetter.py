"""Sets one document in a process of its own: what typst takes, hundreds of megabytes for a long one, goes with it.

Run by `pdf.py`, as a script that knows nothing of the rest: JSON on standard input (`layout`, `source`, `written`), the
PDF on standard output; or, with status REFUSED, what the compiler says on standard error.
"""

import json
import sys
from datetime import UTC, datetime

import typst

REFUSED = 3


def main() -> int:
    """Set the document; return the exit status."""
    asked = json.load(sys.stdin.buffer)
    stamp = datetime.fromisoformat(asked["written"]).replace(tzinfo=UTC)
    source, given = asked["layout"].encode(), {"data": asked["source"]}
    try:
        made = typst.compile(source, format="pdf", sys_inputs=given, pdf_standards=["ua-1"], timestamp=stamp)
    except typst.TypstError as error:
        sys.stderr.buffer.write(error.diagnostic.encode())
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
