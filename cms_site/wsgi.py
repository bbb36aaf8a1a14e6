"""The WSGI application that the production server runs."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")

try:
    django_application = get_wsgi_application()
except ImproperlyConfigured as fault:
    sys.exit(f"{fault}")

# Only now are there settings and models to import them with.
from django.urls import get_resolver

from cms_site.api.v2.problems import problem
from cms_site.cache.application import CachedApplication

application = CachedApplication(django_application, problem)

# What is loaded stays. Out of the collector's sight, it neither costs each full collection its time nor
# lets garbage grow to a quarter of its size before there is one.
_loaded = get_resolver().url_patterns
gc.collect()
gc.freeze()
