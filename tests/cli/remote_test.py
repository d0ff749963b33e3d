"""Remote models against AWS in miniature: scores, money, faults, kills, bad input. No real network."""

import json
import os
import pathlib
import random
import signal
import subprocess
import time
import unittest

import fake_aws
import fake_web
from embed_test import test_model
from program import BINARY, DOCUMENTS, QUERIES, ProgramTest, clean_environment, write_beir

TITAN = "bedrock:amazon.titan-embed-text-v2:0"
COHERE = "bedrock:cohere.embed-english-v3"
SAGEMAKER = "sagemaker:my-endpoint"
OPENAI = "openai:x"
COHERE_API = "cohere:embed-english-v3.0"
RANDOM = "mteb/baseline-random-encoder"
CANARIES = (fake_aws.SECRET, "bearer-canary-0815", "session/canary+4711==", "wrong-secret-canary", fake_web.OPENAI_KEY, fake_web.COHERE_KEY, fake_web.TEI_KEY)
# What services are sent to find out which model they have.
PROBE = "Which model are you? The quick brown fox jumps over the lazy dog."


class RemoteTest(ProgramTest):
    fake_options = {}

    def start_fake(self, **options):
        self.fake = fake_aws.FakeAws(**{**self.fake_options, **options})
        self.addCleanup(self.fake.close)
        return self.fake

    def environment(self, **more):
        # Nothing of the developer's own AWS settings.
        foreign = ("AWS_", "OPENAI_", "CO_", "TEI_")
        return {**{k: "" for k in os.environ if k.startswith(foreign)}, "HOME": str(self.folder),
                "XDG_CACHE_HOME": str(self.folder / "cache"), **self.fake.environment(), **more}

    def run_remote(self, *arguments, stdin="", **more):
        done = self.run_program(*arguments, stdin=stdin, environment=self.environment(**more))
        for text in (done.stdout, done.stderr):
            for canary in CANARIES:
                self.assertNotIn(canary, text)
            self.assertNotIn("terminate called", text)
        return done

    def tearDown(self):
        self.check_no_canary_on_disk()
        super().tearDown()

    def check_no_canary_on_disk(self):
        for path in self.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                for canary in CANARIES:
                    self.assertNotIn(canary.encode(), content, path)

    def outcomes(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["outcomes"]


def local_vectors(model, texts):
    """Vectors of a model of this machine, by the program itself."""
    lines = "".join(json.dumps(t) + "\n" for t in texts)
    done = subprocess.run([BINARY, "embed", model, "--precision", "f32", "--json-lines", "--quiet"], input=lines, capture_output=True, text=True,
                          env=clean_environment(), check=True)
    return dict(zip(texts, (json.loads(line) for line in done.stdout.splitlines())))


class ScoresTest(RemoteTest):
    def test_every_provider_gives_the_scores_of_the_same_vectors_at_home(self):
        write_beir(self.folder / "data")
        texts = [f"{title} {text}" for title, text in DOCUMENTS.values()] + list(QUERIES.values())
        known = {**local_vectors(RANDOM, texts), PROBE: [1.0] * 32}
        # Zeros behind a vector change no cosine.
        self.start_fake(vector_of=lambda text, dimension: known[text] + [0.0] * (dimension - 32))
        models = [RANDOM, TITAN, COHERE, SAGEMAKER, OPENAI, COHERE_API, "tei:"]
        done = self.run_remote("run", *[word for model in models for word in ("-m", model)], "--data", "data", "--json")
        outcomes = self.outcomes(done)
        self.assertEqual(len(outcomes), len(models))
        self.assertEqual(len({o["score"] for o in outcomes}), 1, outcomes)
        self.assertEqual(self.fake.bad_signatures, [])
        self.assertEqual([o["model"] for o in outcomes[1:]],
                         ["bedrock/amazon-titan-embed-text-v2", "bedrock/cohere-embed-english-v3", "sagemaker/my-endpoint",
                          "openai-compatible/x", "cohere/embed-english-v3.0", "tei/all-MiniLM-L6-v2"])
        self.assertEqual([o["service"]["calls"] for o in outcomes[1:]], [9, 2, 2, 2, 2, 2])
        titan, cohere = outcomes[1]["service"], outcomes[2]["service"]
        tokens = sum(max(1, len(t) // 4) for t in texts)
        self.assertEqual((titan["billed_tokens"], cohere["billed_tokens"]), (tokens, tokens))
        self.assertAlmostEqual(titan["dollars"], tokens * 0.02 / 1e6)
        self.assertAlmostEqual(cohere["dollars"], tokens * 0.10 / 1e6)
        kinds = {kind for model, kind, _ in self.fake.paid if model == fake_aws.COHERE_V3}
        self.assertEqual(kinds, {"search_document", "search_query"})
        record = json.loads(next(self.folder.glob("results/bedrock__amazon*/*/assay/data.json")).read_text())
        self.assertEqual(record["evaluations"][0]["encoding"]["service"]["billed_tokens"], tokens)

    def test_a_published_model_behind_every_provider_scores_as_at_home(self):
        model = test_model("sentence-transformers__all-MiniLM-L6-v2")
        if model is None:
            self.skipTest("no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS")
        write_beir(self.folder / "data")
        texts = [f"{title} {text}" for title, text in DOCUMENTS.values()] + list(QUERIES.values()) + [PROBE]
        known = local_vectors(str(model), texts)
        self.start_fake(vector_of=lambda text, dimension: known[text] + [0.0] * (dimension - 384))
        models = [model, TITAN, COHERE, SAGEMAKER, OPENAI]
        done = self.run_remote("run", *[word for m in models for word in ("-m", m)], "--precision", "f32", "--data", "data", "--json")
        self.assertEqual(len({o["score"] for o in self.outcomes(done)}), 1)
        self.assertEqual(self.fake.bad_signatures, [])

    def test_another_model_behind_an_endpoint_shares_nothing(self):
        write_beir(self.folder / "data")
        self.start_fake()
        for model in (SAGEMAKER, OPENAI):
            first = self.outcomes(self.run_remote("run", "-m", model, "--data", "data", "--json"))[0]
            self.assertEqual(self.outcomes(self.run_remote("run", "-m", model, "--data", "data", "--json"))[0]["status"], "stored")
            before = self.fake.vector_of
            self.fake.vector_of = lambda text, dimension: fake_aws.hash_vector(text + "other", dimension)
            other = self.outcomes(self.run_remote("run", "-m", model, "--data", "data", "--json"))[0]
            self.fake.vector_of = before
            self.assertEqual((other["status"], other["stored_texts"]), ("evaluated", 0))
            self.assertNotEqual(other["revision"], first["revision"])

    def test_nothing_is_paid_twice(self):
        write_beir(self.folder / "data")
        self.start_fake()
        self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json"))
        paid = self.fake.calls
        again = self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json", "--overwrite", "always"))
        self.assertEqual(self.fake.calls, paid)
        self.assertEqual((again[0]["stored_texts"], again[0]["service"]), (9, None))
        stat = self.run_remote("cache", "stat", "--json")
        self.assertEqual(json.loads(stat.stdout)["vectors"], 9)
        self.assertEqual(self.run_remote("cache", "verify").returncode, 0)
        self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json", "--overwrite", "always", "--cache", "off"))
        self.assertEqual(self.fake.calls, 2 * paid)
        # Another dimension is another model, in the store and among the results.
        other = self.outcomes(self.run_remote("run", "-m", TITAN + "?dimensions=256", "--data", "data", "--json"))
        self.assertEqual((other[0]["revision"], other[0]["stored_texts"]), ("1-d256", 0))

    def test_a_limit_stops_and_the_next_run_goes_on(self):
        write_beir(self.folder / "data")
        self.start_fake()
        stopped = self.run_remote("run", "-m", TITAN, "--data", "data", "--max-calls", "5", "--concurrency", "1")
        self.assertEqual(stopped.returncode, 1)
        self.assertIn("--max-calls 5 is reached", stopped.stderr + stopped.stdout)
        self.assertEqual(self.fake.calls, 5)
        costly = self.run_remote("run", "-m", TITAN, "--data", "data", "--max-cost", "0")
        self.assertIn("--max-cost 0.0000 would be exceeded", costly.stderr + costly.stdout)
        self.assertEqual(self.fake.calls, 5)
        self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json"))
        self.assertEqual(self.fake.calls, 9)
        self.assertEqual(set(self.fake.paid.values()), {1})


class BenchTest(RemoteTest):
    FEW = ["--remote-calls", "10", "--concurrency", "4", "--batches", "1", "8"]

    def bench(self, *arguments, **more):
        done = self.run_remote("bench", *arguments, **more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_says_what_it_will_ask_for_and_asks_for_that(self):
        self.start_fake(latency=0.02)
        done = self.bench(TITAN, *self.FEW)
        # One first query; two mixes of 5 + 10; documents of 1 caller and of 4, queries of 1 and of 4: one to warm up and two rounds
        # of one each, for every caller. Titan takes a text a call, so that there are no larger batches.
        self.assertEqual(self.fake.calls, 1 + 2 * 15 + 2 * (1 + 4) * 3)
        self.assertRegex(done.stderr, rf"{TITAN}: 61 calls, about [0-9,]+ tokens, about \$0\.0000[0-9]+ at prices of ")
        self.assertRegex(done.stdout, r"calls made for this +61\n")
        self.assertRegex(done.stdout, r"USD for 1 M tokens +0\.0200\n")
        self.assertRegex(done.stdout, r"threads +-\n")

    def test_network_and_service_are_apart(self):
        self.start_fake(latency=0.02)
        measured = json.loads(self.bench("tei:", *self.FEW, "--json").stdout)[0]
        for latency in measured["latencies"]:
            self.assertAlmostEqual(latency["phases"]["infer_ms"], 12, delta=1e-6)  # as the service says
            self.assertGreater(latency["phases"]["network_ms"], 20 - 12)
            self.assertGreater(latency["p50_ms"], 20)
        self.assertEqual({(t["texts"], t["clients"], t["batch_texts"]) for t in measured["throughputs"]},
                         {("documents", 1, 1), ("documents", 1, 8), ("documents", 4, 8), ("mixed", 1, 1), ("mixed", 4, 1)})
        alone, together = (next(t["texts_per_second"]["median"] for t in measured["throughputs"]
                                if (t["texts"], t["clients"]) == ("mixed", clients)) for clients in (1, 4))
        self.assertGreater(together, 2 * alone)
        self.assertEqual(measured["memory"]["loaded_bytes"], 0)
        self.assertIsNone(measured["energy"])
        self.assertIsNone(measured["price"])  # the table has none

    def test_an_hour_of_an_endpoint_becomes_a_price_of_tokens(self):
        self.start_fake()
        measured = json.loads(self.bench(SAGEMAKER, *self.FEW, "--usd-per-hour", "0.36", "--json").stdout)[0]
        best = max(t["tokens_per_second"] for t in measured["throughputs"] if t["texts"] == "documents")
        self.assertAlmostEqual(measured["price"]["usd_per_million_tokens"] / (100 / best), 1, delta=1e-9)

    def test_nothing_is_asked_when_the_limits_allow_less(self):
        self.start_fake()
        for limit in (["--max-calls", "60"], ["--max-cost", "0.00001"]):
            done = self.run_remote("bench", TITAN, *self.FEW, *limit)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("--remote-calls makes", done.stderr)
        self.assertEqual(self.fake.calls, 0)
        self.bench(TITAN, *self.FEW, "--max-calls", "61", "--max-cost", "1", "--quiet")

    def test_a_run_keeps_the_price_without_a_call_for_it(self):
        write_beir(self.folder / "data")
        self.start_fake()
        self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json", ASSAY_MEASURE="brief"))
        self.assertEqual(self.fake.calls, 9)
        kept = json.loads(next(self.folder.glob("results/*/*/assay/inference.json")).read_text())["measurements"]
        self.assertEqual(kept[0]["price"]["usd_per_million_tokens"], 0.02)
        self.assertEqual((kept[0]["latencies"], kept[0]["size"]["bytes_per_vector"]), ([], 4096))
        # A measurement by calls takes its place and stays.
        self.bench(TITAN, *self.FEW, "--output", "results", "--quiet")
        self.outcomes(self.run_remote("run", "-m", TITAN, "--data", "data", "--json", "--overwrite", "always", ASSAY_MEASURE="brief"))
        kept = json.loads(next(self.folder.glob("results/*/*/assay/inference.json")).read_text())["measurements"]
        self.assertEqual([one["is_full"] for one in kept], [True])

    def test_a_run_turns_an_hour_of_an_endpoint_into_a_price_of_tokens(self):
        write_beir(self.folder / "data")
        self.start_fake()
        run = ["run", "-m", SAGEMAKER, "-m", TITAN, "--data", "data", "--usd-per-hour", "0.36", "--json"]
        outcome = self.outcomes(self.run_remote(*run, ASSAY_MEASURE="brief"))[0]
        rate = outcome["service"]["billed_tokens"] / outcome["encode_seconds"]
        prices = {model: json.loads(next(self.folder.glob(f"results/{model}*/*/assay/inference.json")).read_text())
                  ["measurements"][0]["price"]["usd_per_million_tokens"] for model in ("sagemaker", "bedrock")}
        self.assertAlmostEqual(prices["sagemaker"] / (100 / rate), 1, delta=1e-3)
        self.assertEqual(prices["bedrock"], 0.02)

    def test_a_stored_vector_has_no_latency(self):
        self.start_fake()
        for _ in range(2):
            self.bench(TITAN, *self.FEW, "--output", "results", "--cache", "on", "--quiet")
        self.assertEqual(self.fake.calls, 2 * 61)
        self.assertEqual(len(list(self.folder.glob("results/*/*/assay/inference.json"))), 1)


class PlanTest(RemoteTest):
    def test_a_plan_agrees_with_the_run(self):
        write_beir(self.folder / "data")
        self.start_fake()
        plan = self.run_remote("plan", "-m", TITAN, "-m", COHERE, "--data", "data", "--json")
        self.assertEqual(plan.returncode, 0, plan.stderr)
        self.assertEqual(self.fake.calls, 0)
        planned = json.loads(plan.stdout)["plan"]
        done = self.outcomes(self.run_remote("run", "-m", TITAN, "-m", COHERE, "--data", "data", "--json"))
        for row, outcome in zip(planned, done):
            self.assertEqual((row["texts"], row["unique_texts"], row["calls"]),
                             (outcome["texts"], outcome["unique_texts"], outcome["service"]["calls"]))
            self.assertFalse(row["exact_tokens"])
            self.assertLess(abs(row["tokens"] / outcome["tokens"] - 1), 0.25)
        again = json.loads(self.run_remote("plan", "-m", TITAN, "--data", "data", "--json").stdout)["plan"][0]
        self.assertEqual((again["stored_texts"], again["tokens"], again["calls"], again["dollars"]), (9, 0, 0, 0.0))

    def test_tokens_of_a_local_model_are_exact(self):
        model = test_model("sentence-transformers__all-MiniLM-L6-v2")
        if model is None:
            self.skipTest("no such model: run tools/fetch_default_model.py or set ASSAY_TEST_MODELS")
        write_beir(self.folder / "data")
        self.start_fake()
        plan = json.loads(self.run_remote("plan", "-m", model, "--data", "data", "--json").stdout)["plan"][0]
        done = self.outcomes(self.run_remote("run", "-m", model, "--data", "data", "--json"))[0]
        self.assertTrue(plan["exact_tokens"])
        self.assertEqual(plan["tokens"], done["tokens"])

    def test_what_bedrock_offers(self):
        self.start_fake()
        done = self.run_remote("models", "--provider", "bedrock", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([(m["model"], m["access"], m["is_known"]) for m in json.loads(done.stdout)],
                         [("bedrock:amazon.titan-embed-text-v2:0", "yes", True),
                          ("bedrock:cohere.embed-v4:0", "no agreement", True),
                          ("bedrock:us.cohere.embed-v4:0", "no agreement", True)])
        shown = self.run_remote("models", "--show-agreement", "cohere.embed-v4:0")
        self.assertIn("terms: https://terms.example", shown.stdout)
        self.assertIsNone(self.fake.agreed)
        self.run_remote("models", "--accept-agreement", "bedrock:cohere.embed-v4:0")
        self.assertEqual(self.fake.agreed, {"offerToken": "token-1", "modelId": "cohere.embed-v4:0"})
        self.assertEqual(self.fake.bad_signatures, [])

    def test_a_provisioned_arn_is_looked_up(self):
        self.start_fake()
        done = self.run_remote("embed", "bedrock:arn:aws:bedrock:us-east-1:1:provisioned-model/abc", stdin="a\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.fake.requests[0][0],
                         "/provisioned-model-throughput/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aprovisioned-model%2Fabc")
        self.assertEqual(self.fake.bad_signatures, [])


class FaultsTest(RemoteTest):
    def test_every_fault_is_survived(self):
        texts = [f"text number {i}" for i in range(60)]
        lines = "".join(t + "\n" for t in texts)
        self.start_fake()
        clean = self.run_remote("embed", TITAN, "--cache", "off", stdin=lines)
        self.assertEqual(clean.returncode, 0, clean.stderr)
        self.fake.script = [kind for kind in fake_aws.FakeAws.KINDS for _ in range(2)]
        faulty = self.run_remote("embed", TITAN, "--cache", "off", stdin=lines)
        self.assertEqual(faulty.returncode, 0, faulty.stderr)
        self.assertEqual(faulty.stdout, clean.stdout)
        self.assertEqual(self.fake.script, [])

    def test_every_fault_is_survived_by_the_other_services(self):
        texts = [f"text number {i}" for i in range(300)]
        lines = "".join(t + "\n" for t in texts)
        self.start_fake()
        for model in (SAGEMAKER, OPENAI, OPENAI + "?encoding=float", COHERE_API, "tei:"):
            self.fake.script = []
            clean = self.run_remote("embed", model, "--cache", "off", stdin=lines)
            self.assertEqual(clean.returncode, 0, clean.stderr)
            self.fake.script = list(fake_aws.FakeAws.KINDS)
            random.Random(3).shuffle(self.fake.script)
            faulty = self.run_remote("embed", model, "--cache", "off", stdin=lines)
            self.assertEqual(faulty.returncode, 0, faulty.stderr)
            self.assertEqual(faulty.stdout, clean.stdout)

    def test_a_wrong_clock_is_corrected(self):
        self.start_fake(clock_offset=20 * 60)
        done = self.run_remote("embed", TITAN, stdin="a\nb\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("clock differs", done.stderr)

    def test_killed_again_and_again(self):
        kills = int(os.environ.get("ASSAY_TEST_KILLS", "4"))
        batches = {TITAN: 1, COHERE: 96, SAGEMAKER: 32, OPENAI: 32}
        documents = {f"d{i}": (f"t{i}", f"document number {i}") for i in range(400)}
        write_beir(self.folder / "data", documents=documents, judgements=[("q1", "d1", 1), ("q2", "d3", 1), ("q3", "d5", 2)])
        self.start_fake(latency=0.01)
        models = [word for model in batches for word in ("-m", model)]
        expected = self.outcomes(self.run_remote("run", *models, "--data", "data", "--json", "--cache", "off", "--output", "clean"))
        concurrency = 8
        self.fake.paid.clear()
        self.fake.fault_rate = 0.2
        command = [BINARY, "run", *models, "--data", "data", "--json", "--concurrency", str(concurrency)]
        environment = clean_environment(**self.environment())
        chance = random.Random(7)
        killed = 0
        finished = 0
        extra = {}

        def count_extra():
            for (model, _, text), times in self.fake.paid.items():
                if text != PROBE:
                    extra[model] = extra.get(model, 0) + times - 1
            self.fake.paid.clear()

        while killed < kills:
            # Half of the time the clock is wrong.
            self.fake.clock_offset = chance.choice([0, 20 * 60])
            process = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0.02, 0.3))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                continue
            self.assertEqual(process.returncode, 0)
            # Finished before the kill: begin anew.
            finished += 1
            count_extra()
            subprocess.run(["rm", "-rf", str(self.folder / "results"), str(self.folder / "cache")], check=True)
        done = self.run_remote(*command[1:])
        scores = {o["model"]: o["score"] for o in self.outcomes(done)}
        self.assertEqual(scores, {o["model"]: o["score"] for o in expected})
        texts = len(self.fake.paid)
        count_extra()
        # What was in flight at a kill may be paid again, and nothing else.
        names = {fake_aws.TITAN_V2: TITAN, fake_aws.COHERE_V3: COHERE, "my-endpoint": SAGEMAKER, "openai:x": OPENAI}
        for name, again in extra.items():
            self.assertLessEqual(again, killed * concurrency * batches[names[name]], name)
        print(f"\nkills {killed}, finished runs before the last {finished}, texts of the last {texts}, paid again {extra}, "
              f"calls {self.fake.calls}, faults {self.fake.faults}")
        self.assertEqual(self.run_remote("cache", "verify").returncode, 0)
        self.assertEqual(self.fake.bad_signatures, [])


class BadInputTest(RemoteTest):
    def setUp(self):
        super().setUp()
        self.start_fake()

    def check(self, code, message, *arguments, stdin="a\n", **more):
        done = self.run_remote(*arguments, stdin=stdin, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(message, done.stderr)

    def test_names(self):
        self.check(2, "did you mean 'bedrock:amazon.titan-embed-text-v2:0'", "embed", "bedrock:amazon.titan-embed-txt-v2:0")
        self.check(2, "1024, 512, 256 dimensions, not 100", "embed", TITAN + "?dimensions=100")
        self.check(2, "unknown setting 'dimension=256'", "embed", TITAN + "?dimension=256")
        self.check(2, "an endpoint's name is expected", "embed", "sagemaker:")
        self.check(1, "not found", "embed", "sagemaker:missing")
        self.check(2, "state ?pooling=mean", "embed", "sagemaker:tokens")
        self.check(0, "", "embed", "sagemaker:tokens?pooling=mean")
        self.check(2, "the name of a model is expected", "embed", "openai:")
        self.check(2, "dimensions=N, encoding=base64|float", "embed", OPENAI + "?dimension=256")
        self.check(2, "does not exist", "embed", "openai:missing")
        self.check(2, "is no http address", "embed", OPENAI, "--base-url", "localhost:1")

    def test_an_endpoint_that_is_deleted_in_mid_run_keeps_what_was_paid(self):
        self.fake.delete_after = 4  # two calls to find out what it is, two batches
        lines = "".join(f"text {i}\n" for i in range(200))
        self.check(1, "not found", "embed", SAGEMAKER, "--concurrency", "1", stdin=lines)
        paid = [text for _, _, text in self.fake.paid if text != PROBE]
        self.assertEqual(len(paid), 64)
        self.fake.delete_after = None
        self.fake.deleted.clear()
        self.check(0, "", "embed", SAGEMAKER, stdin=lines)
        self.assertEqual({times for (_, _, text), times in self.fake.paid.items() if text != PROBE}, {1})

    def test_a_key_that_is_wrong_or_missing_is_named_and_not_shown(self):
        for model, variable in ((OPENAI, "OPENAI_API_KEY"), (COHERE_API, "CO_API_KEY"), ("tei:", "TEI_API_KEY")):
            done = self.run_remote("embed", model, stdin="a\n", **{variable: "wrong-canary-0815"})
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("does not accept the key in " + variable, done.stderr)
            self.assertNotIn("wrong-canary", done.stderr)
            self.check(2, "set " + variable, "embed", model, **{variable: ""})

    def test_credentials_and_region(self):
        nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
        self.check(2, "no AWS credentials", "embed", TITAN, **nothing)
        self.check(2, "AWS_SECRET_ACCESS_KEY is not", "embed", TITAN, AWS_SECRET_ACCESS_KEY="")
        self.check(2, "no AWS region", "embed", TITAN, AWS_REGION="")
        self.check(2, "AWS profile 'nobody'", "embed", TITAN, "--profile", "nobody")
        self.check(1, "the credentials are not taken", "embed", TITAN, AWS_SECRET_ACCESS_KEY="wrong-secret-canary",
                   AWS_SESSION_TOKEN="session/canary+4711==")
        self.assertTrue(self.fake.bad_signatures)
        (self.folder / ".aws").mkdir()
        (self.folder / ".aws" / "config").write_text("[profile sso]\nsso_start_url=u\nsso_region=r\nsso_account_id=1\n"
                                                     "sso_role_name=x\n")
        self.check(1, "run 'aws sso login --profile sso'", "embed", TITAN, "--profile", "sso")

    def test_a_right_that_is_missing_is_named(self):
        self.fake.script = ["access"]
        self.check(1, '{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:us-east-1::foundation-model/'
                   'amazon.titan-embed-text-v2:0"}', "embed", TITAN)

    def test_texts(self):
        self.check(1, "text 1 (0 bytes): the service takes no empty text", "embed", TITAN, stdin="a\n\nb\n")
        done = self.run_remote("embed", TITAN, "--on-error", "skip", stdin="a\n\nb\n")
        vectors = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([any(v) for v in vectors], [True, False, True], done.stderr)
        self.check(1, "text 2 (8 bytes)", "embed", COHERE, stdin="a\nb\nREFUSE c\nd\n")
        done = self.run_remote("embed", COHERE, "--on-error", "skip", stdin="a\nb\nREFUSE c\nd\n")
        self.assertEqual([any(json.loads(line)) for line in done.stdout.splitlines()], [True, True, False, True])
        # A million characters: cut to 2,048 for Cohere, to 50,000 and then by the token count for Titan.
        big = "é" * 1_000_000 + "\n"
        for model in (TITAN, COHERE):
            self.assertEqual(self.run_remote("embed", model, stdin=big).returncode, 0)
        self.assertEqual(self.run_remote("embed", OPENAI, stdin="a\n" + big + "b\n").returncode, 0)
        lengths = {model: len(text) for model, _, text in self.fake.paid if text.startswith("é")}
        self.assertLessEqual(lengths["openai:x"] // 4, 8192)
        self.assertGreater(lengths["openai:x"] // 4, 4096)
        self.assertEqual(lengths[fake_aws.COHERE_V3], 2048)
        self.assertLessEqual(lengths[fake_aws.TITAN_V2] // 4, 8192)

    def test_a_bearer_token_is_sent_and_never_shown(self):
        done = self.run_remote("embed", TITAN, stdin="a\n", AWS_BEARER_TOKEN_BEDROCK="bearer-canary-0815")
        self.assertEqual(done.returncode, 1)  # the fake takes signatures only
        self.assertEqual(self.fake.requests[-1][1]["authorization"], "Bearer bearer-canary-0815")

    def test_prices(self):
        prices = self.folder / "prices.json"
        prices.write_text('{"date": "2026-01-01", "models": {"bedrock:other": {"per_million_tokens": 1}}}')
        write_beir(self.folder / "data")
        done = self.run_remote("run", "-m", TITAN, "--data", "data", "--json", "--prices", "prices.json")
        self.assertEqual(self.outcomes(done)[0]["service"]["dollars"], 0)
        self.check(2, "have none for bedrock:amazon.titan-embed-text-v2", "embed", TITAN, "--prices", "prices.json", "--max-cost", "1")
        prices.write_text('{"date": "2026-01-01", "models": {"x": {"per_million_tokens": "free"}}}')
        self.check(1, "per_million_tokens", "embed", TITAN, "--prices", "prices.json")


if __name__ == "__main__":
    unittest.main()
