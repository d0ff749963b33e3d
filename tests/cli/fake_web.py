"""OpenAI's, Cohere's and text-embeddings-inference's ways of giving embeddings, as their documentation has them."""

import base64
import json
import struct

OPENAI_KEY = "sk-fakeOpenAiCanary0123456789"
COHERE_KEY = "co-fakeCohereCanary0123456789"
TEI_KEY = "tei-fakeTeiCanary0123456789"
KEYS = {"/v1/embeddings": OPENAI_KEY, "/v2/embed": COHERE_KEY, "/embed": TEI_KEY, "/info": TEI_KEY}
TEI_INFO = {"model_id": "sentence-transformers/all-MiniLM-L6-v2", "model_sha": "c9745ed1d9f207416be6d2e6f8de32d3a16199bf",
            "model_dtype": "float32", "model_type": {"embedding": {"pooling": "mean"}}, "max_concurrent_requests": 512,
            "max_input_length": 256, "max_batch_tokens": 16384, "max_client_batch_size": 32, "version": "1.8.2"}
DIMENSION = 384


def is_web_path(path):
    return path in KEYS


def environment(url):
    return {"OPENAI_API_KEY": OPENAI_KEY, "OPENAI_BASE_URL": url + "/v1", "CO_API_KEY": COHERE_KEY, "CO_API_URL": url + "/v2",
            "TEI_API_KEY": TEI_KEY, "TEI_BASE_URL": url}


def count_tokens(texts):
    return sum(max(1, len(t) // 4) for t in texts)


def refuse(status, message):
    """OpenAI's form of an error; the others' are parts of it."""
    return status, {}, json.dumps({"error": {"message": message, "type": "invalid_request_error"}, "message": message}).encode()


def serve(fake, path, headers, body, count):
    if headers.get("authorization") != "Bearer " + KEYS[path]:
        # The service repeats what it was sent, as OpenAI does.
        return refuse(401, f"Incorrect API key provided: {headers.get('authorization', '')[7:]}.")
    if path == "/info":
        return 200, {}, json.dumps(TEI_INFO).encode()
    request = json.loads(body)
    return {"/v1/embeddings": serve_openai, "/v2/embed": serve_cohere, "/embed": serve_tei}[path](fake, request, count)


def serve_openai(fake, request, count):
    extra = set(request) - {"model", "input", "encoding_format", "dimensions", "user"}
    if extra:
        return refuse(400, f"Unrecognized request argument supplied: {extra}")
    if request["model"] == "missing":
        return refuse(404, "The model `missing` does not exist or you do not have access to it.")
    texts = request["input"]
    if len(texts) > 2048:
        return refuse(400, "'$.input' is invalid: at most 2048 texts")
    for i, text in enumerate(texts):
        if not text:
            return refuse(400, "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.")
        if "REFUSE" in text:
            return refuse(400, "this text is not for us")
        if len(text) // 4 > 8192:
            return refuse(400, f"Invalid 'input[{i}]': maximum input length is 8192 tokens.")
    vectors = [fake.vector_of(text, request.get("dimensions", DIMENSION)) for text in texts]
    if count:
        fake.pay("openai:" + request["model"], "", texts)
    data = [{"object": "embedding", "index": i, "embedding": encode(v) if request.get("encoding_format") == "base64" else v}
            for i, v in enumerate(vectors)]
    tokens = count_tokens(texts)
    return 200, {}, json.dumps({"object": "list", "data": data, "model": request["model"],
                                "usage": {"prompt_tokens": tokens, "total_tokens": tokens}}).encode()


def serve_cohere(fake, request, count):
    texts = request["texts"]
    if len(texts) > 96:
        return refuse(400, "invalid request: texts must not have more than 96 elements")
    if request["input_type"] not in ("search_document", "search_query", "classification", "clustering"):
        return refuse(400, "invalid request: input_type")
    if request["embedding_types"] != ["float"] or request["truncate"] not in ("END", "START", "NONE"):
        return refuse(400, "invalid request")
    vectors = [fake.vector_of(text, request.get("output_dimension", DIMENSION)) for text in texts]
    if count:
        fake.pay("cohere:" + request["model"], request["input_type"], texts)
    return 200, {}, json.dumps({"id": "x", "embeddings": {"float": vectors}, "texts": texts, "response_type": "embeddings_by_type",
                                "meta": {"api_version": {"version": "2"},
                                         "billed_units": {"input_tokens": count_tokens(texts)}}}).encode()


def serve_tei(fake, request, count):
    texts = request["inputs"]
    if len(texts) > TEI_INFO["max_client_batch_size"]:
        return 413, {}, json.dumps({"error": f"batch size {len(texts)} > maximum allowed batch size 32", "error_type": "Validation"}).encode()
    if not all(texts):
        return 400, {}, json.dumps({"error": "`inputs` cannot be empty", "error_type": "Empty"}).encode()
    if count:
        fake.pay("tei", "", texts)
    return 200, {"x-compute-tokens": str(count_tokens(texts)), "x-inference-time": "12"}, \
        json.dumps([fake.vector_of(text, DIMENSION) for text in texts]).encode()


def encode(vector):
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def decode(text):
    content = base64.b64decode(text)
    return list(struct.unpack(f"<{len(content) // 4}f", content))
