"""What ours is measured against, over the same data: Wagtail's own API and a view written by hand.

``/api/v2/pages/`` is Wagtail's ``PagesAPIViewSet`` as it is. ``/hand/`` answers the list of reports as ours
does, byte for byte in what it tells, and nothing else: it knows the type, the site, the fields and the query.
"""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import datetime
from operator import itemgetter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.utils.timezone import localtime

django_application = get_wsgi_application()

import orjson
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import PageViewRestriction

from pages.training_reports.models import TrainingReportPage

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
KEYS = ("pk", "translation_key", "slug", "title", "first_published_at", "last_published_at")
LABEL = "training_reports.TrainingReportPage"


def instant(value: datetime | None) -> str | None:
    return value and localtime(value).isoformat()


def by_hand(request) -> HttpResponse:
    """Answer the first French reports from the columns, as ours does for ``LABEL`` and ``locale=fr``."""
    host = f"http://{request.get_host()}"
    api, hidden = f"{host}/api/v2/pages/", PageViewRestriction.objects.values_list("page__path")
    public = TrainingReportPage.objects.live().order_by("pk")
    for (path_,) in hidden:
        public = public.exclude(path__startswith=path_)
    french = public.filter(locale__language_code="fr")
    total, rows = french.count(), list(french.values(*KEYS, "url_path")[:20])
    groups = defaultdict(list)
    others = public.filter(translation_key__in=[row["translation_key"] for row in rows])
    for pk, key, code, url_path in others.values_list(
        "pk", "translation_key", "locale__language_code", "url_path"
    ):
        told = {
            "locale": code,
            "detail_url": f"{api}{pk}/",
            "html_url": f"{host}/{code}/{url_path.split('/', 2)[2]}",
        }
        groups[key].append(told)
    items = [
        {
            "id": row["pk"],
            "meta": {
                "type": LABEL,
                "uuid": str(row["translation_key"]),
                "detail_url": f"{api}{row['pk']}/",
                "html_url": f"{host}/fr/{row['url_path'].split('/', 2)[2]}",
                "locale": "fr",
                "dir": "ltr",
                "slug": row["slug"],
                "first_published_at": instant(row["first_published_at"]),
                "last_published_at": instant(row["last_published_at"]),
                "translations": sorted(
                    (t for t in groups[row["translation_key"]] if t["locale"] != "fr"),
                    key=itemgetter("locale"),
                ),
            },
            "title": row["title"],
        }
        for row in rows
    ]
    following = f"{api}?type={LABEL}&locale=fr&offset=20" if total > 20 else None
    meta = {"total_count": total, "next": following}
    body = orjson.dumps({"meta": meta, "items": items})
    return HttpResponse(body, content_type="application/json")


urlpatterns = [path("api/v2/", router.urls), path("hand/", by_hand)]
settings.ROOT_URLCONF = __name__
application = django_application
