"""The settings of the test run: production's, with what makes tests fast and separate."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="kenitra-tests-"))
# The browser's driver keeps an event loop in the thread of the tests; Django would refuse to work there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
os.environ.setdefault("SECRET_KEY", "test-only-" * 6)

from cms_site.settings import *  # noqa: F403
from cms_site.settings import DATABASES, STORAGES, VAR_DIR

MEDIA_ROOT = Path(VAR_DIR) / "media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
# A test's connection lives as long as its process; a pool would hold a second one.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
