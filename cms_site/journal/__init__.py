"""The journal: what the public could see, and when that changed.

Row triggers note which rows were written (``sources``, ``triggers``); the drain compares what was
public with what is public now and appends the difference (``drain``). Whatever must know of changes
reads ``models.Change`` and nothing else.
"""
