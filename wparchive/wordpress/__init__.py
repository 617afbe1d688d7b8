"""What WordPress itself does to text: the rules that make a stored body what readers saw."""
