"""Sets a new Ghost up: owner, an integration, comments, a member for the brand. Prints one JSON line. argv: url, password, member."""

import json
import sys
from urllib.request import ProxyHandler, Request, build_opener

URL, PASSWORD, MEMBER = sys.argv[1:4]
OWNER = "ana@desk.test"
API = f"{URL}/ghost/api/admin"
opener = build_opener(ProxyHandler({}))
signed_in = {}


def ask(method, path, **fields):
    headers = {"content-type": "application/json", "accept-version": "v6.0", "origin": URL, **signed_in}
    body = json.dumps(fields).encode() if fields else None
    with opener.open(Request(API + path, body, headers, method=method), timeout=120) as answer:
        told = answer.read()
        if cookie := answer.headers.get("set-cookie"):
            signed_in["cookie"] = cookie.partition(";")[0]
    return json.loads(told) if told.startswith(b"{") else {}


ask(
    "POST",
    "/authentication/setup/",
    setup=[{"name": "Ana Ortega", "email": OWNER, "password": PASSWORD, "blogTitle": "Northwind"}],
)
ask("POST", "/session/", username=OWNER, password=PASSWORD)
[made] = ask("POST", "/integrations/?include=api_keys", integrations=[{"name": "Earful"}])["integrations"]
[key] = [one["secret"] for one in made["api_keys"] if one["type"] == "admin"]
ask("PUT", "/settings/", settings=[{"key": "comments_enabled", "value": "all"}])
[member] = ask("POST", "/members/", members=[{"email": MEMBER, "name": "Northwind"}])["members"]
print(
    json.dumps(
        {
            "url": URL,
            "key": key,
            "member": {"id": member["id"], "mail": MEMBER},
            "owner": [OWNER, PASSWORD],
            **signed_in,
        }
    )
)
