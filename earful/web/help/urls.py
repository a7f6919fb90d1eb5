"""Addresses of the public pages."""

from django.urls import URLPattern, path

from earful.web.help import pages

urlpatterns: list[URLPattern] = [
    path("", pages.everything, name="help"),
    path("<str:slug>/", pages.article, name="help_one"),
    path("<str:slug>/<str:language>/", pages.article, name="help_article"),
]
