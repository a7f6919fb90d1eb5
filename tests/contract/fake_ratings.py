"""Google's Business Profile and Trustpilot on the loopback, as far as reviews go."""

import base64
from datetime import timedelta
from typing import Any

from fake_reviews import NOT_FOUND, FakeShop
from fake_site import CUT, Answer, Asked

CLIENT, SECRET = "123456789012-abc.apps.googleusercontent.com", "GOCSPX-secret"
REFRESH, PLACE, TITLE = "1//0abc-refresh", "accounts/115/locations/42", "Northwind Lisbon"
RATINGS = ("ONE", "TWO", "THREE", "FOUR", "FIVE")
UNIT, USER, KEY, KEY_SECRET = "46d6a890000064000500e0c3", "507f191e810c19729de860ea", "a1b2c3d4e5f6a7b8", "s3cr3tS3cr3t"


class FakeRatings(FakeShop):
    """Both give out tokens for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {"none"}

    def stale(self) -> None:
        self.tokens = {"none"}

    def fresh(self, lasts: Any) -> Answer:
        token = f"ya29.{len(self.tokens)}.{self.ticks}"
        self.tokens.add(token)
        return 200, {"access_token": token, "expires_in": lasts, "token_type": "Bearer"}, {}

    def known(self, asked: Asked) -> bool:
        return asked.heads.get("authorization", "").removeprefix("Bearer ") in self.tokens

    def ordered(self, asked: Asked, name: str, text: Any) -> Answer:
        act = self.act()
        if act == "lose request":
            return CUT
        if act == "deny":
            return 400, {"error": {"code": 400, "status": "INVALID_ARGUMENT"}}, {}
        if name not in self.reviews:
            return NOT_FOUND
        if asked.method == "DELETE":
            self.reviews[name]["reply"] = None
            told: Answer = (200, {}, {})
        else:
            self.put(name, text)
            told = self.replied(name)
        return CUT if act == "lose answer" else told

    def replied(self, name: str) -> Answer:
        raise NotImplementedError


class FakeBusiness(FakeRatings):
    def __init__(self) -> None:
        super().__init__()
        self.places = [("115", "42", TITLE), ("115", "43", "Northwind Porto")]
        self.shut = False  # no access was given: nothing may be asked
        self.off = False  # the project has not switched the interface on
        self.states: dict[str, str] = {}
        self.field = "reviewReplyState"
        self.translated: dict[str, str] = {}

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            return self.signed_in(asked.fields)
        if not self.known(asked):
            return 401, {"error": {"code": 401, "status": "UNAUTHENTICATED"}}, {}
        if self.shut or self.off:
            return self.barred()
        if asked.path == "/accounts/v1/accounts":
            return (
                200,
                {"accounts": [{"name": f"accounts/{one}"} for one in dict.fromkeys(a for a, *_ in self.places)]},
                {},
            )
        if asked.path.startswith("/places/v1/"):
            return self.located(asked)
        return self.on_reviews(asked, asked.path.removeprefix(f"/v4/{PLACE}/reviews").strip("/"))

    def barred(self) -> Answer:
        if self.shut:
            return 429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "limit 0"}}, {}
        why = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "SERVICE_DISABLED"}
        return 403, {"error": {"code": 403, "status": "PERMISSION_DENIED", "details": [why]}}, {}

    def signed_in(self, form: dict[str, str]) -> Answer:
        if (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}, {}
        if self.signed_out or form["refresh_token"] != REFRESH or form["grant_type"] != "refresh_token":
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, {}
        return self.fresh(3599)

    def located(self, asked: Asked) -> Answer:
        assert asked.params["readMask"] == "name,title"
        of, start = asked.path.split("/")[4], int(asked.params.get("pageToken", 0))
        found = [{"name": f"locations/{one}", "title": title} for a, one, title in self.places if a == of]
        told: dict[str, Any] = {"locations": found[start : start + 1]}
        return 200, told | ({"nextPageToken": str(start + 1)} if start + 1 < len(found) else {}), {}

    def on_reviews(self, asked: Asked, rest: str) -> Answer:
        if "/v4/" in rest:
            return NOT_FOUND
        if rest.endswith("/reply"):
            return self.ordered(asked, rest.removesuffix("/reply"), (asked.fields or {}).get("comment"))
        if rest:
            return (200, self.shown(rest), {}) if rest in self.reviews else NOT_FOUND
        assert asked.params.get("orderBy", "updateTime desc") == "updateTime desc"
        start, size = int(asked.params.get("pageToken", 0)), int(asked.params["pageSize"])
        assert size <= 50
        names = self.newest()
        told: dict[str, Any] = {"totalReviewCount": len(names)}
        if names:
            told["reviews"] = [self.shown(one) for one in names[start : start + size]]
        if start + size < len(names):
            told["nextPageToken"] = str(start + size)
        return 200, told, {}

    def shown(self, name: str) -> dict[str, Any]:
        one = self.reviews[name]
        said: dict[str, Any] = {"name": f"{PLACE}/reviews/{name}", "reviewId": name}
        said |= {"reviewer": {"displayName": one["by"]}, "starRating": RATINGS[one["rating"] - 1]}
        said |= {"createTime": one["at"].isoformat(), "updateTime": one["at"].isoformat()}
        if one["body"]:
            said["comment"] = 42 if name in self.broken else self.translated.get(name, one["body"])
        if one["reply"]:
            said["reviewReply"] = self.reply(name)
            if name in self.states and self.field == "beside":
                said["reviewReplyState"] = self.states[name]
        return said

    def reply(self, name: str) -> dict[str, Any]:
        reply = self.reviews[name]["reply"]
        state = {self.field: self.states[name]} if name in self.states and self.field != "beside" else {}
        return {"comment": reply["text"], "updateTime": reply["at"].isoformat(), **state}

    def replied(self, name: str) -> Answer:
        self.states.pop(name, None)  # it is looked at anew
        return 200, self.reply(name), {}


class FakeTrustpilot(FakeRatings):
    def __init__(self) -> None:
        super().__init__()
        self.paid = True
        self.shuts = False  # whether the plan ends when somebody answers
        self.cached: dict[str, dict[str, Any]] = {}  # reviews as they were a moment ago

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("/v1")
        if path.startswith("/oauth/"):
            return self.signed_in(asked)
        if not self.known(asked) or asked.heads.get("apikey") != KEY:
            return 401, {"fault": {"faultstring": "Invalid Access Token"}}, {}
        if path == "/business-units/find":
            found = asked.params["name"] == "northwind.example"
            return (200, {"id": UNIT, "displayName": "Northwind"}, {}) if found else (404, {"message": "x"}, {})
        return self.on_reviews(asked, path) if self.paid else (403, {"message": "Forbidden"}, {})

    def on_reviews(self, asked: Asked, path: str) -> Answer:
        if path == f"/private/business-units/{UNIT}/reviews":
            return self.listed(asked.params)
        name = path.removeprefix("/private/reviews/")
        if name.endswith("/reply"):
            given = asked.fields or {}
            assert given.get("authorBusinessUserId", USER) == USER
            return self.ordered(asked, name.removesuffix("/reply"), given.get("message"))
        if name in self.cached:
            return 200, self.cached[name], {"cache-control": "max-age=60"}
        return (200, self.shown(name), {}) if name in self.reviews else NOT_FOUND

    def signed_in(self, asked: Asked) -> Answer:
        proof = base64.b64encode(f"{KEY}:{KEY_SECRET}".encode()).decode()
        sound = asked.heads["authorization"] == f"Basic {proof}" and asked.fields == {
            "grant_type": "client_credentials"
        }
        return self.fresh("359999") if sound and not self.signed_out else (401, {"reason": "Invalid client"}, {})

    def listed(self, params: dict[str, str]) -> Answer:
        """By when they were written first, whatever has become of them since."""
        size, page = int(params["perPage"]), int(params.get("page", 1))
        assert size <= 100
        names = list(self.reviews)[::-1]
        told = [self.shown(one) for one in names[(page - 1) * size : page * size]]
        return 200, {"links": [], "reviews": told}, {}

    def shown(self, name: str) -> dict[str, Any]:
        one = self.reviews[name]
        said: dict[str, Any] = {"id": name, "stars": one["rating"], "title": one["title"] or "A title"}
        said |= {"text": 42 if name in self.broken else one["body"], "language": "en", "isVerified": True}
        said |= {"createdAt": (one["at"] - timedelta(seconds=1)).isoformat(), "updatedAt": one["at"].isoformat()}
        said |= {"consumer": {"id": "c1", "displayName": one["by"], "email": "carol@home.test"}, "companyReply": None}
        said |= {"referralEmail": "carol@home.test", "referenceId": "order-17"}
        if name in self.broken:
            said["stars"] = "many"
        if reply := one["reply"]:
            said["companyReply"] = {"text": reply["text"], "createdAt": reply["at"].isoformat()}
            said["companyReply"]["authorBusinessUserId"] = USER
        return said

    def replied(self, name: str) -> Answer:
        self.paid = not self.shuts
        return (201, {}, {}) if name else NOT_FOUND
