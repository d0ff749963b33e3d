"""S3 and Bedrock's batch jobs in miniature. Requests that make jobs are validated by botocore's service model too where Python
has it. A job is paid when it is made; it moves one step on whenever somebody looks at it."""

import datetime
import json
import random
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

FEWEST, MOST = 100, 50_000
STEPS = ("Submitted", "InProgress", "Completed")


class S3:
    """Buckets with path-style addresses."""

    def __init__(self):
        self.buckets = {"bucket": "us-east-1"}  # name -> region
        self.objects = {}                       # (bucket, key) -> bytes
        self.moto = ""                          # address of a server of moto that answers instead
        self.page = 2                           # objects in a page of a list

    @staticmethod
    def error(status, code, message="m", headers=None, more=""):
        body = f"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{escape(message)}</Message>{more}</Error>"
        return status, headers or {}, body.encode()

    def serve(self, method, path, headers, body):
        if self.moto:
            return self.forward(method, path, headers, body)
        path, _, query = path.partition("?")
        bucket, _, key = urllib.parse.unquote(path[1:]).partition("/")
        if bucket not in self.buckets:
            return self.error(404, "NoSuchBucket", f"no bucket {bucket}")
        here = headers["Authorization"].split("/")[2]
        if here != self.buckets[bucket]:
            region = self.buckets[bucket]
            if method == "PUT":
                return self.error(400, "AuthorizationHeaderMalformed", f"expecting '{region}'", more=f"<Region>{region}</Region>")
            return self.error(301, "PermanentRedirect", headers={"x-amz-bucket-region": region})
        if method == "PUT":
            self.objects[bucket, key] = body
            return 200, {"ETag": '"1"'}, b""
        if method == "DELETE":
            self.objects.pop((bucket, key), None)
            return 204, {}, b""
        if not key:
            return self.list(bucket, dict(urllib.parse.parse_qsl(query)))
        content = self.objects.get((bucket, key))
        if content is None:
            return self.error(404, "NoSuchKey", f"no key {key}")
        if "Range" not in headers:
            return 200, {"ETag": '"1"'}, content
        begin, end = re.fullmatch(r"bytes=(\d+)-(\d+)", headers["Range"]).groups()
        return 206, {"ETag": '"1"'}, content[int(begin):int(end) + 1]

    def list(self, bucket, query):
        keys = sorted(k for b, k in self.objects if b == bucket and k.startswith(query.get("prefix", "")))
        keys = [k for k in keys if k > query.get("continuation-token", "")]
        entries = "".join(f"<Contents><Key>{urllib.parse.quote(k)}</Key><Size>{len(self.objects[bucket, k])}</Size></Contents>"
                          for k in keys[:self.page])
        more = f"<NextContinuationToken>{escape(keys[self.page - 1])}</NextContinuationToken>" if len(keys) > self.page else ""
        return 200, {}, f"<ListBucketResult>{entries}{more}</ListBucketResult>".encode()

    def forward(self, method, path, headers, body):
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0",
                  "Content-Type": "application/octet-stream"}
        kept = signed | {n: headers[n] for n in ("Range", "If-Match", "Content-Type", "Authorization", "X-Amz-Date", "X-Amz-Content-Sha256")
                if n in headers}
        request = urllib.request.Request(self.moto + path, data=body or None, headers=kept, method=method)
        try:
            with urllib.request.urlopen(request) as reply:
                length = {"Content-Length": reply.headers["Content-Length"]} if method == "HEAD" else {}
                return reply.status, {"ETag": reply.headers.get("ETag", ""), **length}, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, {}, error.read()

    def read(self, uri):
        bucket, _, key = uri[len("s3://"):].partition("/")
        if not self.moto:
            return self.objects[bucket, key]
        return self.forward("GET", f"/{bucket}/{urllib.parse.quote(key)}", {}, b"")[2]

    def write(self, uri, content):
        bucket, _, key = uri[len("s3://"):].partition("/")
        if self.moto:
            assert self.forward("PUT", f"/{bucket}/{urllib.parse.quote(key)}", {}, content)[0] == 200
        else:
            self.objects[bucket, key] = content


