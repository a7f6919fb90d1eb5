"""Addresses of the desk."""

from django.urls import URLPattern, path, register_converter
from django.views.generic import RedirectView

from earful.conversations.queries import VIEWS
from earful.web.desk import pages


class ViewName:
    """One of the five views, and nothing else."""

    regex = "|".join(VIEWS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(ViewName, "view")
home = RedirectView.as_view(pattern_name="desk_list", permanent=False)

urlpatterns: list[URLPattern] = [
    path("", home, {"view": "needs"}, name="desk"),
    path("desk/", home, {"view": "needs"}),
    path("desk/<view:view>/", pages.matters, name="desk_list"),
    path("desk/<view:view>/<int:pk>/", pages.matter, name="desk_one"),
]
