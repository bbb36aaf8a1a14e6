"""What ours is measured against, over the same data: Wagtail's own API and a view written by hand.

``/api/v2/pages/`` is Wagtail's ``PagesAPIViewSet`` as it is; ``/hand/`` the fastest that Django allows.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

django_application = get_wsgi_application()

import orjson
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from pages.training_reports.models import TrainingReportPage

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
COLUMNS = ("pk", "title", "slug", "introduction", "start_date", "beneficiaries")


def by_hand(request) -> HttpResponse:
    """Answer the list of reports from the columns, with nothing that a content type declares."""
    pages = TrainingReportPage.objects.live().filter(locale__language_code="fr").order_by("pk")
    total, items = pages.count(), list(pages.values(*COLUMNS)[:20])
    body = orjson.dumps({"meta": {"total_count": total}, "items": items})
    return HttpResponse(body, content_type="application/json")


urlpatterns = [path("api/v2/", router.urls), path("hand/", by_hand)]
settings.ROOT_URLCONF = __name__
application = django_application
