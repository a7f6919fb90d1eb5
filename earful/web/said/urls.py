"""Addresses of answers that stand here."""

from django.urls import URLPattern, path

from earful.web.said import pages

urlpatterns: list[URLPattern] = [path("<uuid:key>/", pages.answer, name="said")]
