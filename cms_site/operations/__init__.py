"""Running the product: setting up, loading content, retiring types, health."""
