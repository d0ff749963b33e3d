"""A second opinion on SageMaker's shapes: moto, where Python has it."""

import json
import unittest
import urllib.request

import purchase_test
import remote_test

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
