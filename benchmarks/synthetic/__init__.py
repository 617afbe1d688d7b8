"""The parts of generate.py: a made-up WordPress blog as a stream of WXR items."""
