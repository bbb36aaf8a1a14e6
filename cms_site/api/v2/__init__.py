"""The public reading contract, ``/api/v2/``."""
