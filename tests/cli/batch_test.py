"""Batch jobs of Bedrock against AWS in miniature: scores, money, kills, faults."""

import json
import random
import re
import signal
import subprocess
import time
import unittest

import fake_aws
import remote_test
from program import BINARY, clean_environment, write_beir

ROLE = "arn:aws:iam::111122223333:role/Batch"
TITAN, COHERE = remote_test.TITAN, remote_test.COHERE
DOCUMENTS = {f"d{i}": (f"t{i}", f"document number {i}") for i in range(230)}
JUDGEMENTS = [("q1", "d1", 1), ("q2", "d3", 1), ("q3", "d5", 2)]


class BatchTest(remote_test.RemoteTest):
    def setUp(self):
        super().setUp()
        self.start_fake()
        self.batch = self.fake.batch
        write_beir(self.folder / "data", documents=DOCUMENTS, judgements=JUDGEMENTS)

    def tearDown(self):
        self.assertEqual(self.fake.control.invalid, [])
        self.assertEqual(self.fake.bad_signatures, [])
        super().tearDown()

    def environment(self, **more):
        return super().environment(XDG_STATE_HOME=str(self.folder / "state"), **more)

    def command(self, *models, place="s3://bucket/some/prefix", role=ROLE):
        return ["run", *[word for model in models for word in ("-m", model)], "--data", "data", "--json",
                "--bedrock-batch", place, "--bedrock-batch-role", role]

    def run_batch(self, *models, more=(), **options):
        return self.run_remote(*self.command(*models, **options), *more)

    def listed(self):
        return json.loads(self.run_remote("bedrock", "batch", "list", "--json").stdout)

    def paid_times(self):
        return set(self.fake.paid.values())

    def live_scores(self, *models):
        words = [word for model in models for word in ("-m", model)]
        done = self.run_remote("run", *words, "--data", "data", "--json", "--cache", "off", "--output", "live")
        self.fake.paid.clear()
        return {o["model"]: o["score"] for o in self.outcomes(done)}

    def test_documents_by_jobs_score_as_by_live_calls(self):
        live = self.live_scores(TITAN, COHERE)
        prices = {"date": "2026-01-01", "models": {
            "bedrock:amazon.titan-embed-text-v2": {"per_million_tokens": 2, "batch_per_million_tokens": 1},
            "bedrock:cohere.embed-english-v3": {"per_million_tokens": 3}}}
        (self.folder / "prices.json").write_text(json.dumps(prices))
        before = self.fake.calls
        done = self.run_batch(TITAN, COHERE, more=("--prices", "prices.json"))
        outcomes = self.outcomes(done)
        self.assertEqual({o["model"]: o["score"] for o in outcomes}, live)
        self.assertEqual([(len(job["records"]), job["modelId"]) for job in self.batch.jobs.values()],
                         [(230, fake_aws.TITAN_V2), (115, fake_aws.COHERE_V3)])
        self.assertEqual(self.paid_times(), {1})
        # Documents by a job, three queries by calls: a call each for Titan, one for Cohere.
        self.assertEqual([o["service"]["calls"] for o in outcomes], [4, 2])
        self.assertLess(self.fake.calls - before, 60)
        documents = sum(max(1, len(f"{title} {text}") // 4) for title, text in DOCUMENTS.values())
        queries = sum(max(1, len(text) // 4) for text in remote_test.QUERIES.values())
        self.assertAlmostEqual(outcomes[0]["service"]["dollars"], (documents * 1 + queries * 2) / 1e6)
        self.assertAlmostEqual(outcomes[1]["service"]["dollars"], (documents + queries) * 3 / 1e6)
        self.assertEqual(self.listed(), [])
        again = self.outcomes(self.run_batch(TITAN, COHERE, more=("--overwrite", "always")))
        self.assertEqual([o["service"] for o in again], [None, None])
        self.assertEqual(self.paid_times(), {1})

    def test_the_plan_knows_the_jobs(self):
        (self.folder / "prices.json").write_text(json.dumps({"date": "d", "models": {
            "bedrock:amazon.titan-embed-text-v2": {"per_million_tokens": 2, "batch_per_million_tokens": 1}}}))
        plan = self.run_remote("plan", "-m", TITAN, "--data", "data", "--json", "--prices", "prices.json", "--bedrock-batch", "s3://bucket/p",
                               "--bedrock-batch-role", ROLE)
        row = json.loads(plan.stdout)["plan"][0]
        self.assertEqual(row["calls"], 4)
        self.assertAlmostEqual(row["dollars"], (2 * (row["tokens"] - row["batch_tokens"]) + row["batch_tokens"]) / 1e6)
        self.assertGreater(row["batch_tokens"], 0.9 * row["tokens"])
        self.assertEqual(self.fake.calls, 0)
        outcome = self.outcomes(self.run_batch(TITAN))[0]
        self.assertEqual(outcome["service"]["calls"], row["calls"])

    def test_interrupted_and_run_again_it_waits_for_the_same_job(self):
        self.batch.hold = "InProgress"
        process = subprocess.Popen([BINARY, *self.command(TITAN)], cwd=self.folder, env=clean_environment(**self.environment()),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not any(job["status"] == "InProgress" for job in self.batch.jobs.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn("the same command waits for them", stderr)
        (job,) = self.listed()
        self.assertEqual((job["status"], job["records"], job["processed"]), ("InProgress", 230, 115))
        self.assertIsNotNone(job["minutes_left"])
        self.batch.hold = None
        done = self.run_batch(TITAN)
        self.assertIn("230 of the texts: they are not ordered again", done.stderr)
        self.outcomes(done)
        self.assertEqual((len(self.batch.jobs), self.paid_times()), (1, {1}))
        self.assertEqual(self.listed(), [])

    def test_killed_at_any_moment_nothing_is_paid_twice(self):
        models = [TITAN, TITAN + "?dimensions=512", TITAN + "?dimensions=256"]
        self.fake.latency = 0.03
        self.batch.hold = "InProgress"
        chance = random.Random(11)
        made = []  # jobs after each kill
        for model in models:
            for _ in range(6):
                process = subprocess.Popen([BINARY, *self.command(model)], cwd=self.folder, env=clean_environment(**self.environment()),
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(chance.uniform(0.1, 1))
                process.send_signal(signal.SIGKILL)
                process.wait()
                made.append(len(self.batch.jobs))
        self.batch.hold = None
        self.assertEqual(len(self.outcomes(self.run_batch(*models))), 3)
        documents = {f"{title} {text}" for title, text in DOCUMENTS.values()}
        self.assertEqual({times for (_, _, text), times in self.fake.paid.items() if text in documents}, {3})
        self.assertEqual((len(self.batch.jobs), self.listed()), (3, []))
        print(f"\n18 kills, jobs after each {made}, every document paid once for each dimension")

    def test_an_order_whose_reply_is_lost_is_found_again(self):
        self.batch.lose = 1
        self.assertEqual(self.run_batch(TITAN).returncode, 1)
        self.assertEqual([job["status"] for job in self.listed()], ["not known"])
        self.outcomes(self.run_batch(TITAN))
        self.assertEqual((len(self.batch.jobs), self.paid_times()), (1, {1}))
        self.assertEqual(self.listed(), [])

    def test_records_that_fail_are_asked_for_by_live_calls(self):
        live = self.live_scores(TITAN)
        self.batch.fail_records = "number 17"
        done = self.run_batch(TITAN)
        outcome = self.outcomes(done)[0]
        self.assertEqual(outcome["score"], live[outcome["model"]])
        failed = [t for _, t in DOCUMENTS.values() if "number 17" in t]
        self.assertIn(f"{len(failed)} texts came back without a vector (400: bad record)", done.stderr)
        self.assertEqual(self.paid_times(), {1})

    def test_lines_that_make_no_sense_give_no_vector(self):
        live = self.live_scores(TITAN)

        def spoil(results):
            results[0]["modelOutput"]["embeddingsByType"]["float"].pop()
            results[1]["modelOutput"]["embeddingsByType"]["float"][0] = float("nan")
            results[2]["recordId"] = "X0000000001"
            results[3]["recordId"] = "R9999999999"
            results[4] = "{half a line"
            results[5] = json.dumps([1])
            del results[6]["modelOutput"]
            return results + results[7:9]  # twice

        self.batch.spoil = spoil
        done = self.run_batch(TITAN)
        outcome = self.outcomes(done)[0]
        self.assertEqual(outcome["score"], live[outcome["model"]])
        self.assertIn("7 texts came back without a vector", done.stderr)
        self.assertEqual(self.run_remote("cache", "verify").returncode, 0)

    def test_texts_that_the_model_refuses_are_handled_as_in_live_calls(self):
        documents = {**DOCUMENTS, "d5": ("", "REFUSE this one")}
        write_beir(self.folder / "data", documents=documents, judgements=JUDGEMENTS)
        done = self.run_batch(COHERE)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout + done.stderr, r"#/texts/\d: bad")
        outcome = self.outcomes(self.run_batch(COHERE, more=("--on-error", "skip")))[0]
        self.assertEqual(outcome["service"]["failed_texts"], 1)
        self.assertEqual(len(self.batch.jobs), 1)

    def test_few_texts_make_no_job(self):
        write_beir(self.folder / "data", documents=dict(list(DOCUMENTS.items())[:99]), judgements=JUDGEMENTS)
        outcome = self.outcomes(self.run_batch(TITAN))[0]
        self.assertEqual((len(self.batch.jobs), outcome["service"]["calls"]), (0, 102))

    def test_a_refused_order_leaves_nothing_behind(self):
        self.batch.refuse = (403, "AccessDeniedException", "User is not authorized to perform: bedrock:CreateModelInvocationJob")
        done = self.run_batch(TITAN)
        self.assertEqual(done.returncode, 1)
        self.assertIn("CreateModelInvocationJob", done.stderr + done.stdout)
        self.assertIn("no job was made", done.stderr + done.stdout)
        self.batch.most_under_way = 0
        self.assertIn("takes no batch job now", self.run_batch(TITAN).stdout)
        self.assertEqual((self.listed(), self.batch.jobs), ([], {}))
        self.assertEqual({text for _, _, text in self.fake.paid}, set(remote_test.QUERIES.values()))

    def test_a_job_that_fails_is_told_and_not_waited_for_again(self):
        self.batch.refuse = None
        self.batch.end = "Failed"
        done = self.run_batch(TITAN)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, "batch job assay-[0-9a-f]{24}: Failed")
        self.assertEqual(self.listed(), [])

    def test_a_stopped_job_gives_what_it_has(self):
        self.batch.hold = "InProgress"
        process = subprocess.Popen([BINARY, *self.command(TITAN)], cwd=self.folder, env=clean_environment(**self.environment()),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 30
        while not any(job["status"] == "InProgress" for job in self.batch.jobs.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        (job,) = self.listed()
        self.assertEqual(self.run_remote("bedrock", "batch", "stop", job["name"]).returncode, 0)
        stdout, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn("Stopped", stdout)
        self.batch.hold = None
        outcome = self.outcomes(self.run_batch(TITAN))[0]
        # Half of the documents were there; the others make a job of 115 records.
        self.assertEqual((outcome["stored_texts"] >= 115, [len(j["records"]) for j in self.batch.jobs.values()]), (True, [230, 115]))

    def test_another_settings_results_are_not_taken(self):
        self.batch.hold = "Submitted"
        process = subprocess.Popen([BINARY, *self.command(TITAN)], cwd=self.folder, env=clean_environment(**self.environment()),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self.batch.jobs and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.batch.hold = None
        self.outcomes(self.run_batch(TITAN + "?dimensions=256"))
        self.assertEqual([job["records"][0]["modelInput"]["dimensions"] for job in self.batch.jobs.values()], [1024, 256])
        (left,) = self.listed()
        self.assertEqual(self.run_remote("bedrock", "batch", "forget", left["name"]).returncode, 0)
        self.assertEqual(self.listed(), [])
        self.assertEqual(self.run_remote("bedrock", "batch", "forget", left["name"]).returncode, 2)

    def test_faults_on_the_way(self):
        live = self.live_scores(TITAN, COHERE)
        self.fake.fault_rate = 0.2
        outcomes = self.outcomes(self.run_batch(TITAN, COHERE))
        self.assertEqual({o["model"]: o["score"] for o in outcomes}, live)
        self.assertEqual(len(self.batch.jobs), 2)
        print("\nfaults", self.fake.faults)

    def test_a_bucket_of_another_region_is_found(self):
        self.fake.s3.buckets["far"] = "eu-west-1"
        self.outcomes(self.run_batch(TITAN, place="s3://far"))
        regions = {re.search(r"/([a-z0-9-]+)/s3/", r[1]["authorization"]).group(1) for r in self.fake.requests
                   if "/s3/aws4" in r[1]["authorization"]}
        self.assertEqual(regions, {"us-east-1", "eu-west-1"})

    def test_bad_input(self):
        for place, role, message in (("s3:/bucket", ROLE, "s3://bucket/prefix is expected"), ("s3://bucket/a b", ROLE, "a b"),
                                     ("s3://nowhere/p", ROLE, "NoSuchBucket"), ("s3://bucket", "Batch", "the ARN of the role")):
            done = self.run_batch(TITAN, place=place, role=role)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(message, done.stdout + done.stderr)
        self.assertEqual(self.run_batch("bedrock:arn:aws:bedrock:us-east-1:1:provisioned-model/abc").returncode, 2)
        self.assertEqual(self.run_remote("bedrock", "batch", "stop", "nothing").returncode, 2)
        self.assertEqual((self.batch.jobs, self.listed()), ({}, []))

    def test_the_policies(self):
        words = ["iam", "-m", TITAN, "--region", "us-east-1", "--account", "111122223333", "--bedrock-batch", "s3://bucket/some/prefix",
                 "--bedrock-batch-role", ROLE]
        caller = json.loads(self.run_remote(*words).stdout)["Statement"]
        allowed = {}
        for statement in caller:
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            allowed.update({action: statement["Resource"] for action in actions})
        self.assertEqual(set(allowed), {
            "bedrock:InvokeModel", "bedrock:CreateModelInvocationJob", "bedrock:GetModelInvocationJob",
            "bedrock:StopModelInvocationJob", "bedrock:ListModelInvocationJobs", "iam:PassRole", "s3:GetObject", "s3:PutObject",
            "s3:ListBucket"})
        self.assertEqual((allowed["iam:PassRole"], allowed["s3:PutObject"]), (ROLE, "arn:aws:s3:::bucket/some/prefix/*"))
        role = json.loads(self.run_remote(*words, "--of-batch-role").stdout)
        self.assertEqual(role["trust"]["Statement"][0]["Principal"], {"Service": "bedrock.amazonaws.com"})
        self.assertEqual(role["trust"]["Statement"][0]["Condition"], {"StringEquals": {"aws:SourceAccount": "111122223333"}})
        self.assertEqual({a for s in role["policy"]["Statement"] for a in ([s["Action"]] if isinstance(s["Action"], str) else s["Action"])},
                         {"bedrock:InvokeModel", "s3:GetObject", "s3:PutObject", "s3:ListBucket"})


if __name__ == "__main__":
    unittest.main()
