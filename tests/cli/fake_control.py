"""What bills until it is given back, in miniature: Bedrock's provisioned throughput, SageMaker's models and endpoints with the
public hub, and STS's GetCallerIdentity. Requests are validated by botocore's service models too where Python has it."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

try:
    import botocore.session
    import botocore.validate
except ImportError:
    botocore = None

HUB = {"huggingface-sentencesimilarity-bge-small-en-v1-5": "2.0.1", "huggingface-sentencesimilarity-licensed": "1.0.0",
       "huggingface-textembedding-script": "1.0.0", "tensorflow-tcembedding-bert": "1.0.0", "huggingface-llm-other": "1.0.0"}


def document(name):
    """As SageMaker's SDK reads a model's document."""
    base = {"Url": "https://x", "HostingEcrUri": "763104351884.dkr.ecr.us-east-1.amazonaws.com/tei:1", "HostingArtifactUri":
            f"s3://jumpstart-cache-prod-us-east-1/{name}/model.tar.gz", "HostingScriptUri": "s3://x/script.tar.gz",
            "HostingPrepackedArtifactUri": f"s3://jumpstart-cache-prod-us-east-1/{name}/prepack.tar.gz", "HostingUseScriptUri": False,
            "InferenceEnvironmentVariables": [{"Name": "MMS_WORKERS", "Type": "text", "Default": "1", "RequiredForModelClass": True},
                                              {"Name": "TIMEOUT", "Type": "int", "Default": 3600, "RequiredForModelClass": True}],
            "DefaultInferenceInstanceType": "ml.g5.xlarge", "InferenceEnableNetworkIsolation": True,
            "ContainerStartupHealthCheckTimeout": 900}
    if name.endswith("licensed"):
        base["HostingEulaUri"] = "s3://jumpstart-cache-prod-us-east-1/eula.txt"
    if name.endswith("script"):
        del base["HostingPrepackedArtifactUri"]
        base["HostingUseScriptUri"] = True
    return base


class ControlPlane:
    def __init__(self, fake):
        self.fake = fake
        self.account = "111122223333"
        self.throughput = {}   # name -> order
        self.things = {"Model": {}, "EndpointConfig": {}, "Endpoint": {}}
        self.lose = set()      # operations that are done and whose reply is lost
        self.refuse = set()
        self.invalid = []      # what botocore's models found wrong
        self.models = {}
        self.moto = ""         # address of a server of moto that answers for SageMaker's models and endpoints

    def serve(self, method, path, headers, body):
        """None for what is none of these."""
        target = headers.get("X-Amz-Target", "")
        if target.startswith("SageMaker."):
            operation = target[len("SageMaker."):]
            reply = self.forward(headers, body) if self.moto and "Hub" not in operation else self.sagemaker(operation, json.loads(body))
        elif body.startswith(b"Action=GetCallerIdentity"):
            return 200, {}, (f"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>{self.account}</Account>"
                             "</GetCallerIdentityResult></GetCallerIdentityResponse>").encode()
        elif path.startswith("/provisioned-model-throughput"):
            operation = method
            reply = self.serve_throughput(method, path, body)
        else:
            return None
        return (200, {}, b"{") if operation in self.lose and reply and reply[0] < 300 else reply

    def forward(self, headers, body):
        names = ("X-Amz-Target", "Content-Type", "Authorization", "X-Amz-Date")
        request = urllib.request.Request(self.moto, data=body, headers={n: headers[n] for n in names})
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, {}, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, {}, error.read()

    def validate(self, service, operation, parameters):
        if botocore is None:
            return
        with self.fake.lock:
            if service not in self.models:
                self.models[service] = botocore.session.get_session().get_service_model(service)
        shape = self.models[service].operation_model(operation).input_shape
        report = botocore.validate.ParamValidator().validate(parameters, shape)
        unknown = set(parameters) - set(shape.members)
        if report.has_errors() or unknown:
            self.invalid.append((operation, report.generate_report(), unknown))

    def serve_throughput(self, method, path, body):
        path, _, query = path.partition("?")
        front, _, name = path[1:].partition("/")
        arn = f"arn:aws:bedrock:us-east-1:{self.account}:provisioned-model/"
        if (method, path) == ("POST", "/provisioned-model-throughput"):
            order = json.loads(body)
            self.validate("bedrock", "CreateProvisionedModelThroughput", order)
            known = self.throughput.get(order["provisionedModelName"])
            if known and known["clientRequestToken"] != order["clientRequestToken"]:
                return self.fake.error(400, "ConflictException", "there is one of this name")
            if order["modelUnits"] > 10:
                return self.fake.error(400, "ServiceQuotaExceededException", "no model units left")
            self.throughput[order["provisionedModelName"]] = order
            return 201, {}, json.dumps({"provisionedModelArn": arn + order["provisionedModelName"]}).encode()
        if (method, path) == ("GET", "/provisioned-model-throughputs"):
            # One a page.
            names = sorted(self.throughput)
            at = names.index(urllib.parse.unquote(query.partition("nextToken=")[2])) if "nextToken=" in query else 0
            page = [{"provisionedModelName": n, "provisionedModelArn": arn + n, "status": "InService",
                     "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/" + self.throughput[n]["modelId"],
                     "modelUnits": self.throughput[n]["modelUnits"], "desiredModelUnits": self.throughput[n]["modelUnits"],
                     **({"commitmentDuration": self.throughput[n]["commitmentDuration"],
                         "commitmentExpirationTime": "2027-01-01T00:00:00Z"} if "commitmentDuration" in self.throughput[n] else {})}
                    for n in names[at:at + 1]]
            more = {"nextToken": names[at + 1]} if at + 1 < len(names) else {}
            return 200, {}, json.dumps({"provisionedModelSummaries": page, **more}).encode()
        if (method, front) == ("DELETE", "provisioned-model-throughput"):
            name = urllib.parse.unquote(name).rpartition("/")[2]
            if name not in self.throughput:
                return self.fake.error(404, "ResourceNotFoundException", "no such provisioned model")
            if "commitmentDuration" in self.throughput[name]:
                return self.fake.error(400, "ConflictException", "the commitment has not ended")
            del self.throughput[name]
            return 200, {}, b""
        return None

    def sagemaker(self, operation, parameters):
        self.validate("sagemaker", operation, parameters)

        def refuse(message):
            return self.fake.error(400, "ValidationException", message)

        if operation in self.refuse:
            return self.fake.error(400, "ResourceLimitExceeded", "The account-level service limit is 0 instances")
        if operation == "ListHubContents":
            summaries = [{"HubContentName": n, "HubContentVersion": v, "HubContentDisplayName": n.title()}
                         for n, v in HUB.items() if parameters["NameContains"] in n]
            return 200, {}, json.dumps({"HubContentSummaries": summaries}).encode()
        if operation == "DescribeHubContent":
            name = parameters["HubContentName"]
            if name not in HUB:
                return self.fake.error(400, "ResourceNotFound", f"HubContent {name} does not exist")
            return 200, {}, json.dumps({"HubContentName": name, "HubContentVersion": HUB[name],
                                        "HubContentDocument": json.dumps(document(name))}).encode()
        for kind, things in self.things.items():
            key = kind + "Name"
            if operation == "Create" + kind:
                if parameters[key] in things:
                    return refuse(f"Cannot create already existing {kind.lower()}")
                things[parameters[key]] = {**parameters, "CreationTime": time.time()}
                return 200, {}, json.dumps({kind + "Arn": f"arn:aws:sagemaker:us-east-1:{self.account}:x/{parameters[key]}"}).encode()
            if operation in ("Delete" + kind, "Describe" + kind):
                if parameters[key] not in things:
                    return refuse(f'Could not find {kind.lower()} "{parameters[key]}".')
                if operation.startswith("Delete"):
                    del things[parameters[key]]
                    return 200, {}, b""
                return 200, {}, json.dumps({key: parameters[key], kind + "Status": "Creating",
                                            "CreationTime": things[parameters[key]]["CreationTime"]}).encode()
        return refuse("no such operation")
