"""Addresses of the API; what is not one of them is told so in words as well."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _

from earful.api.desk import api


def nothing_here(_request: HttpRequest) -> HttpResponse:
    """There is no such address."""
    return JsonResponse({"words": _("There is nothing here.")}, status=404)


urlpatterns = [path("", api.urls), re_path(r"", nothing_here)]
