"""What people write in their languages: dates, and the phrases of themes."""
