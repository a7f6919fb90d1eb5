"""Google Play and App Store Connect on the loopback, as far as reviews go. Tokens are checked, with code of their own."""

import base64
import json
import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from fake_site import CUT, Answer, Asked, FakeSite

PACKAGE, ROBOT = "com.northwind.boreal", "earful@northwind.iam.gserviceaccount.com"
APP, ISSUER, KEY_NUMBER = "1234567890", "57246542-96fe-1a63-e053-0824d011072a", "2X9R4HXF34"
NOT_FOUND: Answer = (404, {"error": {"code": 404, "status": "NOT_FOUND"}}, {})


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    kind = serialization.PrivateFormat.PKCS8
    return private.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption()).decode()


def key_file(**more: str) -> str:
    found = {"type": "service_account", "client_email": ROBOT, "private_key": pem(rsa_key())}
    return json.dumps({**found, "token_uri": "https://oauth2.googleapis.com/token", **more})


def _part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class FakeShop(FakeSite):
    """What both have in common: reviews, one answer below each, and time that passes from one act to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.reviews: dict[str, dict[str, Any]] = {}
        self.signed_out = False
        self.broken: set[str] = set()
        self.ticks = 0

    def now(self) -> datetime:
        self.ticks += 1
        return datetime.now(UTC).replace(microsecond=0).replace(microsecond=self.ticks % 1000 * 1000)

    def say(self, body: str, by: str = "carol", rating: int = 2, title: str = "") -> str:
        with self.lock:
            name = f"gp:AOqp-{len(self.reviews) + 1}"
            self.reviews[name] = {
                "by": by,
                "rating": rating,
                "title": title,
                "body": body,
                "at": self.now(),
                "reply": None,
            }
        return name

    def edit(self, name: str, body: str, rating: int = 4) -> None:
        if name.startswith("reply:"):
            self.put(name.removeprefix("reply:"), body)
        else:
            self.reviews[name].update(body=body, rating=rating, at=self.now())

    def put(self, name: str, text: str) -> None:
        self.reviews[name]["reply"] = {"text": text, "at": self.now(), "id": f"r-{name[8:]}"}

    def remove(self, name: str) -> None:
        if name.startswith("reply:"):
            self.reviews[name.removeprefix("reply:")]["reply"] = None
        else:
            del self.reviews[name]

    def under(self, name: str) -> list[str]:
        reply = self.reviews[name]["reply"]
        return [reply["text"]] if reply else []

    def newest(self) -> list[str]:
        return sorted(self.reviews, key=lambda name: self.reviews[name]["at"], reverse=True)


class FakePlay(FakeShop):
    def __init__(self) -> None:
        super().__init__()
        self.forgotten: set[str] = set()  # older than a week: in no list, and perhaps not shown alone either
        self.tokens = {"none"}

    def stale(self) -> None:
        self.tokens = {"none"}

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return self.signed_in(asked.fields)
        if asked.heads.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}, {}
        shelf = f"/v3/applications/{PACKAGE}/reviews"
        if not asked.path.startswith(shelf):
            return NOT_FOUND
        name = asked.path.removeprefix(shelf).lstrip("/")
        if asked.method == "POST":
            return self.replied(name.removesuffix(":reply"), asked.fields["replyText"])
        if name:
            return (200, self.shown(name), {}) if name in self.reviews and name not in self.forgotten else NOT_FOUND
        start, size = int(asked.params.get("token", 0)), int(asked.params.get("maxResults", 10))
        names = [name for name in self.newest() if name not in self.forgotten]
        told: dict[str, Any] = {"reviews": [self.shown(one) for one in names[start : start + size]]}
        if start + size < len(names):
            told["tokenPagination"] = {"nextPageToken": str(start + size)}
        return 200, told, {}

    def signed_in(self, form: dict[str, str]) -> Answer:
        head, claims, mark = form["assertion"].split(".")
        try:
            public = rsa_key().public_key()
            public.verify(_part(mark), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}, {}
        said = json.loads(_part(claims))
        good = said["iss"] == ROBOT and said["aud"] == f"{self.url}/token" and said["exp"] - said["iat"] <= 3600
        if self.signed_out or not good or json.loads(_part(head))["alg"] != "RS256":
            return 400, {"error": "invalid_grant"}, {}
        token = f"ya29.{len(self.tokens)}.{self.ticks}"
        self.tokens.add(token)
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}, {}

    def shown(self, name: str) -> dict[str, Any]:
        one = self.reviews[name]
        text = f"{one['title']}\t{one['body']}" if one["title"] else one["body"]
        said = {"text": text, "lastModified": stamp(one["at"]), "starRating": one["rating"], "reviewerLanguage": "en"}
        said |= {"device": "shiba", "androidOsVersion": 36, "appVersionCode": 231, "appVersionName": "2.3.1"}
        said |= {"thumbsUpCount": 0, "thumbsDownCount": 0, "deviceMetadata": {"productName": "shiba (Pixel 8)"}}
        comments: list[dict[str, Any]] = [{"userComment": 42 if name in self.broken else said}]
        if reply := one["reply"]:
            comments.append({"developerComment": {"text": reply["text"], "lastModified": stamp(reply["at"])}})
        return {"reviewId": name, "authorName": one["by"], "comments": comments}

    def replied(self, name: str, text: str) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny" or len(text) > 350:
            return 400, {"error": {"code": 400, "status": "INVALID_ARGUMENT"}}, {}
        if name not in self.reviews:
            return NOT_FOUND
        self.put(name, text)
        told = {"result": {"replyText": text, "lastEdited": stamp(self.reviews[name]["reply"]["at"])}}
        return CUT if act == "lose answer" else (200, told, {})


def stamp(at: datetime) -> dict[str, Any]:
    return {"seconds": str(int(at.timestamp())), "nanos": at.microsecond * 1000}


class FakeAppStore(FakeShop):
    def __init__(self) -> None:
        super().__init__()
        self.barred = ""  # the code of why nothing is told at all

    def answer(self, asked: Asked) -> Answer:
        if self.signed_out or not self.known(asked.heads.get("authorization", "").removeprefix("Bearer ")):
            return 401, {"errors": [{"status": "401", "code": "NOT_AUTHORIZED"}]}, {}
        if self.barred:
            return 403, {"errors": [{"status": "403", "code": self.barred}]}, {}
        path = asked.path
        if path == f"/v1/apps/{APP}":
            return 200, {"data": {"type": "apps", "id": APP, "attributes": {"name": "Boreal", "bundleId": PACKAGE}}}, {}
        if path == f"/v1/apps/{APP}/customerReviews":
            return self.listed(asked.params)
        if path.startswith("/v1/customerReviewResponses"):
            return self.ordered(asked, path.rpartition("/")[2])
        name = path.removeprefix("/v1/customerReviews/")
        return (200, self.told([name])[0], {}) if name in self.reviews else NOT_FOUND

    def known(self, token: str) -> bool:
        if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token):
            return False
        head, claims, mark = token.split(".")
        half = _part(mark)
        there = encode_dss_signature(int.from_bytes(half[:32], "big"), int.from_bytes(half[32:], "big"))
        try:
            ec_key().public_key().verify(there, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        said, kind = json.loads(_part(claims)), json.loads(_part(head))
        short = said["exp"] - said["iat"] <= 1200 and said["exp"] > datetime.now(UTC).timestamp()
        return short and (said["iss"], said["aud"], kind["kid"], kind["alg"]) == (
            ISSUER,
            "appstoreconnect-v1",
            KEY_NUMBER,
            "ES256",
        )

    def listed(self, params: dict[str, str]) -> Answer:
        names, start, size = self.newest(), int(params.get("cursor", 0)), int(params.get("limit", 50))
        told = self.told(names[start : start + size])
        body: dict[str, Any] = {"data": [one["data"] for one in told], "links": {"self": self.url}}
        body["included"] = [more for one in told for more in one["included"]]
        if start + size < len(names):
            further = f"cursor={start + size}&limit={size}&include=response"
            body["links"]["next"] = f"https://elsewhere.test/v1/apps/{APP}/customerReviews?{further}"
        return 200, body, {}

    def told(self, names: list[str]) -> list[dict[str, Any]]:
        found = []
        for name in names:
            one = self.reviews[name]
            said = {
                "rating": one["rating"],
                "title": one["title"] or "A title",
                "body": one["body"],
                "territory": "DEU",
            }
            said |= {"reviewerNickname": one["by"], "createdDate": one["at"].isoformat()}
            reply = one["reply"]
            link = {"data": {"type": "customerReviewResponses", "id": reply["id"]} if reply else None}
            review = {"type": "customerReviews", "id": name, "attributes": 42 if name in self.broken else said}
            found.append({"data": {**review, "relationships": {"response": link}}, "included": self.responses(name)})
        return found

    def responses(self, name: str) -> list[dict[str, Any]]:
        reply = self.reviews[name]["reply"]
        if not reply:
            return []
        said = {"responseBody": reply["text"], "lastModifiedDate": reply["at"].isoformat(), "state": "PENDING_PUBLISH"}
        return [{"type": "customerReviewResponses", "id": reply["id"], "attributes": said}]

    def ordered(self, asked: Asked, key: str) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 409, {"errors": [{"status": "409", "code": "ENTITY_ERROR.ATTRIBUTE.INVALID"}]}, {}
        told = self.taken(key) if asked.method == "DELETE" else self.responded(asked.fields["data"])
        return CUT if act == "lose answer" else told

    def taken(self, key: str) -> Answer:
        name = next((name for name, one in self.reviews.items() if (one["reply"] or {}).get("id") == key), None)
        if name is None:
            return NOT_FOUND
        self.reviews[name]["reply"] = None
        return 204, None, {}

    def responded(self, data: dict[str, Any]) -> Answer:
        name = data["relationships"]["review"]["data"]["id"]
        if name not in self.reviews:
            return NOT_FOUND
        self.put(name, data["attributes"]["responseBody"])
        return 201, {"data": self.responses(name)[0]}, {}
