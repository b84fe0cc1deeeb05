# A client of the control API that is generated here and now from the OpenAPI document, with nothing but the standard
# library: one function for each operationId. It drives a whole test against the provider whose URL it is given.
#
#     python3 generated.py dist/openapi.json http://localhost:2884

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request


class Problem(Exception):
    """RFC 9457."""

    def __init__(self, status, members):
        super().__init__("%s %s" % (status, members.get("detail", members)))
        self.status = status
        self.members = members


def send(method, url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    if data is not None:
        request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read().decode()
            return json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text
    except urllib.error.HTTPError as error:
        raise Problem(error.code, json.loads(error.read().decode())) from None


def operation(base, method, path, told):
    names = [one["name"] for one in told.get("parameters", []) if one["in"] == "path"]
    queries = [one["name"] for one in told.get("parameters", []) if one["in"] == "query"]
    required = told.get("requestBody", {}).get("required", False)

    def call(*positional, body=None, **given):
        arguments = dict(zip(names, positional), **given)
        unknown = set(arguments) - set(names) - set(queries)
        if unknown or [name for name in names if name not in arguments] or (required and body is None):
            raise TypeError("%s takes %s and a body" % (told["operationId"], names + queries))
        filled = path
        for name in names:
            filled = filled.replace("{%s}" % name, urllib.parse.quote(str(arguments[name]), safe=""))
        query = urllib.parse.urlencode({name: arguments[name] for name in queries if name in arguments})
        return send(method.upper(), base + filled + ("?" + query if query else ""), body)

    call.__name__ = told["operationId"]
    call.__doc__ = told["summary"]
    return call


def generated(document, base):
    client = type("Client", (), {})()
    for path, operations in document["paths"].items():
        for method, told in operations.items():
            setattr(client, told["operationId"], operation(base, method, path, told))
    return client


def token(issuer, **form):
    basic = base64.b64encode(b"web:s3cret").decode()
    request = urllib.request.Request(
        issuer + "/token", data=urllib.parse.urlencode(form).encode(), headers={"Authorization": "Basic " + basic}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def main(file, url):
    with open(file, encoding="utf-8") as text:
        document = json.load(text)
    home = generated(document, url + "/_mock")
    assert home.health()["status"] == "ready"

    client = {"client_id": "web", "client_secret": "s3cret", "grant_types": ["client_credentials", "refresh_token"]}
    made = home.createRealm(body={"id": "from-python", "fixtures": {"clients": [client]}, "clock": "frozen"})
    realm = generated(document, made["control"][: -len("/v1")])
    issuer = made["issuer"]
    assert issuer == url + "/realms/from-python", issuer

    armed = realm.armFault(body={"rule": "token.cc+client:web=invalid_client@1"})
    assert armed["explain"].startswith("the 1st"), armed
    status, answer = token(issuer, grant_type="client_credentials")
    assert (status, answer["error"]) == (401, "invalid_client"), answer
    status, answer = token(issuer, grant_type="client_credentials")
    assert status == 200 and answer["access_token"], answer

    before = realm.readClock()["now"]
    moved = realm.advanceClock(body={"by": "2h"})
    assert moved["expired"]["access_tokens"] == 1, moved
    assert moved["now"] > before and moved["mode"] == "frozen"

    assert realm.verify(body={"match": "token.cc+client:web=2"})["count"] == 2
    try:
        realm.verify(body={"match": "token.cc+client:wbe"})
        raise AssertionError("nobody is called wbe")
    except Problem as problem:
        assert problem.status == 409, problem
        assert problem.members["nearest"][0]["why"] == 'client was "web", not "wbe"', problem.members

    assert [fault["fired"] for fault in realm.listFaults()["faults"]] == [1]
    assert realm.readReports()["unexpected"] == []
    assert "sequenceDiagram" in realm.drawFlow("r2")
    home.deleteRealm("from-python")
    try:
        home.readRealm("from-python")
        raise AssertionError("the realm is still there")
    except Problem as problem:
        assert problem.status == 404, problem
    print("%d operations, all well" % sum(len(operations) for operations in document["paths"].values()))


main(*sys.argv[1:])
