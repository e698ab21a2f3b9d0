"""nginx with the configuration of deploy/nginx, on ports of its own and with a certificate of its own."""

import datetime
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[2]
NAME = "press.example.org"
DEPLOY = ROOT / "deploy" / "nginx"
FRAME = """\
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/embassy.conf;
}}
"""


@contextmanager
def running(folder: Path, *, http: int, https: int, site: int, static: Path) -> Iterator[subprocess.Popen]:
    """nginx in front of the site on port `site` of this machine, until the block ends."""
    folder.mkdir(exist_ok=True)
    make_certificate(folder)
    for name in ("site.conf", "unavailable.html"):
        shutil.copy(DEPLOY / name, folder / name)
    (folder / "embassy.conf").write_text(configuration(folder, http, https, site, static))
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    command = [shutil.which("nginx", path="/usr/sbin:/usr/bin"), "-p", folder, "-e", folder / "error.log"]
    command += ["-c", folder / "nginx.conf"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    server = subprocess.Popen(command)
    try:
        yield server
    finally:
        server.terminate()
        server.wait(timeout=20)


def configuration(folder: Path, http: int, https: int, site: int, static: Path) -> str:
    """The file as it is shipped, with what differs from place to place. Fails where it no longer says so."""
    text = (DEPLOY / "embassy.conf").read_text()
    instead = {
        "    listen [::]:80 default_server;\n": "",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80": f"listen 127.0.0.1:{http}",
        "listen 443": f"listen 127.0.0.1:{https}",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        f"/etc/letsencrypt/live/{NAME}": str(folder),
        "/etc/nginx/embassy": str(folder),
        "/var/cache/nginx/embassy": f"{folder}/kept",
        "/var/log/nginx": str(folder),
        "/var/lib/embassy/static": str(static),
    }
    for shipped, here in instead.items():
        if shipped not in text:
            raise ValueError(f"deploy/nginx/embassy.conf no longer says {shipped!r}")
        text = text.replace(shipped, here)
    return text


def make_certificate(folder: Path) -> None:
    """A certificate for NAME that nobody but this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pkcs8 = serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
