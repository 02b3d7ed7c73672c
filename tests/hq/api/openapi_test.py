#!/usr/bin/env python3
"""Every answer of the real program is as openapi.json says: each operation is asked, and its answer validated.

    openapi_test.py PARETO_HQ PARETO_REPLAY
"""

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema

HQ, REPLAY = sys.argv[1:3]
OWN_PASSWORD = "an umbrella for rain"
failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAILED:", what, file=sys.stderr)


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


class Client:
    """A program that keeps a session."""

    def __init__(self, address):
        self.host = urllib.parse.urlparse(address).netloc
        self.cookie = self.page_token = ""

    def ask(self, method, target, body=None, key=None):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.page_token}
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection.request(method, "/api/v1" + target, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        connection.close()
        return answer.status, answer.getheader("Content-Type") or "", content


class Description:
    def __init__(self, document):
        self.document = document
        self.asked = set()
        jsonschema.Draft202012Validator.check_schema({"$defs": document["components"]["schemas"]})

    def schema(self, schema):
        return {"components": self.document["components"], "allOf": [schema]}

    def validate(self, method, path, answer):
        """Checks status, type and body of an answer to an operation."""
        status, kind, content = answer
        kind = kind.split(";")[0]
        operation = self.document["paths"][path][method.lower()]
        self.asked.add((method, path))
        where = f"{method} {path} -> {status} {kind}"
        response = operation["responses"].get(str(status), operation["responses"]["default"])
        if status == 204:
            check(content == b"", where + ": a body")
            return
        check(kind in response.get("content", {}), where + ": " + content[:300].decode(errors="replace"))
        if kind not in response.get("content", {}) or "json" not in kind:
            return
        validator = jsonschema.Draft202012Validator(self.schema(response["content"][kind]["schema"]))
        for error in list(validator.iter_errors(json.loads(content)))[:3]:
            check(False, f"{where}: {error.json_path}: {error.message[:300]}")


def make_company(folder):
    data = os.path.join(folder, "hq")
    chain = os.path.join(folder, "chain")
    run(REPLAY, "--generate", "branches=2,members=60,months=3,seed=1", "--data", chain)
    run(HQ, "init", "--data", data, "--company", "Test", "--currency", "HKD", "--time-zone", "Asia/Hong_Kong")
    files = [word for name in ("branches", "items", "members", "sales")
             for word in ("--" + name, os.path.join(chain, name + ".csv"))]
    run(HQ, "import", "--data", data, *files)
    campaign = {"name": "Week", "from": "2026-09-01", "to": "2099-10-31", "control_basis_points": 1000,
                "rules": [{"if": {"members_only": True}, "give": [{"kind": "points_bonus", "points": 5}]}]}
    path = os.path.join(folder, "week.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(campaign, file)
    run(HQ, "campaign", "draft", path, "--data", data, "--by", "mei")
    # As enrolling would leave it.
    with sqlite3.connect(os.path.join(data, "hq.sqlite")) as books:
        books.execute("insert into terminal(terminal_id, branch_id, code, standing, certificate_pem, renewal, "
                      "session_token, last_seen_ms) values (1000, 1, '1', 'enrolled', '', 'none', 0, 0)")
    books.close()
    return data, run(HQ, "user", "add", "ada", "--data", data, "--role", "admin")


def ask_everything(client, description, password):
    keys = iter(range(1000))

    def ask(method, path, target=None, body=None):
        key = None if method == "GET" else f"key-{next(keys)}"
        answer = client.ask(method, target or path, body, key)
        description.validate(method, path, answer)
        return answer

    ask("POST", "/session", body={"name": "ada", "password": "wrong"})
    ask("GET", "/session")
    status, _, content = ask("POST", "/session", body={"name": "ada", "password": password})
    check(status == 201, f"signing in: {status} {content}")
    client.page_token = json.loads(content)["csrf_token"]
    ask("GET", "/home")  # refused: the password is temporary
    _, _, content = ask("POST", "/session/password", body={"old_password": password, "new_password": OWN_PASSWORD})
    client.page_token = json.loads(content)["csrf_token"]
    ask("GET", "/session")
    ask("GET", "/openapi.json")
    for target in ("/home", "/home?branch=B01", "/home?branch=nowhere"):
        ask("GET", "/home", target)
    _, _, content = ask("GET", "/vips")
    member = json.loads(content)["rows"][0]["member"]
    for query in ("branch=B02", "percent=0", "status=at_risk", "as_of=2020-01-01", "window_days=30&limit=1"):
        ask("GET", "/vips", "/vips?" + query)
    _, _, content = ask("GET", "/reports")
    for report in json.loads(content)["reports"]:
        for form in ("json", "grid", "csv&purpose=test", "xlsx&purpose=test", "pdf&purpose=test"):
            ask("GET", "/reports/{name}", f"/reports/{report['name']}?format={form}")
    ask("GET", "/members", "/members?q=" + member)
    ask("GET", "/members", "/members?q=a")
    ask("GET", "/members/{number}", "/members/" + member)
    ask("GET", "/members/{number}", "/members/nobody")
    ask("GET", "/members/{number}/statement", f"/members/{member}/statement?language=zh-Hant")
    _, _, content = ask("GET", "/members/{number}/visits", f"/members/{member}/visits")
    sale = json.loads(content)["visits"][0]["sale"]
    ask("GET", "/members/{number}/visits/{sale}", f"/members/{member}/visits/{sale}")
    ask("GET", "/members/{number}/visits/{sale}", f"/members/{member}/visits/1:x")
    for path in ("/campaigns", "/branches", "/terminals", "/audit"):
        status, _, content = ask("GET", path)
        check(status == 200 and len(json.loads(content).popitem()[1]) > 0, path + " is empty")
    ask("GET", "/campaigns/{id}", "/campaigns/1?language=zh-Hant")
    ask("GET", "/campaigns/{id}", "/campaigns/7")
    ask("GET", "/campaigns/{id}/result", "/campaigns/1/result")
    ask_of_campaigns(ask)
    ask_of_segments(ask, member, sale)
    ask_of_operations(ask)
    ask("DELETE", "/session")
    status, _, _ = ask("GET", "/session")
    check(status == 401, f"signed out: {status}")


def finish(ask, started):
    """Waits for a task."""
    task = json.loads(started[2])["task"]
    while True:
        told = json.loads(ask("GET", "/tasks/{id}", "/tasks/" + task)[2])
        if told["state"] not in ("waiting", "running"):
            return told


def ask_of_campaigns(ask):
    campaign = {"name": "Tea", "from": "2026-09-01", "to": "2099-10-31",
                "rules": [{"if": {"vip": True}, "give": [{"kind": "percent_off", "basis_points": 500}]}]}
    ask("GET", "/choices")
    ask("GET", "/items", "/items?q=a")
    ask("GET", "/items", "/items?q=%25")
    ask("POST", "/campaigns/preview", body={"campaign": campaign})
    ask("POST", "/campaigns", body={"campaign": {"name": "Tea"}})
    _, _, content = ask("POST", "/campaigns", body={"campaign": campaign})
    path = "/campaigns/" + json.loads(content)["campaign"]
    ask("POST", "/campaigns/{id}/versions", path + "/versions", {"campaign": campaign})
    seen = {"version": 2}
    told = finish(ask, ask("POST", "/campaigns/{id}/simulation", path + "/simulation", seen))
    check(told["state"] == "done", f"the simulation: {told['problem']}")
    ask("GET", "/campaigns/{id}", path + "?version=2")
    ask("GET", "/campaigns/{id}", path + "?version=7")
    # Refused: by the same person. What is of campaign 1 was drafted by another.
    ask("POST", "/campaigns/{id}/approval", path + "/approval", seen)
    first = {"version": 1}
    finish(ask, ask("POST", "/campaigns/{id}/simulation", "/campaigns/1/simulation", first))
    ask("POST", "/campaigns/{id}/approval", "/campaigns/1/approval", first)
    started = ask("POST", "/campaigns/{id}/launch", "/campaigns/1/launch", first)
    if started[0] == 202:
        told = finish(ask, started)
        check(told["state"] == "done", f"the launch: {told['problem']}")
    ask("DELETE", "/tasks/{id}", "/tasks/nothing")
    ask("GET", "/campaigns/{id}/progress", "/campaigns/1/progress")
    ask("POST", "/campaigns/{id}/end", "/campaigns/1/end")


def ask_of_segments(ask, member, sale):
    segment = {"name": "often", "refreshing": True, "if": {"all": [{"visits": {"at_least": 2}}, {"not": {"vip": True}}]}}
    told = finish(ask, ask("POST", "/segments/preview", body={"segment": segment}))
    check(told["state"] == "done" and told["result"]["people"] > 0, f"the segment's preview: {told}")
    ask("POST", "/segments/preview", body={"segment": {"name": "often", "if": {}}})
    told = finish(ask, ask("POST", "/segments", body={"segment": segment}))
    check(told["state"] == "done", f"the segment: {told}")
    ask("GET", "/segments")
    ask("GET", "/segments/{name}", "/segments/often")
    ask("GET", "/segments/{name}", "/segments/never")
    for part in ("goods", "holdings"):
        ask("GET", "/members/{number}/" + part, f"/members/{member}/{part}")
    receipt = json.loads(ask("GET", "/receipts/{sale}", "/receipts/" + sale)[2])
    _, _, content = ask("GET", "/receipts", f"/receipts?branch={receipt['branch']}&date={receipt['business_date']}")
    check(any(one["sale"] == sale for one in json.loads(content)["receipts"]), "the receipt is among those of its day")
    ask("GET", "/receipts")


def ask_of_operations(ask):
    ask("POST", "/terminals", body={"branch": "B01", "terminal": "9"})
    ask("POST", "/terminals", body={"branch": "nowhere", "terminal": "9"})
    ask("GET", "/terminals/{id}/allowances", "/terminals/1000/allowances")
    ask("POST", "/terminals/{id}/replacement", "/terminals/1000/replacement", {})
    ask("POST", "/terminals/{id}/renewal", "/terminals/1000/renewal", {})
    ask("POST", "/terminals/{id}/revocation", "/terminals/1000/revocation", {})
    ask("POST", "/terminals/{id}/write-off", "/terminals/1000/write-off", {"reason": "lost"})
    ask("GET", "/suspense")
    ask("POST", "/suspense/{entry}/proposal", "/suspense/1:1/proposal", {"outcome": "noted", "reason": "seen"})
    ask("DELETE", "/suspense/{entry}/proposal", "/suspense/1:1/proposal")
    ask("POST", "/suspense/{entry}/confirmation", "/suspense/1:1/confirmation", {"outcome": "noted"})
    told = finish(ask, ask("POST", "/backups", body={}))
    check(told["state"] == "done", f"the backup: {told['problem']}")
    _, _, content = ask("GET", "/backups")
    check(len(json.loads(content)["backups"]) == 1, "the backup is there")


def main():
    with tempfile.TemporaryDirectory() as folder:
        data, password = make_company(folder)
        words = [HQ, "serve", "--data", data, "--sync-port", "0", "--web-port", "0", "--web-plain"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                address = ""
                while " console on " not in address:
                    address = server.stdout.readline()
                    if not address:
                        raise SystemExit("pareto-hq serve ended")
                client = Client(address.split(" console on ")[1].strip())
                description = Description(json.loads(client.ask("GET", "/openapi.json")[2]))
                ask_everything(client, description, password)
            finally:
                server.terminate()
                server.wait()
        check(server.returncode == 0, f"serve ended with {server.returncode}")
        everything = {(method.upper(), path) for path, item in description.document["paths"].items() for method in item}
        check(description.asked == everything, f"not asked: {everything - description.asked}")
        run(HQ, "verify", "--data", data)
    print(f"openapi_test: {len(description.asked)} operations")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
