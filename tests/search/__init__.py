"""What a visitor finds, and what nobody may find."""
