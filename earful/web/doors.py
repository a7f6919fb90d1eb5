"""Addresses for machines that watch the desk: is it well, and how much is there to do."""

from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from earful.kit.away import away
from earful.web import room
from earful.web.gauges import Gauges

PASSED_ON = ("X-Forwarded-For", "X-Real-IP", "Forwarded")


class Behind(Exception):
    """The tables are older than this program."""


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are up to date, else 503. Whoever asks learns little more.

    `why`: gone, full, crowded or copy, where the database says so; `room` is false when the disk is nearly full.
    """
    found: dict[str, object] = {"database": False, "tables": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        found["database"] = True
        _see_tables()
        found["tables"] = True
    except (Error, Behind) as error:
        why = away(error)
        return JsonResponse({"ok": False, **found, **({"why": why} if why else {})}, status=503)
    return JsonResponse({"ok": True, **found, **({} if room.enough() else {"room": False})})


@cache
def _see_tables() -> None:
    """Looked at until they are there, then never again: tables do not go back. Raises Behind, which is not kept."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Behind


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, only for a machine that asks directly from this house's own network."""
    if not _from_inside(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Gauges())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_inside(request: HttpRequest) -> bool:
    if any(name in request.headers for name in PASSED_ON):
        return False
    try:
        address = _plain(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address may come dressed as an IPv6 one, which would always look private."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


urlpatterns = [path("healthz", healthz, name="healthz"), path("metrics", metrics, name="metrics")]
