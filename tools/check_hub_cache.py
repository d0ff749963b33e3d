#!/usr/bin/env python3
"""Shows that assay and huggingface_hub share one cache: each reads offline what the other downloaded.

    check_hub_cache.py ASSAY_PROGRAM

Needs the PyPI package huggingface_hub; the hub is the stand-in of the tests, so nothing goes out. Prints a line for each
thing it has verified and ends with exit code 1 at the first that is not so. Where sentence-transformers is
installed too, its embedding from assay's download is compared with ours.
"""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from hub_stub import HubStub  # noqa: E402
from tiny_model import tiny_model  # noqa: E402

NAME = "org/tiny"
# What assay brings of a model; the patterns of huggingface_hub cross folders.
WANTED = ["*config*.json", "modules.json", "tokenizer*.json", "model.safetensors"]


def environment(cache, hub, offline):
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING", "ASSAY_", "TRANSFORMERS_"))}
    # When offline, the address leads nowhere: a request would fail.
    return {**variables, "HF_HOME": str(cache), "HF_ENDPOINT": "http://127.0.0.1:9" if offline else hub.url,
            "HF_HUB_OFFLINE": "1" if offline else "0", "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1"}


def run(command, stdin="", **variables):
    done = subprocess.run(command, capture_output=True, text=True, input=stdin, check=False, **variables)
    if done.returncode != 0:
        sys.exit(f"FAILED: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def run_python(code, cache, hub, offline):
    """The value that `code` leaves in `result`."""
    program = f"import json\n{code}\nprint('RESULT ' + json.dumps(result))"
    output = run([sys.executable, "-c", program], env=environment(cache, hub, offline))
    return json.loads(output.rsplit("RESULT ", 1)[1])


def layout(cache):
    """Every file and link of the cache by its path, with what decides whether two caches are the same."""
    hub = pathlib.Path(cache) / "hub"
    found = {}
    for path in sorted(hub.rglob("*")):
        name = str(path.relative_to(hub))
        if ".locks" in name or name == "CACHEDIR.TAG" or path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink():
            found[name] = "-> " + os.readlink(path)
        elif "/trees/" in name:
            found[name] = json.loads(path.read_text())
        else:
            found[name] = path.read_bytes().hex()
    return found


def expect(what, is_so):
    print(("ok      " if is_so else "FAILED  ") + what)
    if not is_so:
        sys.exit(1)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    assay = str(pathlib.Path(sys.argv[1]).resolve())
    files = {**tiny_model(), "README.md": b"# Tiny\n", "notes.bin": b"n" * 3000}
    with tempfile.TemporaryDirectory() as scratch, HubStub() as hub:
        ours, theirs, both = (pathlib.Path(scratch) / name for name in ("ours", "theirs", "both"))
        commit = hub.add_repo("model", NAME, files)
        version = run_python("import huggingface_hub; result = huggingface_hub.__version__", theirs, hub, True)
        print(f"huggingface_hub {version}, {run([assay, '--version']).splitlines()[0]}")

        folder = pathlib.Path(run([assay, "fetch", NAME], env=environment(ours, hub, False)).splitlines()[-1])
        expect("assay downloads from the stand-in", (folder / "model.safetensors").read_bytes() == files["model.safetensors"])
        snapshot = f"from huggingface_hub import snapshot_download\nresult = snapshot_download('{NAME}', allow_patterns={WANTED!r})"
        found = run_python(snapshot, theirs, hub, False)
        expect("huggingface_hub downloads from the stand-in",
               (pathlib.Path(found) / "model.safetensors").read_bytes() == files["model.safetensors"])
        left, right = layout(ours), layout(theirs)
        for name in sorted({*left, *right}):
            if left.get(name) != right.get(name):
                print(f"  {name}: assay {str(left.get(name))[:90]}, huggingface_hub {str(right.get(name))[:90]}")
        expect(f"both leave the same {len(left)} files and links behind", left == right)

        # What assay downloaded, read by huggingface_hub.
        expect("offline, huggingface_hub finds assay's snapshot by its branch",
               run_python(snapshot, ours, hub, True) == str(folder))
        by_commit = snapshot.replace("allow_patterns", f"revision='{commit}', allow_patterns")
        expect("... and by its commit", run_python(by_commit, ours, hub, True) == str(folder))
        for name in ("model.safetensors", "1_Pooling/config.json"):
            one = f"from huggingface_hub import hf_hub_download\nresult = hf_hub_download('{NAME}', '{name}')"
            path = pathlib.Path(run_python(one, ours, hub, True))
            expect(f"... and the file {name}", path.read_bytes() == files[name])
        scan = ("from huggingface_hub import scan_cache_dir\ninfo = scan_cache_dir()\n"
                "result = [[str(w) for w in info.warnings], sorted((r.repo_id, len(v.files), sorted(v.refs)) "
                "for r in info.repos for v in r.revisions)]")
        count = len([name for name in left if "/snapshots/" in name])
        expect("its scan of assay's cache warns of nothing",
               run_python(scan, ours, hub, True) == [[], [[NAME, count, ["main"]]]])
        hub.forget()
        run_python(snapshot, ours, hub, False)
        fetched = [path for _, _, path, _ in hub.requests if "/resolve" in path or "Signature" in path]
        expect("online, it downloads nothing again", fetched == [])

        # What huggingface_hub downloaded, read by assay.
        for name in (NAME, f"{NAME}@{commit}"):
            path = run([assay, "fetch", name], env=environment(theirs, hub, True)).strip()
            expect(f"offline, assay finds huggingface_hub's snapshot of {name.replace(commit, '<commit>')}", path == found)
        text = "why do cats sleep\n"
        embed = [assay, "embed", NAME, "--precision", "f32"]
        mine = run(embed, stdin=text, env=environment(theirs, hub, True))
        expect("... and embeds a text with it", len(json.loads(mine)) == 16)
        expect("the same vector from either cache",
               mine == run(embed, stdin=text, env=environment(ours, hub, True)))
        hub.forget()
        run([assay, "fetch", NAME], env=environment(theirs, hub, False))
        expect("online, it downloads nothing again", [p for _, _, p, _ in hub.requests if "/resolve" in p] == [])
        if importlib.util.find_spec("sentence_transformers"):
            code = (f"from sentence_transformers import SentenceTransformer\nmodel = SentenceTransformer('{NAME}', device='cpu')\n"
                    f"result = model.encode(['{text.strip()}'])[0].tolist()")
            other = run_python(code, ours, hub, True)
            difference = max(abs(a - b) for a, b in zip(json.loads(mine), other, strict=True))
            expect(f"offline, sentence-transformers loads assay's snapshot: largest difference {difference:.1e}", difference < 1e-5)

        # Files one by one, as transformers fetches them: no list of the commit is kept then.
        for name in tiny_model():
            run_python(f"from huggingface_hub import hf_hub_download\nresult = hf_hub_download('{NAME}', '{name}')", both, hub, False)
        path = run([assay, "fetch", NAME], env=environment(both, hub, True)).strip()
        expect("offline, assay finds files that were fetched one by one", path.endswith(f"snapshots/{commit}"))

        # Both at once on one cache.
        shared = pathlib.Path(scratch) / "shared"
        hub.always("X-Amz-Signature", {"slow": 2000})
        variables = environment(shared, hub, False)
        others = [subprocess.Popen([sys.executable, "-c", snapshot], env=variables) for _ in range(2)]
        mine = [subprocess.Popen([assay, "fetch", NAME], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for _ in range(2)]
        codes = [process.wait(timeout=120) for process in [*others, *mine]]
        found = layout(shared)
        expect("two of each at once on one cache: all end well, the files are whole", codes == [0] * 4 and found == right)


main()
