"""A Hugging Face hub in miniature on the loopback interface, for tests: the replies, headers and redirects of the real one.

    with HubStub() as hub:
        commit = hub.add_repo("model", "org/name", {"config.json": b"{}", "model.safetensors": weights})
        ... HF_ENDPOINT=hub.url ...
        hub.script("/resolve/.*safetensors", {"status": 503}, {"cut": 1000})   # what goes wrong, in this order

Large files (LFS_SIZE bytes and more) are redirected to a second server, which refuses requests that still carry
credentials, as the real storage does. `hub.requests` holds what was asked: (server, method, path, headers).
"""

import hashlib
import json
import re
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LFS_SIZE = 1000
PAGE_SIZE = 3  # files on one page of a tree, so that there is more than one


def git_blob_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Repo:
    """One repository: commits by hash, names that point to them."""

    def __init__(self, kind, name):
        self.kind, self.name = kind, name
        self.commits = {}    # hash -> {path: content}
        self.revisions = {}  # branch or tag -> hash
        self.gated = False
        self.private = False

    def add_commit(self, files, branch="main"):
        digest = hashlib.sha1(self.name.encode())
        for path in sorted(files):
            digest.update(path.encode() + b"\0" + files[path])
        commit = digest.hexdigest()
        self.commits[commit] = dict(files)
        self.revisions[branch] = commit
        return commit

    def resolve(self, revision):
        commit = self.revisions.get(revision, revision)
        if commit in self.commits:
            return commit
        short = [c for c in self.commits if len(revision) >= 7 and c.startswith(revision)]
        return short[0] if short else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.serve()

    def do_GET(self):
        self.serve()

    def serve(self):
        hub, role = self.server.hub, self.server.role
        with hub.lock:
            hub.requests.append((role, self.command, self.path, dict(self.headers)))
        self.fault = hub.take_fault(self.path)
        try:
            time.sleep(self.fault.get("delay", 0))
            if "status" in self.fault:
                self.reply(self.fault["status"], self.fault.get("body", b"trouble"), self.fault.get("headers", {}))
            elif role == "storage":
                self.serve_storage()
            else:
                self.serve_hub()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # --- replies ---

    def reply(self, status, body, headers=None, ranges=False):
        headers = dict(headers or {})
        if self.fault.get("corrupt") and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        span = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        if ranges and status == 200 and span and not self.fault.get("ignore_range"):
            begin = int(span.group(1))
            if begin >= len(body):
                headers["Content-Range"] = f"bytes */{len(body)}"
                status, body = 416, b""
            else:
                headers["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
                status, body = 206, body[begin:]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        cut = self.fault.get("cut")
        self.end_headers()
        if self.command == "HEAD":
            return
        step = self.fault.get("slow")
        if step:  # `step` bytes every 50 ms
            for at in range(0, len(body), step):
                self.wfile.write(body[at:at + step])
                self.wfile.flush()
                time.sleep(0.05)
        else:
            self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True
            self.wfile.flush()

    def refuse(self, status, code, message, headers=None):
        fields = {"X-Error-Message": message, "Content-Type": "application/json", **(headers or {})}
        if code:
            fields["X-Error-Code"] = code
        self.reply(status, json.dumps({"error": message}).encode(), fields)

    # --- the hub ---

    def serve_hub(self):
        hub = self.server.hub
        authorization = self.headers.get("Authorization")
        if authorization is not None and authorization != f"Bearer {hub.token}":
            return self.refuse(401, None, "Invalid credentials in Authorization header")
        path = urllib.parse.urlsplit(self.path).path
        api = re.fullmatch(r"/api/(model|dataset)s/(.+?)/(revision|tree)/([^/]+)", path)
        if api:
            kind, name, what, revision = api.groups()
            return self.with_commit(kind, name, urllib.parse.unquote(revision),
                                    self.serve_revision if what == "revision" else self.serve_tree)
        file = re.fullmatch(r"/(datasets/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)", path)
        cached = re.fullmatch(r"/api/resolve-cache/(model|dataset)s/(.+?)/([0-9a-f]{40})/(.+)", path)
        if file or cached:
            kind = ("dataset" if file.group(1) else "model") if file else cached.group(1)
            name, revision, wanted = file.groups()[1:] if file else cached.groups()[1:]
            wanted = urllib.parse.unquote(wanted)
            return self.with_commit(kind, name, urllib.parse.unquote(revision),
                                    lambda repo, commit: self.serve_file(repo, commit, wanted, bool(cached)))
        return self.refuse(404, None, "Sorry, we can't find the page you are looking for.")

    def with_commit(self, kind, name, revision, serve):
        hub = self.server.hub
        repo = hub.repos.get((kind, name))
        known = self.headers.get("Authorization") is not None
        if repo is None or (repo.private and not known):
            if known:
                return self.refuse(404, "RepoNotFound", "Repository not found")
            return self.refuse(401, "RepoNotFound", "Repository not found")
        commit = repo.resolve(revision)
        if commit is None:
            return self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return serve(repo, commit)

    def serve_revision(self, repo, commit):
        files = [{"rfilename": path} for path in sorted(repo.commits[commit])]
        self.reply(200, json.dumps({"id": repo.name, "sha": commit, "siblings": files}).encode(),
                   {"Content-Type": "application/json"})

    def serve_tree(self, repo, commit):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        entries = []
        folders = set()
        for path, content in sorted(repo.commits[commit].items()):
            for depth in range(1, path.count("/") + 1):
                folder = "/".join(path.split("/")[:depth])
                if folder not in folders:
                    folders.add(folder)
                    entries.append({"type": "directory", "oid": "0" * 40, "size": 0, "path": folder})
            entry = {"type": "file", "oid": git_blob_id(content), "size": len(content), "path": path}
            if len(content) >= LFS_SIZE:
                pointer = b"pointer to " + hashlib.sha256(content).hexdigest().encode()
                entry["oid"] = git_blob_id(pointer)
                entry["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content),
                                "pointerSize": len(pointer)}
            entries.append(entry)
        start = int(query.get("cursor", 0))
        headers = {"Content-Type": "application/json"}
        if start + PAGE_SIZE < len(entries):
            following = urllib.parse.urlencode({**query, "cursor": start + PAGE_SIZE})
            path = urllib.parse.urlsplit(self.path).path
            headers["Link"] = f'<{self.server.hub.link_base}{path}?{following}>; rel="next"'
        self.reply(200, json.dumps(entries[start:start + PAGE_SIZE]).encode(), headers)

    def serve_file(self, repo, commit, path, is_final):
        hub = self.server.hub
        if repo.gated and self.headers.get("Authorization") is None:
            return self.refuse(401, "GatedRepo", f"Access to model {repo.name} is restricted. You must have access to it "
                               "and be authenticated to access it. Please log in.")
        if repo.gated == "nobody":
            return self.refuse(403, "GatedRepo", f"Access to model {repo.name} is restricted and you are not in the "
                               "authorized list.")
        content = repo.commits[commit].get(path)
        if content is None:
            return self.refuse(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": commit})
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if len(content) >= LFS_SIZE:
            digest = hashlib.sha256(content).hexdigest()
            hub.storage_content[digest] = content
            return self.reply(302, b"Found. Redirecting", {
                **headers, "X-Linked-Size": str(len(content)), "X-Linked-Etag": f'"{digest}"',
                "Location": f"{hub.storage_url}/{digest}?X-Amz-Signature={hub.signature}&Expires=9"})
        etag = git_blob_id(content)
        if not is_final:  # small files come from a path of their own, by a relative redirect
            kind = f"{repo.kind}s"
            return self.reply(307, b"", {
                **headers, "X-Linked-Size": str(len(content)), "X-Linked-Etag": f'"{etag}"',
                "Location": f"/api/resolve-cache/{kind}/{repo.name}/{commit}/{urllib.parse.quote(path)}"})
        return self.reply(200, content, {**headers, "ETag": f'"{etag}"'}, ranges=True)

    # --- the storage behind it ---

    def serve_storage(self):
        hub = self.server.hub
        parts = urllib.parse.urlsplit(self.path)
        if self.headers.get("Authorization") is not None:
            return self.reply(400, b"Only one auth mechanism allowed")
        if f"X-Amz-Signature={hub.signature}" not in parts.query:
            return self.reply(403, b"AccessDenied")
        content = hub.storage_content.get(parts.path.lstrip("/"))
        if content is None:
            return self.reply(404, b"NoSuchKey")
        return self.reply(200, content, {"ETag": '"not-the-sha256"', "Accept-Ranges": "bytes"}, ranges=True)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, hub, role):
        super().__init__(("127.0.0.1", 0), Handler)
        self.hub, self.role = hub, role

    def handle_error(self, request, client_address):
        pass  # a client that went away


class HubStub:
    def __init__(self, token="hf_canaryCanaryCanary0123456789"):
        self.token = token
        self.signature = "feedc0ffee5ec4e7"
        self.repos = {}
        self.requests = []
        self.storage_content = {}
        self.faults = []  # (regex, [fault, ...])
        self.lock = threading.Lock()
        self.servers = [Server(self, "hub"), Server(self, "storage")]
        self.url, self.storage_url = (f"http://127.0.0.1:{server.server_address[1]}" for server in self.servers)
        self.link_base = self.url  # of the addresses of further pages; a mirror passes on https://huggingface.co

    def __enter__(self):
        for server in self.servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def add_repo(self, kind, name, files, branch="main"):
        """The hash of a commit with these files; the repository is made when it is not there."""
        repo = self.repos.setdefault((kind, name), Repo(kind, name))
        return repo.add_commit(files, branch)

    def script(self, path, *faults):
        """The next requests whose path matches get these, one each: {"status", "headers", "body"}, {"cut": bytes},
        {"corrupt": True}, {"ignore_range": True}, {"delay": seconds}, {"slow": bytes}. {} is a request that goes well."""
        with self.lock:
            self.faults.append((re.compile(path), list(faults)))

    def always(self, path, fault):
        with self.lock:
            self.faults.append((re.compile(path), fault))

    def take_fault(self, path):
        with self.lock:
            for pattern, faults in self.faults:
                if pattern.search(path) and faults:
                    return faults if isinstance(faults, dict) else faults.pop(0)
        return {}

    def forget(self):
        """Requests and faults so far."""
        with self.lock:
            self.requests.clear()
            self.faults.clear()
