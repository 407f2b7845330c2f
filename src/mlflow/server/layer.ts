/**
 * A layer around MLflow's ASGI application, in Python. It changes a worker's requests under `/api/N.0/mlflow/`:
 *
 * - A worker is one process: more concurrent requests do not increase its throughput. It handles a few at once. The others wait in their
 *   order of arrival, and one that has waited too long gets 429 before it reaches MLflow.
 * - Of two equal writes at the same time MLflow answers one with 400 and a raw UniqueViolation. Its transaction was rolled back and the row
 *   exists now, so that the layer repeats the request.
 * - A database that is read-only, because it fails over, is not an error of the request: it gets 503, after which Snowflake retries.
 *
 * All other routes are not changed: health, the UI, artifacts.
 * @see https://mlflow.org/docs/latest/ml/plugins/
 */
export const LAYER = `
import asyncio
import collections
import json
import os
import re

API = re.compile("/api/[0-9]+[.]0/mlflow/")


class Turns:
    """Places for a number of requests at once; the one that has waited longest comes next."""

    def __init__(self, places):
        self.free = places
        self.waiting = collections.deque()

    async def take(self, seconds):
        if self.free > 0:
            self.free -= 1
            return True
        turn = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        try:
            await asyncio.wait([turn], timeout=seconds)
        except asyncio.CancelledError:
            if turn.done():
                self.leave()
            raise
        finally:
            if not turn.done():
                self.waiting.remove(turn)
        return turn.done()

    def leave(self):
        if self.waiting:
            self.waiting.popleft().set_result(None)
        else:
            self.free += 1


class Answer:
    """Passes an answer on as it comes, but for a 400: that is held until all of it is there."""

    def __init__(self, send):
        self.send = send
        self.start = None
        self.body = b""

    @property
    def held(self):
        return self.start is not None and self.start["status"] == 400

    async def take(self, message):
        if message["type"] == "http.response.start":
            self.start = message
        if self.held:
            self.body += message.get("body", b"")
        else:
            await self.send(message)

    async def hand_on(self):
        if self.held:
            await self.send(self.start)
            await self.send({"type": "http.response.body", "body": self.body})


class Layer:
    def __init__(self, places, seconds):
        self.app = None
        self.turns = Turns(places)
        self.seconds = seconds

    async def __call__(self, scope, receive, send):
        if self.app is None:
            # At the worker's start: "mlflow server" itself looks at this module too, and needs no application.
            from mlflow.server.fastapi_app import app

            self.app = app
        if scope["type"] != "http" or not API.match(scope["path"]):
            await self.app(scope, receive, send)
            return
        body = await whole_body(receive)
        if body is None:
            return
        if not await self.turns.take(self.seconds):
            await refuse(send, 429, "REQUEST_LIMIT_EXCEEDED", "too many requests at once; try again")
            return
        try:
            await self.call(scope, body, receive, send)
        finally:
            self.turns.leave()

    async def call(self, scope, body, receive, send):
        answer = await self.ask(scope, body, receive, send)
        if b"UniqueViolation" in answer.body and b"RESOURCE_ALREADY_EXISTS" not in answer.body:
            answer = await self.ask(scope, body, receive, send)
        if b"ReadOnlySqlTransaction" in answer.body:
            await refuse(send, 503, "TEMPORARILY_UNAVAILABLE", "the database is read-only; try again")
        else:
            await answer.hand_on()

    async def ask(self, scope, body, receive, send):
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def next_message():
            return messages.pop() if messages else await receive()

        answer = Answer(send)
        await self.app(dict(scope), next_message, answer.take)
        return answer


async def whole_body(receive):
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


async def refuse(send, status, code, message):
    body = json.dumps({"error_code": code, "message": "mlops: " + message}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


app = Layer(int(os.environ["MLOPS_REQUESTS_A_WORKER"]), int(os.environ["MLOPS_WAIT_SECONDS"]))
`.trim();
