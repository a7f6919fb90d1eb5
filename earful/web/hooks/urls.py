"""The address to which channels of one's own post."""

from django.urls import URLPattern, path

from earful.web.hooks import door

urlpatterns: list[URLPattern] = [path("<slug:key>/", door.take, name="hook_take")]
