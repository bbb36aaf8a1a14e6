"""The WSGI application that the production server runs."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_site.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as fault:
    sys.exit(f"{fault}")
