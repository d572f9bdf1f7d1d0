"""A PostgreSQL server of our own for the tests: in a temporary folder, on a Unix socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: from pg_config, the PATH, or where Debian puts them; None if nowhere."""
    candidates: list[Path] = []
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        candidates.append(Path(answer.stdout.strip()))
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).parent)
    candidates.extend(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    return next((folder for folder in candidates if (folder / "initdb").is_file()), None)


def _other_user() -> str | None:
    """PostgreSQL refuses to run as root: another user that exists, or None where we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a server; gives its URL, with a `{name}` for the database."""
    user = _other_user()
    # Not below pytest's folder, which other users may not enter; and short, as a socket's path may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        shutil.chown(folder, user)
    cluster = folder / "cluster"

    def run(*command: str) -> None:
        subprocess.run(
            command, user=user, extra_groups=[] if user else None, cwd=folder, check=True, capture_output=True
        )

    try:
        run(str(binaries / "initdb"), "-D", str(cluster), "-U", "callqa", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c timezone=Asia/Kolkata"
        run(str(binaries / "pg_ctl"), "-D", str(cluster), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://callqa@/{{name}}?host={quote(str(folder), safe='')}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(cluster), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)
