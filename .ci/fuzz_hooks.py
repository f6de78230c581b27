"""Signs in for the fuzz, and again whenever a request has ended the session."""

import json
import os
import urllib.error
import urllib.request

import schemathesis

API = os.environ["PUBLIC_URL"] + "/api/v1"
PASSWORD = "ChangeMe123!"


def call(path, body=None, token=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(API + path, data, headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]


@schemathesis.auth(refresh_interval=1)
class Session:
    token = None

    def get(self, case, context):
        try:
            call("/auth/me", token=self.token)
        except urllib.error.HTTPError:
            body = {"username": os.environ["FUZZ_USERNAME"], "password": PASSWORD}
            self.token = call("/auth/login", body)["accessToken"]
        return self.token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
