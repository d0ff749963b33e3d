#!/usr/bin/env python3
"""Requests a second that `assay embed bedrock:...` gets through a service of known latency and limit, beside boto3 with threads.

    tools/measure_remote_throughput.py path/to/assay [--latency 0.1] [--per-minute N] [--concurrency 16] [--texts 1500]

The service is tests/cli/fake_aws.py on this machine. The bound is min(concurrency / latency, limit).
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "cli"))
import fake_aws  # noqa: E402

MODEL = fake_aws.TITAN_V2
VECTOR = [0.5] * 1024


def start(arguments):
    fake = fake_aws.FakeAws(vector_of=lambda text, dimension: VECTOR[:dimension], latency=arguments.latency,
                            per_minute=arguments.per_minute, use_botocore=False)
    return fake


def measure_assay(arguments, texts):
    fake = start(arguments)
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ASSAY_"))}
        environment.update(fake.environment(), HOME=folder, XDG_CACHE_HOME=folder)
        begin = time.monotonic()
        subprocess.run([arguments.binary, "embed", "bedrock:" + MODEL, "--concurrency", str(arguments.concurrency), "--quiet",
                        "--output", folder + "/out.npy"], input="\n".join(texts), text=True, env=environment, check=True)
        seconds = time.monotonic() - begin
    fake.close()
    return seconds, fake


def measure_boto3(arguments, texts):
    import boto3
    import botocore.config
    fake = start(arguments)
    os.environ.update(fake.environment())
    client = boto3.client("bedrock-runtime", region_name=os.environ["AWS_REGION"], config=botocore.config.Config(
        max_pool_connections=arguments.concurrency, retries={"max_attempts": 10, "mode": "adaptive" if arguments.per_minute else "standard"}))

    def call(text):
        body = json.dumps({"inputText": text, "dimensions": 1024, "normalize": True, "embeddingTypes": ["float"]})
        return json.loads(client.invoke_model(modelId=MODEL, body=body)["body"].read())["embedding"]

    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(arguments.concurrency) as pool:
        list(pool.map(call, texts))
    seconds = time.monotonic() - begin
    fake.close()
    return seconds, fake


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--latency", type=float, default=0.1)
    parser.add_argument("--per-minute", type=int)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--texts", type=int, default=1500)
    arguments = parser.parse_args()
    texts = [f"text number {i}" for i in range(arguments.texts)]
    bound = arguments.concurrency / arguments.latency
    if arguments.per_minute:
        bound = min(bound, arguments.per_minute / 60)
    for name, measure in (("assay", measure_assay), ("boto3", measure_boto3)):
        try:
            seconds, fake = measure(arguments, texts)
        except ImportError:
            print(f"{name}: not installed")
            continue
        rate = len(texts) / seconds
        print(f"{name}: {rate:.1f} texts/s, {100 * rate / bound:.1f} % of {bound:.1f}; requests {fake.calls}, "
              f"throttled {fake.faults.get('429', 0)}")


if __name__ == "__main__":
    main()
