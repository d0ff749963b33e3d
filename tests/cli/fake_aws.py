"""AWS in miniature on this machine: Bedrock's InvokeModel and SageMaker's InvokeEndpoint, nothing but Python's library; S3 and
batch jobs (fake_batch.py), what bills (fake_control.py), OpenAI, Cohere and TEI (fake_web.py) at the same address.

Every request's signature is computed again from the bytes that arrived, by the signer below, and by botocore too where it
is installed. Paths are taken as they were sent: "%3A" is not ":". Faults come by chance from a seed, or as a script.
"""

import datetime
import hashlib
import hmac
import http.server
import json
import random
import socket
import struct
import sys
import threading
import time
import traceback
import urllib.parse

import fake_batch
import fake_control
import fake_web

try:
    import botocore.auth
    import botocore.awsrequest
    import botocore.credentials
except ImportError:
    botocore = None

KEY_ID = "AKIDFAKEAWS"
SECRET = "fake/secret+canary-4711"
UNSIGNED = {"user-agent", "connection", "accept-encoding", "content-length", "authorization", "expect"}
TITAN_V2 = "amazon.titan-embed-text-v2:0"
COHERE_V3 = "cohere.embed-english-v3"


def hash_vector(text, dimension):
    """A vector that only this text has."""
    seed = hashlib.sha256(text.encode()).digest()
    numbers = []
    block = 0
    while len(numbers) < dimension:
        digest = hashlib.sha256(seed + struct.pack("<I", block)).digest()
        numbers += [(b - 127.5) / 128 for b in digest]
        block += 1
    return numbers[:dimension]


def encode_path(path):
    return urllib.parse.quote(path, safe="/-_.~")


def sign(method, path, query, headers, signed_names, body, date, region, service, secret=SECRET):
    """The signature of a request, written anew from AWS's description."""
    pairs = sorted((urllib.parse.quote(urllib.parse.unquote(k), safe="-_.~"),
                    urllib.parse.quote(urllib.parse.unquote(v), safe="-_.~"))
                   for k, _, v in (p.partition("=") for p in query.split("&") if p))
    canonical = "\n".join([
        method, path if service == "s3" else encode_path(path), "&".join(f"{k}={v}" for k, v in pairs),
        *[f"{name}:{' '.join(headers[name].split())}" for name in signed_names], "",
        ";".join(signed_names), hashlib.sha256(body).hexdigest()])
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sign_with_botocore(method, url, headers, body, date, region, service):
    request = botocore.awsrequest.AWSRequest(method=method, url=url, headers=headers, data=body)
    request.context["timestamp"] = date
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    auth = signer(botocore.credentials.Credentials(KEY_ID, SECRET), service, region)
    return auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)


# What means something only to AWS.
WEB_FAULTS = {"424": "503", "notready": "429", "expired": "500", "access": "500"}
# What is said about a model's vectors.
NO_MODEL_FAULTS = {kind: "503" for kind in ("424", "408", "notready", "garbage", "count", "nan", "zero", "dimension", "access")}


