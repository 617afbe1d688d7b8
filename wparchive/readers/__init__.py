"""Readers: each turns one kind of WordPress leftover into the canonical model."""
