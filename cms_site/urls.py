"""Every address of the site. The order matters: Wagtail's pages take what is left."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms_site.api import v3
from cms_site.content.routing import routed_at_once
from cms_site.content.turns import taking_turns
from cms_site.library import views as library
from cms_site.operations import health
from cms_site.website import component_page, feeds, files, search, share_cards, site_map, sitemaps
from home.front_pages import door

handler400 = "cms_site.api.v2.problems.bad_request"

urlpatterns = [
    path("", door),
    *files.urlpatterns,
    *sitemaps.urlpatterns,
    path("-/live", health.live),
    path("-/ready", health.ready),
    *component_page.urlpatterns,
    path("admin/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, taking_turns))),
    path(
        "documents/", include(decorate_urlpatterns(wagtaildocs_urls.urlpatterns, library.document))
    ),
    path("api/v2/", include("cms_site.api.v2.urls")),
    path("api/v3-preview/", v3.urls),
    re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.*)$", library.media),
    *files.leftover,
    *i18n_patterns(
        path("site.webmanifest", files.manifest, name="manifest"),
        path("search/", search.page, name="search"),
        *feeds.urlpatterns,
        *share_cards.urlpatterns,
        *site_map.urlpatterns,
        path("", include(decorate_urlpatterns(wagtail_urls.urlpatterns, routed_at_once))),
    ),
]
