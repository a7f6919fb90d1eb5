"""Every address of the desk, explicitly."""

from django.contrib import admin
from django.urls import include, path

from earful.web import sign_in

urlpatterns = [
    path("sign-in/once/", sign_in.once, name="sign_in_once"),
    path("admin/", admin.site.urls),
    path("house/", include("earful.web.house.urls")),
    path("expert/", include("earful.web.expert.urls")),
    path("form/", include("earful.web.form.urls")),
    path("help/", include("earful.web.help.urls")),
    path("hooks/", include("earful.web.hooks.urls")),
    path("people/", include("earful.web.people.urls")),
    path("private/", include("earful.web.private.urls")),
    path("said/", include("earful.web.said.urls")),
    path("api/", include("earful.api.urls")),
    path("", include("earful.web.doors")),
    path("", include("earful.web.urls")),
]

handler500 = "earful.web.away.stumbled"
