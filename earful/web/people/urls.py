"""Addresses of people's own pages."""

from django.urls import URLPattern, path

from earful.web.people import pages

urlpatterns: list[URLPattern] = [
    path("<str:slug>/", pages.person, name="person"),
    path("<str:slug>/picture/", pages.picture, name="person_picture"),
]
