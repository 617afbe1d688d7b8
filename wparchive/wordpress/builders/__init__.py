"""Page builders: their shortcodes and fields as readers saw them."""

from wparchive.wordpress.builders.fields import FieldText, text_of_fields
from wparchive.wordpress.builders.shortcodes import expand
from wparchive.wordpress.builders.table import is_page_of_builder
from wparchive.wordpress.builders.trees import block_text, title_of_block

__all__ = [
    "FieldText",
    "block_text",
    "expand",
    "is_page_of_builder",
    "text_of_fields",
    "title_of_block",
]
