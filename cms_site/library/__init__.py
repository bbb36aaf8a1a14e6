"""The library: images and documents, and the one way their files reach the public."""
