"""The fixtures are the same wherever a test lives: in ``tests/`` or beside its content type."""

pytest_plugins = ["tests.fixtures"]
