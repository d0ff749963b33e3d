"""assay fetch against a stand-in for the hub: what is downloaded, how it is kept, and everything that can go wrong."""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from hub_stub import HubStub, git_blob_id  # noqa: E402
from program import BINARY, ProgramTest, clean_environment  # noqa: E402
from tiny_model import tiny_model  # noqa: E402

NAME = "org/tiny"


class FetchTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.hub = HubStub()
        self.hub.__enter__()
        self.addCleanup(self.hub.__exit__)
        self.files = {**tiny_model(), "pytorch_model.bin": b"x" * 5000, "README.md": b"# Tiny\n"}
        self.commit = self.hub.add_repo("model", NAME, self.files)
        self.cache = self.folder / "hf" / "hub" / "models--org--tiny"

    def online(self, **extra):
        return {"HF_ENDPOINT": self.hub.url, "HF_HUB_OFFLINE": "0", "HF_TOKEN": self.hub.token, **extra}

    def fetch(self, *arguments, **extra):
        return self.run_program("fetch", *(arguments or (NAME,)), environment=self.online(**extra))

    def tearDown(self):
        # Whatever was printed or kept anywhere: no token, no signature of an address.
        for path in self.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                self.assertNotIn(self.hub.token.encode(), content, path)
                self.assertNotIn(self.hub.signature.encode(), content, path)

    def run_program(self, *arguments, **options):
        done = super().run_program(*arguments, **options)
        self.assertNotIn(self.hub.token, done.stdout + done.stderr)
        self.assertNotIn(self.hub.signature, done.stdout + done.stderr)
        return done

    def asked(self, part=""):
        return [request for request in self.hub.requests if part in request[2]]

    def weights_requests(self):
        """What was asked of the storage for model.safetensors; the tokenizer is a large file too."""
        name = hashlib.sha256(self.files["model.safetensors"]).hexdigest()
        return [headers.get("Range") for server, _, path, headers in self.hub.requests
                if server == "storage" and name in path]

    def weights_path(self):
        return hashlib.sha256(self.files["model.safetensors"]).hexdigest() + ".*X-Amz-Signature"

    def check_snapshot(self, commit=None):
        folder = self.cache / "snapshots" / (commit or self.commit)
        for name in ("config.json", "modules.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"):
            self.assertEqual((folder / name).read_bytes(), self.files[name], name)
        return folder

    # --- what goes well ---

    def test_a_model_is_kept_as_huggingface_hub_keeps_it(self):
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        folder = self.check_snapshot()
        self.assertEqual(done.stdout, f"{folder}\n")
        weights = self.files["model.safetensors"]
        self.assertEqual(os.readlink(folder / "model.safetensors"),
                         f"../../blobs/{hashlib.sha256(weights).hexdigest()}")
        self.assertEqual(os.readlink(folder / "1_Pooling" / "config.json"),
                         f"../../../blobs/{git_blob_id(self.files['1_Pooling/config.json'])}")
        self.assertEqual((self.cache / "refs" / "main").read_text(), self.commit)
        # Only what a run needs.
        self.assertFalse((folder / "pytorch_model.bin").exists())
        self.assertFalse((folder / "README.md").exists())
        self.assertEqual([p.name for p in (self.cache / "blobs").iterdir() if len(p.name) not in (40, 64)], [])

    def test_the_token_goes_to_the_hub_and_nowhere_else(self):
        self.assertEqual(self.fetch().returncode, 0)
        for server, _, path, headers in self.hub.requests:
            expected = f"Bearer {self.hub.token}" if server == "hub" else None
            self.assertEqual(headers.get("Authorization"), expected, path)
        self.assertTrue(any(server == "storage" for server, *_ in self.hub.requests))

    def test_the_token_is_read_from_its_file(self):
        self.hub.repos["model", NAME].private = True
        (self.folder / "hf").mkdir()
        token_file = self.folder / "token"
        token_file.write_text(self.hub.token + "\n")
        done = self.fetch(HF_TOKEN="", HF_TOKEN_PATH=str(token_file))
        token_file.unlink()  # before what is kept is searched for the token
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_pinned_snapshot_that_is_there_needs_no_network(self):
        self.assertEqual(self.fetch(f"{NAME}@{self.commit}").returncode, 0)
        self.hub.forget()
        done = self.fetch(f"{NAME}@{self.commit}")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.hub.requests, [])
        done = self.run_program("embed", f"{NAME}@{self.commit}", stdin="a text\n",
                                environment={"HF_ENDPOINT": "http://127.0.0.1:9"})  # offline
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("\n"), 1)

    def test_a_branch_that_moves_is_followed_and_the_old_commit_stays(self):
        self.fetch()
        old = self.commit
        self.files = {**self.files, "README.md": b"# New\n"}
        new = self.hub.add_repo("model", NAME, self.files)
        self.hub.forget()
        self.assertEqual(self.fetch().returncode, 0)
        self.check_snapshot(old)
        self.check_snapshot(new)
        self.assertEqual((self.cache / "refs" / "main").read_text(), new)
        self.assertEqual(self.asked("/resolve"), [])  # the contents are the same: only links are made

    def test_tags_slashes_and_short_commits_are_revisions(self):
        repo = self.hub.repos["model", NAME]
        repo.revisions["v1.0"] = repo.revisions["refs/pr/7"] = self.commit
        for revision in ("v1.0", "refs/pr/7", self.commit[:9]):
            done = self.fetch(f"{NAME}@{revision}")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual((self.cache / "refs" / revision).read_text(), self.commit)

    def test_a_run_downloads_what_it_needs_and_names_the_commit(self):
        from program import write_beir
        data = write_beir(self.folder / "data")
        done = self.run_program("run", "-m", NAME, "--data", data, environment=self.online())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue((self.folder / "results" / "org__tiny" / self.commit / "data.json").exists(), done.stdout)

    def test_a_plan_counts_the_tokens_of_a_run_without_the_weights(self):
        from program import write_beir
        data = write_beir(self.folder / "data")
        done = self.run_program("plan", "-m", NAME, "--data", data, "--json", environment=self.online())
        self.assertEqual(done.returncode, 0, done.stderr)
        plan = json.loads(done.stdout)["plan"][0]
        self.assertEqual((plan["exact_tokens"], plan["unique_texts"], self.weights_requests()), (True, 9, []))
        run = self.run_program("run", "-m", NAME, "--data", data, "--json", environment=self.online())
        self.assertEqual(json.loads(run.stdout)["outcomes"][0]["tokens"], plan["tokens"])

    def test_two_processes_at_once_do_not_disturb_each_other(self):
        self.hub.always("X-Amz-Signature", {"slow": 2000})
        processes = [subprocess.Popen([BINARY, "fetch", NAME], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=clean_environment(HF_HOME=str(self.folder / "hf"), **self.online()))
                     for _ in range(4)]
        for process in processes:
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, errors)
        self.check_snapshot()
        self.assertEqual(self.weights_requests(), [None])

    def test_a_mirror_passes_on_addresses_of_the_real_hub(self):
        self.hub.link_base = "https://huggingface.co"
        self.assertEqual(self.fetch().returncode, 0)
        self.check_snapshot()

    def test_a_task_brings_its_data_set(self):
        commit = "d56462d0e63a25450459c4f213e49ffdb866f7f9"  # which the catalogue pins for SciFact
        repo_files = {"corpus.jsonl": b'{"_id": "1", "title": "", "text": "a"}\n', "queries.jsonl": b"{}\n",
                      "qrels/test.tsv": b"query-id\tcorpus-id\tscore\n"}
        self.hub.add_repo("dataset", "mteb/scifact", repo_files)
        repo = self.hub.repos["dataset", "mteb/scifact"]
        repo.commits[commit] = repo_files
        done = self.fetch("SciFact")
        self.assertEqual(done.returncode, 0, done.stderr)
        folder = self.folder / "hf" / "hub" / "datasets--mteb--scifact" / "snapshots" / commit
        self.assertEqual(done.stdout, f"{folder}\n")
        self.assertEqual((folder / "qrels" / "test.tsv").read_bytes(), repo_files["qrels/test.tsv"])

    # --- what goes wrong and comes right ---

    def test_a_cut_download_goes_on_where_it_was(self):
        size = len(self.files["model.safetensors"])
        self.hub.script(self.weights_path(), {"cut": size // 3}, {"cut": size // 3})
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_snapshot()
        self.assertEqual(self.weights_requests(), [None, f"bytes={size // 3}-", f"bytes={size // 3 * 2}-"])

    def test_a_server_without_ranges_sends_it_all_again(self):
        size = len(self.files["model.safetensors"])
        self.hub.script(self.weights_path(), {"cut": size // 3}, {"ignore_range": True})
        self.assertEqual(self.fetch().returncode, 0)
        self.check_snapshot()

    def test_busy_and_broken_servers_are_asked_again(self):
        self.hub.script("/revision/", {"status": 429, "headers": {"Retry-After": "0"}}, {"status": 503}, {"status": 500})
        self.hub.script("/resolve/.*/config.json", {"status": 502}, {"status": 408})
        self.hub.script("X-Amz-Signature", {"status": 504})
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_snapshot()

    def test_ctrl_c_keeps_what_has_arrived(self):
        weights = self.files["model.safetensors"]
        self.hub.always("X-Amz-Signature", {"slow": 500})
        process = subprocess.Popen([BINARY, "fetch", NAME], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=clean_environment(HF_HOME=str(self.folder / "hf"), **self.online()))
        partial = self.cache / "blobs" / (hashlib.sha256(weights).hexdigest() + ".incomplete")
        for _ in range(400):
            if partial.exists() and partial.stat().st_size > 0:
                break
            time.sleep(0.025)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - began, 3)
        self.assertEqual(process.returncode, 130, errors)
        kept = partial.stat().st_size
        self.assertGreater(kept, 0)
        self.assertEqual(partial.read_bytes(), weights[:kept])
        self.assertFalse((self.cache / "snapshots" / self.commit / "model.safetensors").exists())
        self.hub.forget()
        self.assertEqual(self.fetch().returncode, 0)
        self.check_snapshot()
        self.assertEqual(self.weights_requests(), [f"bytes={kept}-"])
        self.assertFalse(partial.exists())

    def test_a_partial_file_that_is_wrong_is_fetched_anew(self):
        weights = self.files["model.safetensors"]
        blobs = self.cache / "blobs"
        blobs.mkdir(parents=True)
        (blobs / (hashlib.sha256(weights).hexdigest() + ".incomplete")).write_bytes(b"?" * 1500)
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_snapshot()

    def test_a_hub_that_cannot_be_reached_is_replaced_by_the_cache(self):
        self.fetch()
        done = self.fetch(HF_ENDPOINT="http://127.0.0.1:9")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("taking the copy in the cache", done.stderr)
        self.hub.always("/revision/", {"status": 500})
        done = self.fetch()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("taking the copy in the cache", done.stderr)

    # --- what goes wrong for good ---

    def check_fetch_fails(self, code, message, *arguments, **extra):
        return self.check_fails(code, message, "fetch", *(arguments or (NAME,)), environment=self.online(**extra))

    def test_a_wrong_hash_is_never_kept(self):
        for file, path, kind in (("model.safetensors", self.weights_path(), "SHA-256"),
                                 ("config.json", f"{self.commit}/config.json", "git hash")):
            self.hub.forget()
            self.hub.always(path, {"corrupt": True})
            cache = self.folder / kind
            done = self.check_fetch_fails(1, f"{NAME}: {file}: ", HF_HUB_CACHE=str(cache))
            self.assertRegex(done.stderr, f"{kind} [0-9a-f]+, it states [0-9a-f]+")
            self.assertEqual(list(cache.glob(f"models--org--tiny/snapshots/*/{file}")), [])

    def test_a_download_that_is_always_cut_fails(self):
        self.hub.always("X-Amz-Signature", {"cut": 0})
        self.check_fetch_fails(1, f"{NAME}: ")

    def test_no_such_repository_revision_or_access(self):
        self.check_fetch_fails(2, "the hub has no model org/nothing, or it is private", "org/nothing")
        self.check_fetch_fails(2, "set HF_TOKEN", "org/nothing", HF_TOKEN="")
        self.check_fetch_fails(2, f"{NAME}: there is no revision 'v9'", f"{NAME}@v9")
        self.check_fetch_fails(2, "does not accept the token", HF_TOKEN="hf_wrongWrongWrongWrong")
        repo = self.hub.repos["model", NAME]
        repo.private = True
        self.check_fetch_fails(2, "or it is private: set HF_TOKEN", HF_TOKEN="")

    def test_a_gated_model_says_what_to_do(self):
        repo = self.hub.repos["model", NAME]
        repo.gated = True
        self.check_fetch_fails(2, f"{NAME} is gated: accept its conditions at {self.hub.url}/{NAME} and set HF_TOKEN", HF_TOKEN="")
        repo.gated = "nobody"
        self.check_fetch_fails(2, "use a token of that account")

    def test_statuses_of_the_hub(self):
        for status, code, message in ((403, 2, "the hub forbids it (403)"), (429, 1, "too many requests (429)"),
                                      (503, 1, "answers with status 503"), (418, 1, "answers with status 418")):
            self.hub.forget()
            headers = {"X-Error-Message": f"no {self.hub.token} for you\x01"}
            if status == 429:
                headers["Retry-After"] = "3600"
            self.hub.always("/revision/", {"status": status, "headers": headers})
            self.check_fetch_fails(code, message)
        self.hub.forget()
        self.hub.always("X-Amz-Signature", {"status": 403})
        self.check_fetch_fails(1, "the hub's storage answers with status 403")

    def test_no_network(self):
        self.check_fetch_fails(1, "http://127.0.0.1:9: ", HF_ENDPOINT="http://127.0.0.1:9")
        self.check_fetch_fails(1, "no-such-host.invalid", HF_ENDPOINT="http://no-such-host.invalid")
        self.check_fetch_fails(1, "is not in the cache", HF_HUB_OFFLINE="1")
        self.assertEqual(self.hub.requests, [])
        self.check_fetch_fails(2, "HF_ENDPOINT is no http or https address", HF_ENDPOINT="hub")

    def test_what_is_missing_offline_is_named(self):
        self.fetch()
        (self.cache / "snapshots" / self.commit / "model.safetensors").unlink()
        self.check_fetch_fails(1, f"model.safetensors of {NAME}", HF_HUB_OFFLINE="1")

    def test_something_that_is_no_hub(self):
        for body in (b"<html>Log in to the network</html>", b"[]", b"{}", b'{"sha": "../../x"}', b'{"sha": 7}'):
            self.hub.forget()
            self.hub.always("/revision/", {"status": 200, "body": body})
            self.check_fetch_fails(1, "/revision/main: ")

    def test_a_hub_cannot_write_outside_the_cache(self):
        for path in ("../../../evil", "/evil", "a/../../evil", "a//b"):
            self.hub.forget()
            entry = f'[{{"type": "file", "oid": "{"0" * 40}", "size": 1, "path": "{path}"}}]'
            self.hub.always("/tree/", {"status": 200, "body": entry.encode()})
            self.check_fetch_fails(1, "names a file that must not be written")

    def test_a_slow_server_is_given_up(self):
        self.hub.always("/revision/", {"delay": 30})
        began = time.monotonic()
        self.check_fetch_fails(1, "assay: org/tiny: ", HF_HUB_DOWNLOAD_TIMEOUT="1")
        self.assertLess(time.monotonic() - began, 30)

    def test_an_architecture_that_is_not_supported_costs_no_weights(self):
        self.files["config.json"] = b'{"model_type": "wav2vec2"}'
        self.hub.add_repo("model", NAME, self.files)
        self.check_fetch_fails(1, "not supported yet")
        self.assertEqual([r for r in self.hub.requests if r[0] == "storage"], [])

    def test_a_cache_that_cannot_be_written(self):
        (self.folder / "file").write_text("not a folder")
        self.check_fetch_fails(1, "cannot be made", HF_HUB_CACHE=str(self.folder / "file" / "hub"))

    def test_names_that_are_none(self):
        self.check_fetch_fails(2, "MODEL or TASK", "nonsense")
        self.check_fetch_fails(2, "did you mean 'SciFact'?", "SciFatc")
        self.check_fetch_fails(2, "built in", "mteb/baseline-bm25s")


if __name__ == "__main__":
    unittest.main()
