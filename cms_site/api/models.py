"""What the APIs keep."""

from __future__ import annotations

from django.db import models
from wagtail.models import APIToken


class IdempotentAnswer(models.Model):
    """How a request with an ``Idempotency-Key`` was answered; without a status, not yet."""

    token = models.ForeignKey(APIToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="idempotency_key_of_token")
        ]

    def __str__(self) -> str:
        return self.key
