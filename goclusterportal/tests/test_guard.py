"""The tests themselves cannot reach outside this machine."""

import socket

import pytest

from conftest import NetworkRefused


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("portal.example", 80), ("2001:db8::1", 80, 0, 0)])
def test_connections_outside_are_refused(address):
    family = socket.AF_INET6 if len(address) == 4 else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(NetworkRefused):
        probe.connect(address)


def test_names_are_not_looked_up():
    with pytest.raises(NetworkRefused):
        socket.create_connection(("portal.example", 80))


def test_this_machine_is_reached():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(("localhost", server.getsockname()[1])):
            pass
