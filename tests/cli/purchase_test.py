"""What bills until it is given back: provisioned throughput and endpoints, against AWS in miniature."""

import json
import random
import signal
import subprocess
import time
import unittest

import remote_test
from program import BINARY, clean_environment


class PurchaseTest(remote_test.RemoteTest):
    def setUp(self):
        super().setUp()
        self.start_fake()
        self.control = self.fake.control

    def tearDown(self):
        self.assertEqual(self.control.invalid, [])
        self.assertEqual(self.fake.bad_signatures, [])
        super().tearDown()

    def environment(self, **more):
        return super().environment(XDG_STATE_HOME=str(self.folder / "state"), **more)

    def kill_at_any_moment(self, command, times, longest):
        """Answers yes, and kills the program somewhere on its way."""
        chance = random.Random(3)
        for i in range(times):
            process = subprocess.Popen([BINARY, *[word.format(i) for word in command]], cwd=self.folder,
                                       env=clean_environment(**self.environment()), stdin=subprocess.PIPE,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            process.stdin.write(b"yes\n")
            process.stdin.flush()
            time.sleep(chance.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        time.sleep(0.3)  # what was on its way arrives


class ThroughputTest(PurchaseTest):
    MODEL = "amazon.titan-embed-text-v2:0:8k"

    def throughput(self, *words, stdin=""):
        return self.run_remote("bedrock", "throughput", *words, stdin=stdin)

    def buy(self, name, *more, answer="yes\n"):
        return self.throughput("buy", name, "--model", self.MODEL, *more, stdin=answer)

    def listed(self):
        return {t["name"]: t for t in json.loads(self.throughput("list", "--json").stdout)}

    def test_a_plan_makes_no_call(self):
        done = self.throughput("plan", "--model", self.MODEL, "--tokens", "1000000", "--unit-tokens", "300000", "--unit-price", "6",
                               "--json")
        plan = json.loads(done.stdout)
        # 4 units of 300,000; on demand 60 million tokens at 0.02 dollars a million.
        self.assertEqual((plan["model_units"], plan["dollars_per_hour"]), (4, 24.0))
        self.assertAlmostEqual(plan["on_demand_dollars_per_hour"], 1.2)
        self.assertEqual(self.fake.calls, 0)
        self.assertEqual(self.throughput("plan", "--tokens", "5").returncode, 2)

    def test_nothing_is_bought_without_the_word(self):
        for answer in ("", "y\n", "no\n", "YES\n"):
            done = self.buy("mine", "--unit-price", "6", answer=answer)
            self.assertEqual(done.returncode, 1)
            self.assertIn("1 model units of amazon.titan-embed-text-v2:0:8k as 'mine', $6.00 an hour", done.stdout)
            self.assertIn("Nothing was bought.", done.stdout)
        self.assertEqual(self.control.throughput, {})

    def test_what_was_bought_is_listed_and_released(self):
        self.assertEqual(self.buy("one").returncode, 0)
        done = self.buy("two", "--units", "3")
        self.assertIn("arn:aws:bedrock:us-east-1:111122223333:provisioned-model/two", done.stdout)
        self.control.throughput["theirs"] = {"modelId": self.MODEL, "modelUnits": 1}
        self.assertEqual({n: (t["model_units"], t["is_mine"]) for n, t in self.listed().items()},
                         {"one": (1, True), "two": (3, True), "theirs": (1, False)})
        self.assertEqual(self.throughput("release", "one").returncode, 0)
        self.assertEqual(self.throughput("release", "--all-mine").returncode, 0)
        self.assertEqual(set(self.control.throughput), {"theirs"})
        self.assertIn("nothing to release", self.throughput("release", "--all-mine").stdout)

    def test_a_refused_order_leaves_nothing_behind(self):
        done = self.buy("big", "--units", "11")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing was bought", done.stderr)
        self.assertIn("nothing to release", self.throughput("release", "--all-mine").stdout)

    def test_an_order_whose_reply_is_lost_is_released_all_the_same(self):
        self.control.lose = {"POST"}
        done = self.buy("lost")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it is bought all the same: release 'lost'", done.stderr)
        self.assertTrue(self.listed()["lost"]["is_mine"])
        self.assertEqual(self.throughput("release", "--all-mine").returncode, 0)
        self.assertEqual(self.control.throughput, {})

    def test_a_kill_at_any_moment_of_a_purchase_loses_nothing(self):
        self.fake.latency = 0.05
        self.kill_at_any_moment(["bedrock", "throughput", "buy", "n{}", "--model", self.MODEL], 8, 0.3)
        bought = len(self.control.throughput)
        done = self.throughput("release", "--all-mine")
        self.assertEqual((done.returncode, self.control.throughput), (0, {}), done.stderr)
        print(f"\n8 kills, {bought} bought, all released")

    def test_another_account_says_nothing(self):
        self.buy("mine")
        self.control.account, there = "444455556666", dict(self.control.throughput)
        self.control.throughput.clear()
        done = self.throughput("release", "mine")
        self.assertEqual(done.returncode, 1)
        self.assertIn("forget it", done.stderr)
        self.control.account, self.control.throughput = "111122223333", there
        self.assertEqual(self.throughput("release", "--all-mine").returncode, 0)
        self.assertEqual(self.control.throughput, {})

    def test_a_commitment_stays_and_is_told(self):
        done = self.buy("long", "--commitment", "OneMonth")
        self.assertIn("billed for OneMonth, and cannot be released before", done.stdout)
        self.assertEqual(self.listed()["long"]["commitment"], "OneMonth")
        released = self.throughput("release", "--all-mine")
        self.assertEqual(released.returncode, 1)
        self.assertIn("long is not released: ", released.stderr)
        self.assertEqual(self.throughput("forget", "long").returncode, 0)
        self.assertIn("nothing to release", self.throughput("release", "--all-mine").stdout)


class JumpStartTest(PurchaseTest):
    MODEL = "huggingface-sentencesimilarity-bge-small-en-v1-5"
    ROLE = "arn:aws:iam::111122223333:role/Endpoint"

    def jumpstart(self, *words, stdin=""):
        return self.run_remote("sagemaker", "jumpstart", *words, stdin=stdin)

    def deploy(self, name, *more, model=MODEL, answer="yes\n"):
        return self.jumpstart("deploy", name, "--model", model, "--role", self.ROLE, *more, stdin=answer)

    def left(self):
        return {kind: sorted(things) for kind, things in self.control.things.items() if things}

    def test_the_list_has_embedding_models_only(self):
        models = [m["model"] for m in json.loads(self.jumpstart("list", "--json").stdout)]
        self.assertEqual(models, ["huggingface-sentencesimilarity-bge-small-en-v1-5", "huggingface-sentencesimilarity-licensed",
                                  "huggingface-textembedding-script", "tensorflow-tcembedding-bert"])
        self.assertIn("tensorflow-tcembedding-bert", self.jumpstart("list", "tcembedding").stdout)

    def test_deploy_status_delete(self):
        shown = self.deploy("mine", answer="no\n")
        self.assertEqual((shown.returncode, self.left()), (1, {}))
        self.assertIn("1 x ml.g5.xlarge, billed by the hour, used or not, until it is deleted", shown.stdout)
        self.assertEqual(self.deploy("mine").returncode, 0)
        self.assertEqual(self.left(), {"Model": ["mine"], "EndpointConfig": ["mine"], "Endpoint": ["mine"]})
        container = self.control.things["Model"]["mine"]["PrimaryContainer"]
        self.assertEqual(container["Environment"], {"MMS_WORKERS": "1", "TIMEOUT": "3600"})
        self.assertEqual(container["ModelDataSource"]["S3DataSource"], {
            "S3Uri": f"s3://jumpstart-cache-prod-us-east-1/{self.MODEL}/prepack.tar.gz", "S3DataType": "S3Object",
            "CompressionType": "Gzip"})
        variant = self.control.things["EndpointConfig"]["mine"]["ProductionVariants"][0]
        self.assertEqual((variant["InstanceType"], variant["ContainerStartupHealthCheckTimeoutInSeconds"]), ("ml.g5.xlarge", 900))
        self.assertRegex(self.jumpstart("status", "mine").stdout, "mine: Creating, 0 min old; usually 8 min more")
        self.assertEqual(self.jumpstart("status", "other").returncode, 1)
        self.assertEqual(self.deploy("mine").returncode, 2)
        self.assertEqual(self.jumpstart("delete", "mine").returncode, 0)
        self.assertEqual(self.left(), {})
        self.assertEqual(self.jumpstart("delete", "mine").returncode, 2)

    def test_serverless(self):
        self.assertEqual(self.deploy("small", "--serverless", "3072").returncode, 0)
        variant = self.control.things["EndpointConfig"]["small"]["ProductionVariants"][0]
        self.assertEqual(variant["ServerlessConfig"], {"MemorySizeInMB": 3072, "MaxConcurrency": 5})
        self.assertNotIn("InstanceType", variant)
        self.assertEqual(self.deploy("odd", "--serverless", "1000").returncode, 2)

    def test_terms_are_accepted_by_a_flag_only(self):
        model = "huggingface-sentencesimilarity-licensed"
        done = self.deploy("mine", model=model)
        self.assertEqual((done.returncode, self.left()), (2, {}))
        self.assertIn("eula.txt", done.stdout)
        self.assertEqual(self.deploy("mine", "--accept-terms", model=model).returncode, 0)
        source = self.control.things["Model"]["mine"]["PrimaryContainer"]["ModelDataSource"]["S3DataSource"]
        self.assertEqual(source["ModelAccessConfig"], {"AcceptEula": True})

    def test_a_step_that_is_refused_undoes_those_before(self):
        for operation in ("CreateEndpoint", "CreateEndpointConfig", "CreateModel"):
            self.control.refuse = {operation}
            done = self.deploy("mine")
            self.assertEqual(done.returncode, 1)
            self.assertIn("service limit is 0 instances", done.stderr)
            self.assertEqual(self.left(), {}, operation)
        self.assertIn("nothing to delete", self.jumpstart("delete", "--all-mine").stdout)

    def test_a_kill_at_any_moment_leaves_nothing_that_bills(self):
        self.fake.latency = 0.03
        self.kill_at_any_moment(["sagemaker", "jumpstart", "deploy", "n{}", "--model", self.MODEL, "--role", self.ROLE], 10, 0.5)
        made = self.left()
        done = self.jumpstart("delete", "--all-mine")
        self.assertEqual((done.returncode, self.left()), (0, {}), done.stderr)
        self.assertIn("nothing to delete", self.jumpstart("delete", "--all-mine").stdout)
        print(f"\n10 kills left {made}; nothing after delete --all-mine")

    def test_what_others_made_is_not_deleted(self):
        self.control.things["Model"]["theirs"] = {}
        done = self.deploy("theirs")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.left(), {"Model": ["theirs"]})
        self.assertEqual(self.jumpstart("delete", "theirs").returncode, 2)

    def test_what_cannot_be_deployed_is_told(self):
        self.assertIn("script has to be packed", self.deploy("mine", model="huggingface-textembedding-script").stderr)
        self.assertIn("does not exist", self.deploy("mine", model="nothing").stderr)
        self.assertEqual(self.left(), {})


if __name__ == "__main__":
    unittest.main()
