"""The bot's own small HTTP servers."""

import socket

from tornado.httpserver import HTTPServer

from bot.settings import Address


def listen(server: HTTPServer, address: Address) -> None:
    """Has `server` listen at `address`. Raises OSError, and then leaves no socket behind as tornado does."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.create_server(tuple(address), family=family, backlog=128)
    listening.setblocking(False)
    server.add_socket(listening)
