"""What the loading of content has to remember."""

from django.db import models


class LoadedItem(models.Model):
    """An item of a content set that was loaded once, and belongs to the staff since.

    Loading again skips it, whether staff changed it, unpublished it or deleted it.
    """

    content_set = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    locale = models.CharField(max_length=12, blank=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_set", "key", "locale"], name="loaded_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_set}/{self.key} {self.locale}".strip()
