"""A small mail server on this machine, enough of RFC 5321 to take a message, or to refuse one."""

import socketserver
import threading


class MailServer:
    """Collects what it is given. `refuses`: address → the answer to give instead of taking it."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], str]] = []
        self.refuses: dict[str, str] = {}
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _talk(owner, self.rfile, self.wfile)

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"smtp://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()


def _talk(owner, lines, out) -> None:
    def say(text: str) -> None:
        out.write(f"{text}\r\n".encode())

    say("220 ready")
    to: list[str] = []
    while line := lines.readline():
        command = line.decode().strip()
        verb = command[:4].upper()
        if verb == "RCPT":
            address = command[command.index("<") + 1 : command.index(">")]
            answer = owner.refuses.get(address, "250 ok")
            if answer.startswith("250"):
                to.append(address)
            say(answer)
        elif verb == "DATA":
            say("354 go on")
            text = []
            while (row := lines.readline()) != b".\r\n":
                text.append(row.decode())
            owner.taken.append((to, "".join(text)))
            to = []
            say("250 taken")
        elif verb == "QUIT":
            say("221 bye")
            return
        elif verb == "RSET":
            to = []
            say("250 ok")
        else:
            say("250 ok")
