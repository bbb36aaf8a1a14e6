"""A content type is one folder, or one package: written, installed, removed, as an engineer does it."""
