#!/usr/bin/env python3
"""Random requests and the signatures that botocore gives them, as JSON lines: tests/aws/sigv4_botocore_test.cc compares.

    tools/sign_random_requests.py [COUNT] [SEED]

Exits with 3 when botocore is not installed.
"""

import base64
import datetime
import json
import random
import sys
import urllib.parse

try:
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials
except ImportError:
    sys.exit(3)

ALPHABET = "abcXYZ019-._~ /:%+=&?#éß日本🎉\"'<>[]{}|\\^`!*(),;@$"
HEADERS = ["Content-Type", "X-Amz-Target", "X-Amz-Meta-Note", "Accept", "x-amzn-bedrock-trace", "User-Agent", "Expect"]


def text(chance, longest):
    return "".join(chance.choice(ALPHABET) for _ in range(chance.randrange(longest + 1)))


def make_request(chance):
    s3 = chance.random() < 0.2
    # Segments of dots alone are left out: botocore drops the slash behind a last "..", RFC 3986 keeps it.
    segments = [urllib.parse.quote("x" if set(s) <= {"."} else s, safe="-._~")
                for s in (text(chance, 12) for _ in range(chance.randrange(1, 5)))]
    path = "/" + "/".join(segments)
    if chance.random() < 0.2:
        path += "/"
    query = "&".join(urllib.parse.quote(text(chance, 6) or "k", safe="-._~") + "=" + urllib.parse.quote(text(chance, 8), safe="-._~")
                     for _ in range(chance.randrange(4)))
    host = chance.choice(["localhost:8080", "bedrock-runtime.us-east-1.amazonaws.com", "127.0.0.1:1234"])
    headers = [[name, "".join(chance.choice("ab 1;=/") for _ in range(chance.randrange(1, 12))).strip() or "v"]
               for name in chance.sample(HEADERS, chance.randrange(len(HEADERS)))]
    return {"method": chance.choice(["GET", "POST", "PUT", "DELETE"]), "scheme": "http", "host": host, "path": path, "query": query,
            "headers": headers, "body": base64.b64encode(chance.randbytes(chance.randrange(60))).decode(),
            "key": "AKID" + str(chance.randrange(1000)), "secret": text(chance, 40) or "s",
            "token": chance.choice(["", "tok/+=en" + str(chance.random())]), "region": chance.choice(["us-east-1", "eu-west-3"]),
            "service": "s3" if s3 else chance.choice(["bedrock", "sagemaker", "sts"]), "time": chance.randrange(1_500_000_000, 2_000_000_000)}


def sign(request):
    body = base64.b64decode(request["body"])
    url = f"{request['scheme']}://{request['host']}{request['path']}" + (f"?{request['query']}" if request["query"] else "")
    aws = AWSRequest(method=request["method"], url=url, data=body, headers=dict(request["headers"]))
    credentials = Credentials(request["key"], request["secret"], request["token"] or None)
    date = datetime.datetime.fromtimestamp(request["time"], datetime.timezone.utc)
    aws.context["timestamp"] = date.strftime("%Y%m%dT%H%M%SZ")
    s3 = request["service"] == "s3"
    if s3:
        aws.context["payload_signing_enabled"] = True
    auth = (S3SigV4Auth if s3 else SigV4Auth)(credentials, request["service"], request["region"])
    auth._modify_request_before_signing(aws)
    canonical = auth.canonical_request(aws)
    return {**request, "canonical": canonical, "signature": auth.signature(auth.string_to_sign(aws, canonical), aws)}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for _ in range(count):
        print(json.dumps(sign(make_request(chance))))


if __name__ == "__main__":
    main()
