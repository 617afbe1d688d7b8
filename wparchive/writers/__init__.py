"""Writers: each encodes the canonical model in one archive format."""
