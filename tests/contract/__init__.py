"""What every content type must honour. These tests run over the types that are discovered."""
