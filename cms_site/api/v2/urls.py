"""The addresses below ``/api/v2/``."""

from django.urls import include, path

from cms_site.api.openapi import views as openapi
from cms_site.api.v2.changes import changes
from cms_site.api.v2.discovery import discovery
from cms_site.api.v2.problems import NOT_FOUND, not_found
from cms_site.api.v2.reading import reading
from cms_site.api.v2.router import make_router
from cms_site.api.v2.site import site

router = make_router()

urlpatterns = [
    path("", discovery(router)),
    path("site/", site),
    path("changes/", changes(router)),
    path("openapi.json", openapi.openapi(router), name="api_openapi"),
    path("docs/", openapi.reference(router)),
    path("", include((router.get_urlpatterns(), router.url_namespace))),
    path("<path:path>", reading(not_found), name=NOT_FOUND),
]
