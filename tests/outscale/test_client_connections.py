"""Connections: kept, refused, broken, behind proxies, not trusted."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from outscale_provider.client.client import Client
from outscale_provider.errors import ApiError, ConfigurationError
from tests.outscale.fake import ACCESS_KEY, SECRET_KEY
from tests.outscale.scripted import HurriedClient, Reply, ScriptedService, scripted_service, settings_for


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with scripted_service() as running:
        yield running


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certificate(path: Path, address: str = "127.0.0.1") -> Path:
    """Write a certificate that vouches for itself, and its key, both made for this test alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Answer whatever comes with the same bytes, and hang up; gives the port and what came."""
    came: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                came.append(connection.recv(65536))
                if not came[-1]:
                    return
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    port = int(listener.getsockname()[1])
    try:
        yield port, came
    finally:
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()
        listener.close()


def test_calls_share_a_connection(service: ScriptedService) -> None:
    client = Client(settings_for(service.url))

    for _ in range(5):
        client.call("ReadNets")

    assert len({request.connection for request in service.requests}) == 1
    client.close()


def test_calls_name_the_program_and_say_what_they_send(service: ScriptedService) -> None:
    client = Client(settings_for(service.url), user_agent="pulumi-outscale/9.9 (test)")

    client.call("ReadNets", {"Filters": {"NetIds": ["vpc-1"]}})

    (request,) = service.requests
    assert request.arguments == {"Filters": {"NetIds": ["vpc-1"]}}
    assert request.headers["user-agent"] == "pulumi-outscale/9.9 (test)"
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    client.close()


@pytest.mark.parametrize("operation", ["ReadNets", "CreateNet"])
def test_a_connection_that_was_refused_is_tried_again_whatever_the_call_does(operation: str) -> None:
    client = HurriedClient(settings_for(f"http://127.0.0.1:{unused_port()}"))

    with pytest.raises(ApiError, match=r"no answer from 127\.0\.0\.1:\d+: Connection refused; check") as raised:
        client.call(operation)

    assert client.calls == 6
    assert not raised.value.ambiguous


def test_a_name_that_does_not_exist_is_told() -> None:
    client = HurriedClient(settings_for("http://api.nowhere.invalid/api/v1"))

    with pytest.raises(ApiError, match=r"api\.nowhere\.invalid: its name cannot be resolved; check outscale:endpoint"):
        client.call("CreateNet")


def test_a_name_that_cannot_exist_is_told_at_once() -> None:
    client = HurriedClient(settings_for(f"http://{'a' * 64}.example/api/v1"))

    with pytest.raises(ApiError, match="it is no possible address; check outscale:endpoint") as raised:
        client.call("CreateNet")

    assert client.calls == 1
    assert not raised.value.ambiguous


def test_a_connection_that_does_not_come_about_is_given_up_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, contextlib.ExitStack() as waiting:
        address = listener.getsockname()
        for _ in range(3):
            # Connections that nobody accepts, until the system takes no more.
            filler = waiting.enter_context(socket.socket())
            filler.settimeout(0)
            filler.connect_ex(address)
        client = Client(settings_for(f"http://127.0.0.1:{address[1]}"))
        began = time.monotonic()

        with pytest.raises(ApiError, match=r"connecting took too long.*no time left") as raised:
            client.call("CreateNet", deadline=began + 0.3)

        assert time.monotonic() - began < 1
        assert not raised.value.ambiguous


def test_an_answer_cut_short_counts_as_lost() -> None:
    with answering(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Net":') as (port, came):
        client = HurriedClient(settings_for(f"http://127.0.0.1:{port}"))

        with pytest.raises(ApiError, match="may have been carried out") as raised:
            client.call("CreateNet")

        assert raised.value.ambiguous
        assert len(came) == 1


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH_9.6\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_http_counts_as_lost(answer: bytes) -> None:
    with answering(answer) as (port, _):
        client = HurriedClient(settings_for(f"http://127.0.0.1:{port}"))

        with pytest.raises(ApiError, match=r"no answer from 127\.0\.0\.1") as raised:
            client.call("CreateNet")

        assert raised.value.ambiguous


def test_an_encrypted_connection_trusts_the_file_that_is_named(tmp_path: Path) -> None:
    file = certificate(tmp_path / "own.pem")
    with scripted_service(file) as service:
        service.will(Reply(content={"Nets": []}))
        client = Client(settings_for(service.url, ca_file=str(file)))

        assert client.call("ReadNets") == {"Nets": []}

        client.close()


@pytest.mark.parametrize("trusting_another", [True, False])
def test_a_certificate_that_is_not_trusted_is_told_at_once(tmp_path: Path, *, trusting_another: bool) -> None:
    file, other = certificate(tmp_path / "own.pem"), certificate(tmp_path / "other.pem")
    with scripted_service(file) as service:
        client = HurriedClient(settings_for(service.url, ca_file=str(other) if trusting_another else None))

        with pytest.raises(ApiError, match=r"its certificate is not trusted.*outscale:caFile") as raised:
            client.call("CreateNet")

        assert not raised.value.ambiguous
        assert client.calls == 1
        assert service.requests == []


def test_a_certificate_of_another_address_is_not_trusted(tmp_path: Path) -> None:
    file = certificate(tmp_path / "own.pem", address="192.0.2.1")
    with scripted_service(file) as service:
        client = HurriedClient(settings_for(service.url, ca_file=str(file)))

        with pytest.raises(ApiError, match=r"is not trusted.*IP address mismatch"):
            client.call("CreateNet")


def test_encryption_where_the_service_speaks_none_is_told_at_once(service: ScriptedService) -> None:
    client = HurriedClient(settings_for(service.url.replace("http:", "https:")))

    with pytest.raises(ApiError, match=r"does not speak TLS; check whether outscale:endpoint begins with http://"):
        client.call("CreateNet")

    assert client.calls == 1


@pytest.mark.parametrize(("content", "reason"), [(None, "cannot be read"), ("nothing of use", "holds no certificate")])
def test_certificates_that_cannot_be_read_are_a_matter_of_configuration(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(ConfigurationError, match=f"outscale:caFile: .*ca.pem: it {reason}"):
        Client(settings_for("https://127.0.0.1", ca_file=str(file)))


def test_calls_go_through_the_proxy_of_the_environment(
    service: ScriptedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_proxy(monkeypatch, http_proxy=service.url.removesuffix("/api/v1"))
    service.answer = lambda _: Reply(content={"Nets": []})
    client = Client(settings_for("http://127.0.0.1:9/api/v1"))

    assert client.call("ReadNets") == {"Nets": []}

    client.close()


def test_the_environment_may_exempt_the_endpoint_from_its_proxy(
    service: ScriptedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_proxy(monkeypatch, http_proxy="http://127.0.0.1:9", no_proxy="localhost,127.0.0.1")
    client = Client(settings_for(service.url))

    assert client.call("ReadNets") == {}

    client.close()


def test_a_proxy_gets_its_password_and_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as (port, came):
        with_proxy(monkeypatch, https_proxy=f"http://someone:pass%40word@127.0.0.1:{port}")
        client = HurriedClient(settings_for("https://api.eu-west-2.outscale.com/api/v1"))

        with pytest.raises(ApiError, match=r"the proxy that the environment names does not connect .*407") as raised:
            client.call("CreateNet")

        assert not raised.value.ambiguous
        assert "word" not in repr(raised.value) + str(raised.value)
        assert b"Proxy-Authorization: Basic c29tZW9uZTpwYXNzQHdvcmQ=" in came[0].replace(b"proxy-a", b"Proxy-A")
        assert all(key.encode() not in b"".join(came) for key in (ACCESS_KEY, SECRET_KEY))


def test_a_proxy_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with_proxy(monkeypatch, https_proxy=f"127.0.0.1:{unused_port()}")
    client = HurriedClient(settings_for("https://api.eu-west-2.outscale.com/api/v1"))

    with pytest.raises(ApiError, match=r"the proxy that the environment names does not connect \(.*refused\)"):
        client.call("CreateNet")

    assert client.calls == 6


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "http://a b", "http://"])
def test_a_proxy_that_cannot_be_used_is_a_matter_of_configuration(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    with_proxy(monkeypatch, https_proxy=proxy)

    with pytest.raises(ConfigurationError, match="HTTPS_PROXY in the environment"):
        Client(settings_for("https://api.eu-west-2.outscale.com/api/v1"))


def with_proxy(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
