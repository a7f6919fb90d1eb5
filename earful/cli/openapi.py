import json

from django.utils.module_loading import import_string

API = "earful.api.urls.api"  # by name: the doors of the house do not import each other


def run() -> int:
    """Print the description of the API, always in the same order."""
    print(json.dumps(import_string(API).get_openapi_schema(), indent=2, sort_keys=True, default=str))
    return 0
