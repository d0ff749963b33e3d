#!/usr/bin/env python3
"""Whether a model scores the same behind every provider as at home: nDCG@10 of a retrieval task for a local model, and for the
same vectors served by the fake AWS of tests/cli as Titan, as Cohere, as a SageMaker endpoint and as an OpenAI-compatible service.

    tools/compare_remote_scores.py path/to/assay MODEL_FOLDER [--task SciFact] [--data-root DIR]

Every signature that arrives is checked, by botocore too where Python has it.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "cli"))
import fake_aws  # noqa: E402

REMOTE = ["bedrock:amazon.titan-embed-text-v2:0", "bedrock:cohere.embed-english-v3", "sagemaker:my-endpoint", "openai:x"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("model")
    parser.add_argument("--task", default="SciFact")
    parser.add_argument("--data-root")
    arguments = parser.parse_args()
    binary, model = pathlib.Path(arguments.binary).resolve(), pathlib.Path(arguments.model).resolve()
    with tempfile.TemporaryDirectory() as folder:
        fake = fake_aws.FakeAws()
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "ASSAY_"))}
        environment.update(fake.environment(), XDG_CACHE_HOME=folder)

        def call(*words, stdin=""):
            done = subprocess.run([binary, *map(str, words)], cwd=folder, env=environment, input=stdin, text=True,
                                  stdout=subprocess.PIPE, check=True)
            return done.stdout

        def run(models, *more):
            data = ["--data-root", str(pathlib.Path(arguments.data_root).resolve())] if arguments.data_root else []
            named = [word for m in models for word in ("-m", m)]
            return json.loads(call("run", *named, "-t", arguments.task, *data, "--precision", "f32", "--json", *more))["outcomes"]

        # First with any vectors, to see which texts each service is asked for; then with the model's own.
        run(REMOTE, "--cache", "off", "--output", "first")
        texts = sorted({text for _, _, text in fake.paid})
        lines = call("embed", model, "--precision", "f32", "--json-lines", "--quiet", stdin="".join(json.dumps(t) + "\n" for t in texts))
        known = dict(zip(texts, map(json.loads, lines.splitlines())))
        fake.vector_of = lambda text, dimension: known[text] + [0.0] * (dimension - len(known[text]))
        for outcome in run([model, *REMOTE], "--output", "second"):
            service = outcome["service"] or {}
            print(f"{outcome['model']:40} {outcome['metric']} {outcome['score']:.10f}  texts {outcome['texts']}, "
                  f"calls {service.get('calls', '-')}, truncated {outcome['truncated_texts']}")
        print(f"wrong signatures: {len(fake.bad_signatures)} of {fake.calls} requests; checked by botocore too: {fake.use_botocore}")


if __name__ == "__main__":
    main()
