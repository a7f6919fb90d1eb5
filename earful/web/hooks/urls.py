"""The addresses to which channels of one's own post, and networks that call us."""

from django.urls import URLPattern, path

from earful.web.hooks import calls, door, mention

urlpatterns: list[URLPattern] = [
    path("<slug:key>/", door.take, name="hook_take"),
    path("webmention/<slug:key>/", mention.take, name="mention_take"),
    path("<slug:network>/<slug:key>/", calls.take, name="call_take"),
]
