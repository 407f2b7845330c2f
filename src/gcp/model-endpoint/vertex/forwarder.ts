/** Name of the environment variable with the forwarder's source. */
export const FORWARDER_VARIABLE = "MLOPS_FORWARDER";
/** Names of the environment variables that it reads. */
export const URL_VARIABLE = "MLOPS_VERTEX_URL";
/** As MLflow's own server has them, in whose place it stands. */
export const HOST_VARIABLE = "MLFLOW_HOST";
export const PORT_VARIABLE = "MLFLOW_PORT";
export const CALLS_VARIABLE = "MLOPS_CALLS";
export const WAIT_VARIABLE = "MLOPS_WAIT_SECONDS";

/** The command of a container with MLflow's image, which has what the forwarder imports: uvicorn and urllib3. */
export const FORWARDER_COMMAND = ["sh", "-c", `exec python -c "$${FORWARDER_VARIABLE}"`];

/**
 * What answers `POST /invocations` as MLflow's scoring server does, and lets a Vertex AI endpoint predict: it adds an access token of the
 * service's own account, which API Gateway cannot, and hands the body on as it is.
 *
 * Nothing of an error but its status is handed on. A token that Vertex AI does not take is fetched anew once: the call has not reached the
 * model. All other calls are sent once; it is Snowflake that repeats them. An endpoint without deployed models answers 400 with
 * FAILED_PRECONDITION, which is 503 here: models come and go, and no row is at fault.
 * @see https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.endpoints/rawPredict
 * @see https://cloud.google.com/run/docs/container-contract#metadata-server
 */
export const FORWARDER = `
import asyncio
import concurrent.futures
import json
import os
import sys
import threading
import time

import certifi
import urllib3
import uvicorn

URL = os.environ["${URL_VARIABLE}"]
CALLS = int(os.environ["${CALLS_VARIABLE}"])
WAIT = float(os.environ["${WAIT_VARIABLE}"])
TOKEN = (
    "http://"
    + os.environ.get("GCE_METADATA_HOST", "metadata.google.internal")
    + "/computeMetadata/v1/instance/service-accounts/default/token"
)
EARLY_SECONDS = 60
LIMITS = urllib3.Timeout(connect=5, read=WAIT)

pool = urllib3.PoolManager(maxsize=CALLS, retries=False, ca_certs=certifi.where())
threads = concurrent.futures.ThreadPoolExecutor(CALLS)


def ask_metadata():
    try:
        answer = pool.request("GET", TOKEN, headers={"Metadata-Flavor": "Google"}, timeout=5)
    except urllib3.exceptions.TimeoutError as error:
        # It says nothing of the model's time.
        raise urllib3.exceptions.HTTPError("the metadata server does not answer") from error
    if answer.status != 200:
        raise urllib3.exceptions.HTTPError("the metadata server answers " + str(answer.status))
    return answer.data


class AccessToken:
    """The token of the service's own account, kept until shortly before it expires."""

    def __init__(self):
        self.lock = threading.Lock()
        self.value = None
        self.until = 0

    def get(self, refused=None):
        with self.lock:
            if time.time() >= self.until or self.value == refused:
                found = json.loads(ask_metadata())
                self.value = found["access_token"]
                self.until = time.time() + found["expires_in"] - EARLY_SECONDS
            return self.value


token = AccessToken()


def send(body, content_type, refused=None):
    bearer = token.get(refused)
    headers = {"Authorization": "Bearer " + bearer, "Content-Type": content_type}
    answer = pool.request("POST", URL, body=body, headers=headers, timeout=LIMITS)
    if answer.status == 401 and refused is None:
        return send(body, content_type, bearer)
    return answer


def has_no_model(answer):
    try:
        return json.loads(answer.data)["error"]["status"] == "FAILED_PRECONDITION"
    except (ValueError, KeyError, TypeError):
        return False


def predict(body, content_type):
    """The status and body of the answer."""
    try:
        answer = send(body, content_type)
    except urllib3.exceptions.ReadTimeoutError:
        return 504, b""
    except (urllib3.exceptions.HTTPError, ValueError, KeyError) as error:
        # The kind alone: a message may hold parts of the request.
        print("mlops: Vertex AI was not reached:", type(error).__name__, file=sys.stderr, flush=True)
        return 503, b""
    if answer.status == 200:
        return 200, answer.data
    print("mlops: Vertex AI answered", answer.status, file=sys.stderr, flush=True)
    if answer.status == 400 and has_no_model(answer):
        return 503, b""
    return {401: 403}.get(answer.status, answer.status), b""


async def whole_body(receive):
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


async def answer_to(scope, receive):
    if (scope["method"], scope["path"]) == ("GET", "/health"):
        return 200, b"{}"
    if (scope["method"], scope["path"]) != ("POST", "/invocations"):
        return 404, b""
    body = await whole_body(receive)
    if body is None:
        return None
    content_type = dict(scope["headers"]).get(b"content-type", b"application/json").decode("latin-1")
    return await asyncio.get_running_loop().run_in_executor(threads, predict, body, content_type)


async def app(scope, receive, send_message):
    if scope["type"] != "http":
        return
    answer = await answer_to(scope, receive)
    if answer is None:
        return
    status, body = answer
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send_message({"type": "http.response.start", "status": status, "headers": headers})
    await send_message({"type": "http.response.body", "body": body})


uvicorn.run(
    app, host=os.environ["${HOST_VARIABLE}"], port=int(os.environ["${PORT_VARIABLE}"]), lifespan="off", access_log=False
)
`.trim();
