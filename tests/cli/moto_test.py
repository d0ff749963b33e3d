"""A second opinion on SageMaker's shapes and on S3: moto, where Python has it."""

import json
import unittest
import urllib.request

import batch_test
import purchase_test
import remote_test
from program import write_beir

try:
    from moto.server import ThreadedMotoServer
except ImportError:
    ThreadedMotoServer = None


class MotoTest(remote_test.RemoteTest):
    def setUp(self):
        super().setUp()
        if ThreadedMotoServer is None:
            self.skipTest("moto is not installed")
        self.start_fake()
        self.moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.moto.start()
        self.addCleanup(self.moto.stop)
        host, port = self.moto.get_host_and_port()
        self.url = f"http://{host}:{port}"

    def post(self, path, content):
        request = urllib.request.Request(self.url + path, data=json.dumps(content).encode(), headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request).close()

    def jumpstart(self, *words, stdin=""):
        return self.run_remote("sagemaker", "jumpstart", *words, stdin=stdin, XDG_STATE_HOME=str(self.folder / "state"))

    def test_an_endpoint_is_made_and_deleted(self):
        self.fake.control.moto = self.url
        self.post("/moto-api/reset", {})
        done = self.jumpstart("deploy", "mine", "--model", purchase_test.JumpStartTest.MODEL, "--role", purchase_test.JumpStartTest.ROLE,
                              "--instance-type", "ml.g4dn.xlarge", stdin="yes\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("mine: InService", self.jumpstart("status", "mine").stdout)
        self.assertEqual(self.jumpstart("delete", "--all-mine").returncode, 0)
        self.assertIn("there is no such endpoint", self.jumpstart("status", "mine").stdout)
        self.assertIn("nothing to delete", self.jumpstart("delete", "--all-mine").stdout)

    def test_batch_jobs_go_through_its_buckets(self):
        self.post("/moto-api/reset", {})
        self.fake.s3.moto = self.url
        self.assertEqual(self.fake.s3.forward("PUT", "/bucket", {}, b"")[0], 200)
        write_beir(self.folder / "data", documents=batch_test.DOCUMENTS, judgements=batch_test.JUDGEMENTS)
        done = self.run_remote("run", "-m", remote_test.TITAN, "--data", "data", "--json", "--bedrock-batch", "s3://bucket/a/b",
                               "--bedrock-batch-role", batch_test.ROLE, XDG_STATE_HOME=str(self.folder / "state"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(set(self.fake.paid.values()), {1})
        self.assertEqual((len(self.fake.batch.jobs), self.fake.bad_signatures), (1, []))

    def test_an_endpoint_is_invoked(self):
        # The probe, for which the second time moto has the same answer, then the texts.
        replies = [[[1.0, 2.0, 3.0]], [[0.5, 0.25, 0.125], [1.0, 0.0, 0.0]]]
        self.post("/moto-api/static/sagemaker/endpoint-results",
                  {"account_id": "123456789012", "region": "us-east-1",
                   "results": [{"Body": json.dumps(r), "ContentType": "application/json", "InvokedProductionVariant": "v",
                                "CustomAttributes": ""} for r in replies]})
        done = self.run_remote("embed", "sagemaker:any?payload=tei", stdin="a\nb\n", AWS_ENDPOINT_URL=self.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([json.loads(line) for line in done.stdout.splitlines()], replies[1])


if __name__ == "__main__":
    unittest.main()
