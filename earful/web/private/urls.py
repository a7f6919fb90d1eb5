"""Addresses of a customer's pages."""

from django.urls import URLPattern, path

from earful.web.private import answering, pages

urlpatterns: list[URLPattern] = [
    path("<str:key>/", pages.page, name="private_page"),
    path("<str:key>/solved/", answering.asked, name="private_solved"),
]
