"""Equipment that cooperatives share: a content type that is installed as a package."""
