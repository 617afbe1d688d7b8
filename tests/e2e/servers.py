"""Real web servers on loopback, and hosts' own, each with the redirects that were written for it."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

HERE = Path(os.environ.get("WPARCHIVE_E2E", "/nonexistent")).absolute() / "servers"
HOSTS = HERE.with_name("hosts") / "node_modules"


def program(name):
    """The program, installed or unpacked by ``make e2e``; None if it is not there."""
    if name in {"netlify", "cloudflare"}:
        return shutil.which("node") if HOSTS.is_dir() else None
    for place in ("usr/sbin", "usr/bin"):
        if (HERE / place / name).is_file():
            return str(HERE / place / name)
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")


def nginx(folder, redirects, port):
    (folder / "nginx.conf").write_text(f"""
        daemon off; master_process off; error_log stderr; pid {folder}/pid; worker_processes 1;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/a; proxy_temp_path {folder}/b;
            fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
            include {redirects}/nginx/maps.conf;
            server {{
                listen 127.0.0.1:{port}; root {folder}/site;
                include {redirects}/nginx/server.conf;
            }}
        }}
    """)
    return [program("nginx"), "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"]


def apache2(folder, redirects, port):
    modules = next(
        p
        for p in (HERE / "usr/lib/apache2/modules", Path("/usr/lib/apache2/modules"))
        if p.is_dir()
    )
    names = ("mpm_event", "authz_core", "dir", "rewrite")
    load = "\n".join(f"LoadModule {n}_module {modules}/mod_{n}.so" for n in names)
    shutil.copy(redirects / "apache/htaccess", folder / "site/.htaccess")
    (folder / "apache.conf").write_text(f"""
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog /dev/stderr
{load}
DocumentRoot {folder}/site
<Directory {folder}/site>
AllowOverride All
Require all granted
</Directory>
""")
    return [program("apache2"), "-DFOREGROUND", "-f", folder / "apache.conf"]


def caddy(folder, redirects, port):
    (folder / "Caddyfile").write_text(
        "{\n\tadmin off\n\tauto_https off\n}\n"
        f"http://127.0.0.1:{port} {{\n\timport {redirects}/caddy/redirects.caddy\n"
        f"\troot * {folder}/site\n\tfile_server\n}}\n"
    )
    return [program("caddy"), "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"]


def netlify(folder, redirects, port):
    shutil.copy(redirects / "netlify/_redirects", folder / "site")
    script = Path(__file__).parent / "hosts/netlify.mjs"
    return [program("netlify"), script, port, folder / "site", HOSTS]


def cloudflare(folder, redirects, port):
    shutil.copy(redirects / "cloudflare/_redirects", folder / "site")
    (folder / "site/404.html").write_text("not here")
    command = [HOSTS / ".bin/wrangler", "pages", "dev", folder / "site"]
    # A date that the runtime which comes with it knows.
    options = ["--ip=127.0.0.1", "--port", port, "--compatibility-date=2025-07-18"]
    return [*command, *options, "--inspector-port=0", f"--persist-to={folder}/state"]


SERVERS = {
    "netlify": netlify,
    "cloudflare": cloudflare,
    "nginx": nginx,
    "apache2": apache2,
    "caddy": caddy,
}


@contextmanager
def serving(name, folder, redirects):
    """Run a server, and give its port; it is ended by its pid."""
    (folder / "site").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    environment |= {"WRANGLER_SEND_METRICS": "false", "CI": "true"}
    libraries = [str(path) for path in (HERE / "usr/lib").glob("*-linux-gnu*")]
    environment["LD_LIBRARY_PATH"] = ":".join([*libraries, os.environ.get("LD_LIBRARY_PATH", "")])
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            list(map(str, SERVERS[name](folder, redirects, port))),
            env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
    try:
        for _ in range(300):
            assert process.poll() is None, (folder / "log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        # Its own group: some start further processes.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def ask(port, path):
    """Status and Location of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location")
    finally:
        connection.close()
