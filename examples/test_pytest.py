# npx mock-oauth2-provider exec -- node app.cjs pytest
import json, os
from urllib.request import Request, urlopen

def control(path, **body):
    url = os.environ["MOCK_OAUTH2_CONTROL_URL"] + path
    return json.load(urlopen(Request(url, json.dumps(body).encode(), {"content-type": "application/json"})))

def test_the_application_asks_once_more_after_a_503():
    control("/faults", rule="token=503@1")
    assert urlopen(os.environ["APP_URL"] + "/login").read() == b"Hello alice"
    control("/journal/verify", match="token.code", count=2)
