"""The description of the public API: OpenAPI 3.1, and a page of it for people."""
