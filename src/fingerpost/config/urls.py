"""Every address, area by area."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

handler400 = "fingerpost.ui.web.errors.bad_request"
handler403 = "fingerpost.ui.web.errors.not_allowed"
handler404 = "fingerpost.ui.web.errors.not_found"
handler500 = "fingerpost.ui.web.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("fingerpost.organisations.sign_in.urls")),
    path("library/", include("fingerpost.library.urls")),
    path("questions/", include("fingerpost.roads.urls")),
    path("decisions/", include("fingerpost.decisions.urls")),
    path("people/", include("fingerpost.people.urls")),
    path("", include("fingerpost.organisations.urls")),
    path("operations/", include("fingerpost.notifications.urls")),
    path("", include("fingerpost.hub.urls")),
]
if settings.FINGERPOST_PREVIEW:
    urlpatterns.insert(0, path("preview/", include("fingerpost.ui.urls")))