class BatchJobs:
    def __init__(self, fake, s3):
        self.fake = fake
        self.s3 = s3
        self.jobs = {}          # ARN -> job
        self.most_under_way = 10
        self.hold = None        # a status at which jobs stay
        self.fail_records = ""  # records with this in them end in an error
        self.spoil = None       # changes the lines of the results
        self.end = "Completed"
        self.refuse = None      # (status, name, message) of the next order
        self.lose = 0           # orders that are taken and whose reply is lost
        self.random = random.Random(5)
        self.lock = threading.Lock()

    def serve(self, method, path, body):
        path, _, query = path.partition("?")
        front, _, rest = path[1:].partition("/")
        if (method, path) == ("POST", "/model-invocation-job"):
            with self.lock:  # two orders of one token at a time are one job
                reply = self.create(json.loads(body))
            if self.lose and reply[0] == 200:
                self.lose -= 1
                return 200, {}, b"{"
            return reply
        if (method, path) == ("GET", "/model-invocation-jobs"):
            part = dict(urllib.parse.parse_qsl(query))["nameContains"]
            found = [{"jobArn": arn, "jobName": job["jobName"]} for arn, job in self.jobs.items() if part in job["jobName"]]
            return 200, {}, json.dumps({"invocationJobSummaries": found}).encode()
        if front != "model-invocation-job":
            return None
        name, _, action = rest.partition("/")
        job = self.jobs.get(urllib.parse.unquote(name))
        if job is None:
            return self.fake.error(404, "ResourceNotFoundException", "no such job")
        if (method, action) == ("POST", "stop"):
            job["status"] = "Stopped"
            self.write_results(job, share=0.5)
            return 200, {}, b"{}"
        return self.look_at(urllib.parse.unquote(name), job)

    def create(self, order):
        self.fake.control.validate("bedrock", "CreateModelInvocationJob", order)
        if self.refuse:
            refusal, self.refuse = self.refuse, None
            return self.fake.error(*refusal)
        for arn, job in self.jobs.items():
            if job["clientRequestToken"] == order["clientRequestToken"]:
                return 200, {}, json.dumps({"jobArn": arn}).encode()
            if job["jobName"] == order["jobName"]:
                return self.fake.error(400, "ConflictException", "there is one of this name")
        if sum(job["status"] in STEPS[:2] for job in self.jobs.values()) >= self.most_under_way:
            return self.fake.error(400, "ServiceQuotaExceededException", "too many jobs under way")
        arn = f"arn:aws:bedrock:us-east-1:{self.fake.control.account}:model-invocation-job/{len(self.jobs):012d}"
        lines = self.s3.read(order["inputDataConfig"]["s3InputDataConfig"]["s3Uri"]).splitlines()
        job = {**order, "status": STEPS[0], "records": [json.loads(line) for line in lines], "processed": 0, "message": "",
               "submitTime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
        ids = [r["recordId"] for r in job["records"]]
        assert len(set(ids)) == len(ids) and all(re.fullmatch("[0-9A-Za-z]{11}", i) for i in ids), ids[:3]
        if not FEWEST <= len(ids) <= MOST:
            job.update(status="Failed", message=f"{len(ids)} records are fewer than 100 or more than 50000")
        else:
            job["results"] = [self.result(job["modelId"], record) for record in job["records"]]
        self.jobs[arn] = job
        return 200, {}, json.dumps({"jobArn": arn}).encode()

    def result(self, model, record):
        text = json.dumps(record["modelInput"])
        if self.fail_records and self.fail_records in text:
            return {**record, "error": {"errorCode": 400, "errorMessage": "bad record"}}
        status, _, content = self.fake.serve_bedrock(model, text.encode(), True)
        content = json.loads(content)
        if status != 200:
            return {**record, "error": {"errorCode": status, "errorMessage": content["message"]}}
        return {**record, "modelOutput": content}

    def look_at(self, arn, job):
        if job["status"] in STEPS[:2] and job["status"] != self.hold:
            job["status"] = STEPS[STEPS.index(job["status"]) + 1]
            job["processed"] = len(job["records"]) // 2
            if job["status"] == "Completed":
                job["status"] = self.end
                self.write_results(job)
        done = job["processed"]
        return 200, {}, json.dumps({"jobArn": arn, "jobName": job["jobName"], "status": job["status"], "submitTime": job["submitTime"],
                                    "totalRecordCount": len(job["records"]), "processedRecordCount": done,
                                    **({"message": job["message"]} if job["message"] else {})}).encode()

    def write_results(self, job, share=1.0):
        results = job["results"][:int(len(job["results"]) * share)]
        job["processed"] = len(results)
        self.random.shuffle(results)  # nothing is promised about the order
        if self.spoil:
            results = self.spoil(results)
        folder = job["outputDataConfig"]["s3OutputDataConfig"]["s3Uri"] + "abc123/"
        lines = "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in results)
        self.s3.write(folder + "records.jsonl.out", lines.encode())
        tokens = sum(max(1, len(text) // 4) for r in results if isinstance(r, dict) and "modelOutput" in r
                     for text in r["modelInput"].get("texts", [r["modelInput"].get("inputText")]))
        self.s3.write(folder + "manifest.json.out", json.dumps({"totalRecordCount": len(job["records"]),
                                                                "inputTokenCount": tokens}).encode())
