# The converted site's settings, and those of this theme.
import sys

sys.path.insert(0, ".")
from pelicanconf import *  # noqa: F403

THEME = "theme"
DIRECT_TEMPLATES = ["index"]
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = None
