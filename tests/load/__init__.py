"""Load: how fast the product answers, beside Wagtail's own API and a bare server on the same machine."""
