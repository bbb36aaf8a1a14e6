"""What may be done with a front page: less than with any other, for the whole site stands below it."""

from __future__ import annotations

from wagtail.models import Site
from wagtail.models.pages import PagePermissionTester


class FrontPagePermissions(PagePermissionTester):
    """Wagtail's permissions, but that nobody removes the page with which a site begins.

    Wagtail would delete the site with it, its settings too. The front pages of the other languages are
    for administrators to remove, and so is everything else that takes one from the public, or adds one.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self._may_remove() and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self._may_remove() and super().can_unpublish()

    def can_set_view_restrictions(self) -> bool:
        return self.user.is_superuser and super().can_set_view_restrictions()

    def can_copy(self) -> bool:
        return self.user.is_superuser and super().can_copy()

    def _may_remove(self) -> bool:
        if Site.objects.filter(root_page=self.page.pk).exists():
            return False
        key = self.page.translation_key
        is_of_a_site = Site.objects.filter(root_page__translation_key=key).exists()
        return self.user.is_superuser or not is_of_a_site
