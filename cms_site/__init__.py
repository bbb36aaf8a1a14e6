"""The frame: it starts the site and names no content type."""
