"""The journal: nothing that the public could see changes without being told."""
