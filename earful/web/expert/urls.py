"""Addresses of the experts' pages."""

from django.urls import URLPattern, path

from earful.web.expert import opening, pages

urlpatterns: list[URLPattern] = [
    path("open/", opening.open_link, name="expert_open"),
    path("fresh/", opening.fresh, name="expert_fresh"),
    path("<int:pk>/", pages.here, name="expert"),
    path("<int:pk>/write/", pages.write, name="expert_write"),
    path("<int:pk>/leave/", pages.leave, name="expert_leave"),
    path("<int:pk>/again/", opening.again, name="expert_again"),
    path("<int:pk>/picture/<int:turn_id>/<int:number>/", pages.picture, name="expert_picture"),
]
