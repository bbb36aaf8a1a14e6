"""What an operator does: the environment, set-up, loading, probes, retirement, the documents."""
