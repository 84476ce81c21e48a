"""A small SMTP server on the loopback, in a thread: it keeps what it accepts, and refuses what it is told to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class SMTP:
    """`letters` are (recipient, lines); `refuses` maps a recipient to the answer it gets; `logins` what was said."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, bytes]] = []
        self.refuses: dict[str, str] = {}
        self.logins: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with one client."""
        recipient = ""

        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 here")
        while line := (await reader.readline()).decode("ascii", "replace").strip():
            verb = line.upper()
            if verb.startswith("EHLO"):
                say("250-here")
                say("250 AUTH PLAIN")
            elif verb.startswith("AUTH PLAIN"):
                self.logins.append(line.split()[-1])
                say("235 welcome")
            elif verb.startswith("RCPT"):
                recipient = line.split("<")[1].rstrip(">")
                say(self.refuses.get(recipient, "250 ok"))
            elif verb == "DATA":
                say("354 go on")
                await writer.drain()
                body = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append((recipient, body[:-5]))
                say("250 kept")
            else:
                say("221 bye" if verb == "QUIT" else "250 ok")
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()


@contextmanager
def smtp_server() -> Iterator[SMTP]:
    """The server, while the block lasts."""
    state, ready, loop = SMTP(), threading.Event(), asyncio.new_event_loop()

    async def run() -> None:
        server = await asyncio.start_server(state.serve, "127.0.0.1", 0)
        state.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    task = loop.create_task(run())

    def work() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield state
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
