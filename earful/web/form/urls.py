"""Addresses of contact forms, for visitors."""

from django.urls import URLPattern, path

from earful.web.form import following, pages

urlpatterns: list[URLPattern] = [
    path("widget.js", pages.widget, name="form_widget"),
    path("<slug:key>/", pages.form, name="form"),
    path("<slug:key>/follow/<str:token>/", following.follow, name="form_follow"),
]
