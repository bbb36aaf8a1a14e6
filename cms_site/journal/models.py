"""The journal's tables: rows that were written, what is public, and how that changed."""

from __future__ import annotations

from django.db import models


class Touch(models.Model):
    """A row that was written. Only triggers make touches, in the same statement; the drain takes them.

    ``kind`` says what ``key`` is the key of: a model (``cooperatives.cooperative``) or one of the
    special kinds in ``cms_site.journal.sources``. Without a key, all of that kind.
    """

    kind = models.CharField(max_length=100)
    key = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Item(models.Model):
    """What the public can see: one row for each public page, record, image and document.

    It is what the last change of the item told, so that the next one can be told as a difference.
    """

    kind = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    type = models.CharField(max_length=100)
    uuid = models.UUIDField()
    locale = models.CharField(max_length=12, blank=True)
    html_url = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="journal_item_once")
        ]
        indexes = [models.Index(fields=["uuid"], name="journal_item_uuid")]

    def __str__(self) -> str:
        return f"{self.type} {self.uuid} {self.locale}".strip()


class Mention(models.Model):
    """Something that an object's text or stream refers to by id.

    Foreign keys are followed in the tables themselves; text is not, and what it refers to may be gone.
    """

    kind = models.CharField(max_length=100)
    object_id = models.BigIntegerField()
    target_kind = models.CharField(max_length=100)
    target_id = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="journal_mention_of"),
            models.Index(fields=["target_kind", "target_id"], name="journal_mention_to"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} → {self.target_kind} {self.target_id}"


class Change(models.Model):
    """One change of what the public could see. The sequence is the version of the public content.

    A change without a ``type`` is one of the whole site (a redirect, a setting): it makes what was
    cached old, and is not told in the feed.
    """

    class Event(models.TextChoices):
        PUBLISHED = "published"
        UPDATED = "updated"
        UNPUBLISHED = "unpublished"
        MOVED = "moved"
        DELETED = "deleted"
        RESTRICTED = "restricted"

    sequence = models.BigAutoField(primary_key=True)
    time = models.DateTimeField()
    event = models.CharField(max_length=11, choices=Event)
    kind = models.CharField(max_length=100, blank=True)
    object_id = models.BigIntegerField(null=True)
    type = models.CharField(max_length=100, blank=True)
    uuid = models.UUIDField(null=True)
    locale = models.CharField(max_length=12, blank=True)
    html_url = models.TextField(blank=True)
    previous_html_url = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="journal_change_of"),
            models.Index(fields=["event", "sequence"], name="journal_change_event"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.type} {self.uuid or ''}".strip()


# After these the public can no longer see the item.
GONE = frozenset({Change.Event.UNPUBLISHED, Change.Event.DELETED, Change.Event.RESTRICTED})


class Ledger(models.Model):
    """The one row that says how far back the journal tells everything, and up to which day."""

    # A mirror that stands before this sequence may have missed a deletion that is no longer told.
    horizon = models.BigIntegerField(default=0)
    # What depends on the date was looked at up to this day.
    day = models.DateField()

    def __str__(self) -> str:
        return f"from {self.horizon}, {self.day}"
