"""What may be done with a front page: less than with any other, for the whole site stands below it."""

from __future__ import annotations

from wagtail.models import Site
from wagtail.models.pages import PagePermissionTester


class FrontPagePermissions(PagePermissionTester):
    """Wagtail's permissions, but that nobody removes the page with which a site begins.

    Wagtail would delete the site with it, its settings too. The front pages of the other languages are
    for administrators to remove.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._may_remove() and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self._may_remove() and super().can_unpublish()

    def _may_remove(self) -> bool:
        begins_a_site = Site.objects.filter(root_page=self.page.pk).exists()
        return self.user.is_superuser and not begins_a_site
