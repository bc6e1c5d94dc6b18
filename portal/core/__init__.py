"""What every room may use; it knows no feature."""