class FakeAws:
    def __init__(self, vector_of=hash_vector, fault_rate=0.0, seed=1, latency=0.0, per_minute=None, clock_offset=0,
                 use_botocore=True):
        self.vector_of = vector_of
        self.fault_rate = fault_rate
        self.random = random.Random(seed)
        self.latency = latency
        self.per_minute = per_minute
        self.tokens = 1.0
        self.refilled = time.monotonic()
        self.clock_offset = clock_offset  # seconds by which AWS's clock is ahead of ours
        self.use_botocore = use_botocore and botocore is not None
        self.script = []           # faults to play first
        self.paid = {}             # (model, input type, text) -> times a vector was given
        self.calls = 0
        self.faults = {}
        self.bad_signatures = []
        self.requests = []
        self.deleted = set()
        self.control = fake_control.ControlPlane(self)
        self.s3 = fake_batch.S3()
        self.batch = fake_batch.BatchJobs(self, self.s3)
        self.delete_after = None   # calls until endpoints are deleted
        self.agreed = None
        self.lock = threading.Lock()
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def do_POST(self):
                fake.answer(self)

            do_GET = do_DELETE = do_PUT = do_HEAD = do_POST

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                if not isinstance(sys.exc_info()[1], OSError):  # clients that were killed break their connections
                    traceback.print_exc()

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def environment(self):
        return {"AWS_ENDPOINT_URL": self.url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": KEY_ID,
                "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_EC2_METADATA_DISABLED": "true", **fake_web.environment(self.url)}

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.clock_offset)

    def answer(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        due = time.monotonic() + self.latency
        with self.lock:
            self.calls += 1
            self.requests.append((handler.path, {k.lower(): v for k, v in handler.headers.items()}, body))
            fault = self.next_fault()
        is_web = fake_web.is_web_path(handler.path)
        reply = None if is_web else self.check_signature(handler, body)
        if is_web and fault in WEB_FAULTS:
            fault = WEB_FAULTS[fault]
        is_s3 = "/s3/aws4_request" in handler.headers.get("Authorization", "")
        if (is_s3 or "/model-invocation-job" in handler.path) and fault in NO_MODEL_FAULTS:
            fault = NO_MODEL_FAULTS[fault]
        if reply is None and fault is not None:
            reply = self.play(handler, fault, body)
            if reply is None:
                return
        if reply is None and is_s3:
            reply = self.s3.serve(handler.command, handler.path, handler.headers, body)
        if reply is None:
            reply = self.batch.serve(handler.command, handler.path, body) or self.control.serve(handler.command, handler.path, handler.headers, body) or \
                self.serve(handler.path, body, headers=handler.headers)
        status, headers, content = reply
        time.sleep(max(0.0, due - time.monotonic()))  # our own work is part of the latency
        self.send(handler, status, headers, content)

    def send(self, handler, status, headers, content):
        handler.send_response_only(status)
        handler.send_header("Date", self.now().strftime("%a, %d %b %Y %H:%M:%S GMT"))
        handler.send_header("Content-Type", "application/json")
        if "Content-Length" not in headers:
            handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(content)

    def check_signature(self, handler, body):
        headers = {k.lower(): v for k, v in handler.headers.items()}
        authorization = headers.get("authorization", "")
        if not authorization.startswith("AWS4-HMAC-SHA256 "):
            return self.error(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        parts = dict(p.strip().partition("=")[::2] for p in authorization.split(" ", 1)[1].split(","))
        _, _, region, service, _ = parts["Credential"].split("/")
        names = parts["SignedHeaders"].split(";")
        date = headers["x-amz-date"]
        path, _, query = handler.path.partition("?")
        expected = sign(handler.command, path, query, headers, names, body, date, region, service)
        skew = abs((datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
                    - self.now()).total_seconds())
        right = hmac.compare_digest(expected, parts["Signature"])
        if service == "s3":
            right = right and headers["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
        must = {"host", "x-amz-date"} | {n for n in headers if n.startswith("x-amz-") or n == "content-type"}
        right = right and must <= set(names)
        if right and self.use_botocore:
            sent = {n: headers[n] for n in names}
            right = parts["Signature"] == sign_with_botocore(handler.command, f"http://{headers['host']}{handler.path}", sent,
                                                             body, date, region, service)
        if not right:
            with self.lock:
                self.bad_signatures.append(handler.path)
            # As AWS does, with all that was signed.
            signed = "\n".join(f"{n}:{headers.get(n)}" for n in names)
            return self.error(403, "InvalidSignatureException", "The request signature we calculated does not match the signature you "
                              f"provided. The Canonical String for this request should have been\n'{handler.command}\n{path}\n{signed}'")
        if skew > 300:
            return self.error(403, "InvalidSignatureException", f"Signature expired: {date} is now earlier than it should be")
        return None

    @staticmethod
    def error(status, name, message, extra=None, headers=None):
        return (status, {"x-amzn-ErrorType": name + ":http://internal.amazon.com/coral/", **(headers or {})},
                json.dumps({"message": message, **(extra or {})}).encode())

    KINDS = ["429", "503", "408", "424", "500", "notready", "reset", "cut", "garbage", "count", "nan", "zero", "expired",
             "dimension"]

    def next_fault(self):
        if self.script:
            fault = self.script.pop(0)
        elif self.per_minute is not None and not self.take_token():
            fault = "429"
        elif self.random.random() < self.fault_rate:
            fault = self.random.choice(self.KINDS)
        else:
            return None
        if fault is not None:
            self.faults[fault] = self.faults.get(fault, 0) + 1
        return fault

    def take_token(self):
        """A bucket that fills at the limit's rate and holds a second's worth."""
        rate = self.per_minute / 60
        now = time.monotonic()
        self.tokens = min(max(1.0, rate), self.tokens + (now - self.refilled) * rate)
        self.refilled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def play(self, handler, fault, body):
        """The reply of a fault; None when the connection has been broken."""
        if fault == "429":
            return self.error(429, "ThrottlingException", "Too many requests, please wait before trying again.",
                              headers={"x-amz-retry-after": "20"} if self.per_minute is None else {})
        if fault == "notready":
            return self.error(429, "ModelNotReadyException", "not ready", headers={"x-amz-retry-after": "10"})
        if fault == "503":
            return self.error(503, "ServiceUnavailableException", "busy")
        if fault == "500":
            return self.error(500, "InternalServerException", "oops")
        if fault == "408":
            return self.error(408, "ModelTimeoutException", "slow")
        if fault == "424":
            return self.error(424, "ModelErrorException", "down", {"originalStatusCode": 503, "OriginalStatusCode": 503})
        if fault == "expired":
            return self.error(403, "ExpiredTokenException", "The security token included in the request is expired")
        if fault == "access":
            return self.error(403, "AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized to perform: "
                              "bedrock:InvokeModel on resource: y because no identity-based policy allows it")
        if fault == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            handler.close_connection = True
            return None
        if fault == "cut":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"embed")
            handler.wfile.flush()
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
            return None
        if fault == "garbage":
            return 200, {}, b"<html>not json"
        status, headers, content = self.serve(handler.path, body, count=False, headers=handler.headers)
        return (status, headers, spoil(json.loads(content), fault)) if status == 200 else (status, headers, content)

    def pay(self, model, kind, texts):
        with self.lock:
            for text in texts:
                key = (model, kind, text)
                self.paid[key] = self.paid.get(key, 0) + 1

    def serve(self, path, body, count=True, headers=None):
        if fake_web.is_web_path(path):
            return fake_web.serve(self, path, {k.lower(): v for k, v in headers.items()}, body, count)
        parts = path.split("/")
        if len(parts) == 4 and parts[1] == "model" and parts[3] == "invoke":
            return self.serve_bedrock(urllib.parse.unquote(parts[2]), body, count)
        if len(parts) == 4 and parts[1] == "endpoints" and parts[3] == "invocations":
            return self.serve_endpoint(parts[2], body, count)
        return self.serve_control_plane(path, body)

    def serve_control_plane(self, path, body):
        path, _, query = path.partition("?")
        if path == "/foundation-models":
            assert query == "byOutputModality=EMBEDDING"
            summaries = [{"modelId": TITAN_V2, "modelName": "Titan", "providerName": "Amazon",
                          "inferenceTypesSupported": ["ON_DEMAND", "SOMETHING_NEW"], "modelLifecycle": {"status": "ACTIVE"}},
                         {"modelId": "cohere.embed-v4:0", "modelName": "Embed v4", "providerName": "Cohere",
                          "inferenceTypesSupported": [], "modelLifecycle": {"status": "ACTIVE"}}]
            return 200, {}, json.dumps({"modelSummaries": summaries}).encode()
        if path.startswith("/foundation-model-availability/"):
            good = "titan" in path
            return 200, {}, json.dumps({"agreementAvailability": {"status": "AVAILABLE" if good else "NOT_AVAILABLE"},
                                        "authorizationStatus": "AUTHORIZED", "entitlementAvailability": "AVAILABLE",
                                        "regionAvailability": "AVAILABLE"}).encode()
        if path == "/inference-profiles":
            return 200, {}, json.dumps({"inferenceProfileSummaries": [
                {"inferenceProfileId": "us.cohere.embed-v4:0", "inferenceProfileName": "US Embed v4", "status": "ACTIVE"}]}).encode()
        if path == "/list-foundation-model-agreement-offers/cohere.embed-v4%3A0":
            return 200, {}, json.dumps({"offers": [{"offerToken": "token-1", "termDetails": {
                "legalTerm": {"url": "https://terms.example"}, "usageBasedPricingTerm": {"rateCard": [
                    {"price": "0.12", "unit": "1M tokens", "description": "input"}]}}}]}).encode()
        if path == "/create-foundation-model-agreement":
            self.agreed = json.loads(body)
            return 202, {}, b"{}"
        if path.startswith("/provisioned-model-throughput/"):
            return 200, {}, json.dumps({"foundationModelArn":
                                        "arn:aws:bedrock:us-east-1::foundation-model/" + TITAN_V2}).encode()
        return self.error(404, "ResourceNotFoundException", "no such path")

    def serve_bedrock(self, model, body, count):
        request = json.loads(body)
        if model == TITAN_V2 or ":provisioned-model/" in model:
            extra = set(request) - {"inputText", "dimensions", "normalize", "embeddingTypes"}
            if extra:
                return self.error(400, "ValidationException", f"extraneous key {extra} is not permitted")
            text = request["inputText"]
            if not text:
                return self.error(400, "ValidationException", "#/inputText: expected minLength: 1, actual: 0")
            tokens = max(1, len(text) // 4)
            if tokens > 8192:
                return self.error(400, "ValidationException", "400 Bad Request: Too many input tokens. Max input tokens: "
                                  f"8192, request input token count: {tokens}")
            vector = self.vector_of(text, request["dimensions"])
            if count:
                self.pay(model, "", [text])
            return 200, {"X-Amzn-Bedrock-Input-Token-Count": str(tokens), "X-Amzn-Bedrock-Invocation-Latency": "12"}, \
                json.dumps({"embedding": vector, "embeddingsByType": {"float": vector},
                            "inputTextTokenCount": tokens}).encode()
        if model == COHERE_V3:
            texts = request["texts"]
            if len(texts) > 96:
                return self.error(400, "ValidationException", "Malformed input request: #/texts: expected maxItems: 96")
            for i, text in enumerate(texts):
                if len(text) > 2048:
                    return self.error(400, "ValidationException", f"Malformed input request: #/texts/{i}: expected "
                                      f"maxLength: 2048, actual: {len(text)}, please reformat your input and try again.")
                if "REFUSE" in text:
                    return self.error(400, "ValidationException", f"Malformed input request: #/texts/{i}: bad")
            if request["input_type"] not in ("search_document", "search_query", "classification", "clustering"):
                return self.error(400, "ValidationException", "#/input_type is not a valid enum value")
            vectors = [self.vector_of(text, 1024) for text in texts]
            if count:
                self.pay(model, request["input_type"], texts)
            tokens = sum(max(1, len(t) // 4) for t in texts)
            return 200, {"X-Amzn-Bedrock-Input-Token-Count": str(tokens)}, \
                json.dumps({"id": "x", "texts": [t.lower() for t in texts], "embeddings": {"float": vectors},
                            "response_type": "embeddings_by_type"}).encode()
        return self.error(400, "ValidationException", "The provided model identifier is invalid.")

    def serve_endpoint(self, name, body, count):
        with self.lock:
            if self.delete_after is not None and self.calls > self.delete_after:
                self.deleted.add(name)
        if name in self.deleted or name == "missing":
            return self.error(400, "ValidationError", f"Endpoint {name} of account 1 not found.")
        try:
            request = json.loads(body)
            texts = request["inputs"]
        except (ValueError, KeyError):
            return self.error(424, "ModelError", "Received client error (400)", {"OriginalStatusCode": 400})
        if len(texts) > 32:
            return self.error(424, "ModelError", "batch size > 32", {"OriginalStatusCode": 413})
        vectors = [self.vector_of(text, 384) for text in texts]
        if name == "tokens":
            vectors = [[v, v] for v in vectors]
        if count:
            self.pay(name, "", texts)
        return 200, {}, json.dumps(vectors).encode()


def spoil(reply, fault):
    """The reply with wrong vectors."""
    def vectors_of(value):
        if isinstance(value, list):
            return value
        if "embeddingsByType" in value:
            return [value["embeddingsByType"]["float"]]
        if "data" in value:
            return [entry["embedding"] for entry in value["data"]]
        return value["embeddings"]["float"]

    if isinstance(reply, dict) and "model_id" in reply:  # TEI's /info
        return json.dumps(reply).encode()
    is_base64 = isinstance(reply, dict) and "data" in reply and isinstance(reply["data"][0]["embedding"], str)
    if is_base64:
        for entry in reply["data"]:
            entry["embedding"] = fake_web.decode(entry["embedding"])
    vectors = vectors_of(reply)
    if fault == "count" and len(vectors) > 1:
        vectors.pop()
    elif fault in ("nan", "count"):
        vectors[0][0] = float("nan")
    elif fault == "zero":
        vectors[-1][:] = [0.0] * len(vectors[-1])
    elif fault == "dimension":
        vectors[0].pop()
    if fault == "count" and isinstance(reply, dict) and "data" in reply:
        del reply["data"][len(vectors):]
    if is_base64:
        for entry in reply["data"]:
            entry["embedding"] = fake_web.encode(entry["embedding"])
    return json.dumps(reply).encode()
