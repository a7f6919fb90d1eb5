"""The description of the API, for programs: docs/openapi.json is what this writes."""

import json
from typing import Any

from earful.api.desk import api


def document() -> dict[str, Any]:
    """The API as OpenAPI describes it."""
    read: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    return read


def written() -> str:
    """The same as it stands in the file, always in the same order."""
    return json.dumps(document(), indent=2, sort_keys=True) + "\n"
