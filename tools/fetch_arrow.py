#!/usr/bin/env python3
"""Puts Apache Arrow C++ (headers, libarrow, libparquet) into .cache/arrow/ for the Parquet module, and prints the folder.

    tools/fetch_arrow.py [--optional]

Debian has no package of it; the PyPI wheel `pyarrow` carries all three. It is pinned by version and SHA-256 and comes
through pip, so that the user's mirror and certificates are used. Nothing is fetched when it is there already.
--optional: when it cannot be had, say so and succeed (assay is then built without Parquet).
"""

import argparse
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile

VERSION = "26.0.1"
WHEEL_SHA256 = {
    "x86_64": "39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c",
    "aarch64": "22a96a225de107eb9acd1ad9a818198ca832df2a4c0952412f754a7ed2105a98",
}
ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / ".cache" / "arrow"


class CannotFetch(Exception):
    """The message says why."""


def say(line):
    print(line, file=sys.stderr, flush=True)


def download(folder):
    machine = platform.machine()
    if sys.platform != "linux" or machine not in WHEEL_SHA256:
        raise CannotFetch(f"no wheel is pinned for {sys.platform} on {machine}")
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        # Where it cannot be installed, pip's own failure below says what is missing.
        subprocess.run([ROOT / "tools" / "install_dependencies.sh", "model"], stdout=sys.stderr, check=False)
    requirements = folder / "requirements.txt"
    requirements.write_text(f"pyarrow=={VERSION} --hash=sha256:{WHEEL_SHA256[machine]}\n")
    # The wheel of one Python version is pinned, whichever runs here: of Python's own parts nothing is used.
    result = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--quiet", "--no-deps",
         "--require-hashes", "--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11",
         "--abi", "cp311", "--platform", f"manylinux_2_28_{machine}", "-r", requirements, "-d", folder],
        stdout=sys.stderr, check=False)
    if result.returncode != 0:
        raise CannotFetch("pip could not download it (its message is above)")
    return next(folder.glob("*.whl"))


def target_of(name):
    """Where a file of the wheel goes, or None."""
    path = pathlib.PurePosixPath(name)
    if name.startswith(("pyarrow/include/arrow/", "pyarrow/include/parquet/")) and "python" not in path.parts:
        return pathlib.Path(*path.parts[1:])
    if path.parent.name == "pyarrow" and path.name.startswith(("libarrow.so.", "libparquet.so.")):
        return pathlib.Path("lib", path.name)
    if path.parent.name == "licenses":
        return pathlib.Path(path.name)
    return None


def unpack(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            target = target_of(name)
            if target is None or name.endswith("/"):
                continue
            file = folder / target
            file.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, open(file, "wb") as out:
                shutil.copyfileobj(source, out)
    (folder / "version").write_text(VERSION + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--optional", action="store_true", help="succeed also when it cannot be had")
    options = parser.parse_args()
    version = TARGET / "version"
    if not version.exists() or version.read_text().strip() != VERSION:
        try:
            TARGET.parent.mkdir(parents=True, exist_ok=True)
            say(f"Fetching Apache Arrow C++ from the PyPI package pyarrow {VERSION} (55 MB)")
            with tempfile.TemporaryDirectory(dir=TARGET.parent) as scratch:
                scratch = pathlib.Path(scratch)
                unpack(download(scratch), scratch / "arrow")
                shutil.rmtree(TARGET, ignore_errors=True)
                (scratch / "arrow").rename(TARGET)
        except (CannotFetch, OSError, zipfile.BadZipFile) as error:
            say(f"Apache Arrow cannot be had: {error}")
            if options.optional:
                say("assay is built without it and cannot read Parquet files")
            sys.exit(0 if options.optional else 1)
    print(TARGET.relative_to(ROOT))


main()
