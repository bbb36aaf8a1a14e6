"""Two APIs: v2 for everybody who reads, v3 for staff who automate."""
