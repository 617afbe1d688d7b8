"""What themes and plugins put around and into a text that is none of it, known by its names.

Names are those of classes and ids. They are matched as whole words, since `share` is furniture and
`shareholders` is not; what contains most of a text is never furniture, whatever it is called.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wparchive.readers.pages.extract.tree import Element, Tree


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\A(?:{pattern})\Z", re.VERBOSE | re.DOTALL)


# The order decides where a name is of two kinds.
_KINDS: Final = (
    (
        "reply-form",
        _words(
            r"respond|comment-?respond|comment-?form|reply-?form|commentform-?wrap.*"
            r"|no-?comments|comments?-closed|akismet.*"
        ),
    ),
    (
        "related",
        _words(
            r"""(?:.*[-_])?related(?:[-_]{0,2}(?:posts?|articles?|content|entries|stories|links|items|post[-_].*|wrap.*))*
            |jp-relatedposts.*|yarpp.*|crp[-_].*|wp_rp.*|zem_rp.*|nrelate.*|outbrain.*|taboola.*|contextly.*
            |linkwithin.*|similar[-_]?(?:posts|entries)?|rp4wp.*|ssp_?related.*|upprev.*|also[-_]?like.*
            |(?:you[-_])?may[-_](?:also[-_])?like.*|more[-_]?(?:posts|stories|articles|from.*)|td_block_related_posts
            |(?:recommended|suggested|popular|recent)[-_]?(?:posts|articles|entries|stories)?|read-?next
            |ast-single-related-posts.*|relpost.*|erp[-_].*|wp-?related.*|wordpress-popular-posts.*
            |powerkit-.*related.*|srp-.*|similar_posts.*"""
        ),
    ),
    (
        "author-box",
        _words(
            r"""(?:.*[-_])?author[-_]?(?:box|bio|info|description|card|profile|about|block|area|details|wrap|section)(?:[-_].*)?
            |about[-_]?(?:the[-_]?)?author.*|(?:post|entry|single)[-_]?author[-_]?(?:box|bio|info)?.*
            |saboxplugin.*|sab-.*|abh_.*|starbox.*|m-a-box.*|wp-?about-?author.*|pp-multiple-authors.*
            |wp-block-post-author.*|authorbox.*|bio-box|guest-author.*|cab-author.*|fn-author.*|tab-author.*
            |autorenbox|author-?wrap"""
        ),
    ),
    (
        "share",
        _words(
            r"""(?:.*[-_])?shar(?:e|es|ing|er|ebar|edaddy)(?:[-_]?(?:this|bar|box|post|icons?|links?|buttons?|btns?|wrap.*|list|block|count.*|tools?|area|section|on|us|it|container|top|bottom|inner|title|items?))*
            |(?:.*[-_])?social(?:[-_]?(?:share|sharing|media|icons?|links?|buttons?|bar|box|likes?|wrap.*|bookmark.*|list|networks?|count.*|area|post|profiles?|privacy.*|btns?))+
            |sd-(?:block|sharing|social.*|like.*|content|title|rating)|addtoany.*|a2a_.*|addthis.*|shareaholic.*|ssba.*|heateor.*
            |the_champ.*|mashsb.*|essb.*|shariff.*|sociable.*|swp[-_].*|nc_wrapper|dd_(?:post_share|outer|inner).*
            |wpusb.*|scriptlesssocialsharing.*|simplesocial.*|snax.*|jssocials.*|juiz_sps.*|socialize.*|monarch.*
            |et_social.*|(?:twitter|facebook|fb|google|gplus|pinterest|linkedin|tweet|xing|flattr|whatsapp)[-_]?(?:share|like|plus|plusone|button|btn|count|follow).*
            |fb-like|tweetmeme.*|topsy.*|bookmarks?|bookmarkify|lightsocial.*|wp-?socializer.*|wpsr.*|ta-?sharing|td-post-sharing.*|td_social.*
            |jetpack-likes.*|wpl-.*|sfsi.*|supersocializer.*|getsocial.*|social4i.*|feather.*share.*|kopa.*social.*|wp-?flattr.*|flattr.*
            |post-?(?:share|social).*|entry-?(?:share|social).*|socials?|ssb.*|sharrre|socialbox|ast-post-social-sharing|wp-block-outermost-social-sharing.*"""
        ),
    ),
    (
        "rating",
        _words(
            r"""post-ratings?.*|kk-star-ratings|kksr.*|yasr.*|gdrts.*|gdsr.*|ratingblock.*|rating(?:-?(?:box|widget|wrap.*|form))?|wp_?ulike.*
            |thumbs-?rating.*|rmp-.*|post-?likes?|like-?(?:box|button|count)|starrating.*|wp-postratings|mrp-.*|zilla-?likes
            |(?:.*[-_])?(?:votes?|voting)(?:[-_].*)?|helpful-?.*|reactions?(?:-.*)?|wpra-.*|pd-rating.*|epsilon-.*rate.*"""
        ),
    ),
    (
        "advertisement",
        _words(
            r"""ads?|adsbygoogle|adsense.*|advert.*|anzeigen?|werbung.*|(?:.*[-_])?ads?[-_](?:.*)|(?:.*[-_])(?:ads?|advert|adsense|advertisement|banner-?ad)
            |adspot.*|ad(?:box|block|slot|unit|space|wrap.*|container|zone|inserter|banner|rotate.*|manager.*|area|code)|code-block(?:-\d+)?
            |ai-viewport.*|ai_widget|wpcnt|wpa(?:-about)?|wordads.*|quads.*|google-?auto-?placed|google_?ad.*|gads?|dfp.*|ezoic.*|mediavine.*|adhesion.*
            |amp-?ad|textwidget-?ad|tdi_.*_ad|td-a-rec.*|td-adspot.*|sponsor(?:ed)?(?:[-_].*)?|g-single|vgw.*|bannergroup.*|promo(?:tion)?(?:[-_]?(?:box|banner|block))?"""
        ),
    ),
    (
        "subscription",
        _words(
            r"""(?:.*[-_])?(?:newsletter|sign-?up)(?:[-_].*)?|mc4wp.*|mc_embed.*|optin.*|opt-in.*|jetpack_subscription.*|wp-block-jetpack-subscriptions.*|mailpoet.*
            |(?:email|post|blog|feed)?-?subscri(?:be|ption|ptions)(?:[-_].*)?|convertkit.*|formkit.*|tnp.*|mailchimp.*|bloom.*|et_bloom.*|sumome.*|cta(?:-box)?|call-to-action
            |donat(?:e|ion|ions)(?:[-_]?(?:box|button|form|wrap.*))?|steady-?.*|paypal-?(?:donat|button).*|patreon.*"""
        ),
    ),
    (
        "petition",
        _words(
            r"dk-speakup.*|speakup.*|petition.*|pds-.*|polldaddy.*|wp-polls.*|totalpoll.*|poll-?(?:box|wrap.*)"
        ),
    ),
    (
        "navigation",
        _words(
            r"""(?:.*[-_])?(?:nav|navi|navigation|navlinks?|pagination|pager|page-?nav.*|breadcrumbs?|prev-?next|next-?prev)(?:[-_]?(?:links?|single|post|posts|below|above|bottom|top|wrap.*|bar|next|previous|prev|container|section|inner|title|trail|area|\d++)){0,12}
            |nav-?(?:previous|next|above|below)|(?:post|page|article)[-_]?(?:links?|navigation)(?:-html)?|wp-?pagenavi|link-?pages|pages?-?links?|post_nav.*|skip-link|back-?to-?top
            |wp-block-post-navigation-link|next-?post.*|prev(?:ious)?-?post.*|adjacent-?posts?|alignnav|yoast-breadcrumb.*|rank-math-breadcrumb|menu(?:-.*)?|toolbar"""
        ),
    ),
    (
        "contents",
        _words(
            r"toc_container|ez-toc.*|lwptoc.*|toc-?(?:wrap.*|box)|simple-?toc.*|table-of-contents?|wp-?toc.*|tableofcontents.*"
        ),
    ),
    (
        "meta",
        _words(
            r"""(?:.*[-_])?post-?meta-?data|post-?meta(?:data)?|entry-?meta.*|(?:[a-z]+[-_]+)?(?:entry|post|article|single)[-_]+(?:blog[-_]+)?meta(?:[-_].*)?
            |(?:entry|post|article)footer|hatom-extra|[a-z]+[-_](?:entry|post|article)[-_](?:tags|cats|categories|terms)
            |(?:entry|post|article|single)[-_]+(?:footer|header|info|details|utility|date|tags?|cats?|categor.*|data|byline|author|edit|links?-meta|meta[-_].*|terms?|taxonom.*|credits?|date-.*|head)
            |meta(?:data|-?info|-?wrap.*|-?data|-?line|-?top|-?bottom)?|byline|posted[-_]?(?:on|by|in|at)?|(?:cat|tags?|category|categories)[-_]?links?|(?:the)?tags|tagcloud|tag-?list|tags?-?wrap.*|cat-?list|the_tags|tagged
            |edit-?link|post-?edit-?link|postinfo|post_?info.*|metabox|entry-?categories|entry-?tags|wp-block-post-(?:date|terms|title|author.*|excerpt|comments.*)|taxonomy-(?:category|post_tag)
            |postmeta.*|postedon|postfooter|posttags|postdate|published|updated|reading-?time.*|rt-reading-time|span-reading-time|post-?views.*|views-?count|word-?count|td-post-(?:header|title|source-tags|date|views|comments)|td-module-meta-info
            |trackback-?(?:note|url|link|uri).*|print(?:-?(?:friendly|link|button|page|this|only-.*|post|me))?|printfriendly.*|pf-(?:button|alignleft|alignright).*|wp-?print.*|wp-?email.*|email-?(?:link|this|post)|pdf-?(?:link|button).*|dkpdf-button.*"""
        ),
    ),
)
# Frames that services hand out for all sites alike.
_SOURCES: Final = (
    (
        "share",
        re.compile(
            r"facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|follow|fan|send|activity|recommend)"
            r"|platform\.twitter\.com/widgets/(?:tweet_button|follow_button)"
            r"|//(?:apis|plusone)\.google\.com/(?:(?!//(?:apis|plusone)\.google).)*?plusone|tweetmeme\.com|flattr\.com/_|xing-share"
            r"|linkedin\.com/(?:analytics|cws/share)|reddit\.com/static/button|digg\.com/tools"
        ),
    ),
    (
        "advertisement",
        re.compile(
            r"googlesyndication|doubleclick\.net|amazon-adsystem|adnxs\.com|/adserver/|/adframe"
        ),
    ),
)
_DOT: Final = frozenset({"0", "1", "0px", "1px"})
_SIDE: Final = _words(
    r"""(?:[a-z0-9]+[-_])*(?:sidebars?|widgets?|widget-?area|sidenav|side-?bar-?area)(?:[-_]?(?:\d++|left|right|area|areas|wrap.*|inner|container|primary|secondary|main|column|one|two|top|bottom|footer|content|region|first|second|list|widgets?|block|panel|items?)){0,12}
    |secondary|tertiary|footer|site-?footer.*|colophon|page-?footer|footer-?(?:bar|bottom|top|inner|wrap.*|area|credits?|info)|copyright.*|site-info|(?:site-?)?credits?|(?:left|right)-?(?:col|column|bar|sidebar|rail)|rail|sidecolumn|side|off-?canvas.*|supplementary|complementary|blogroll|xoxo|recentcomments|recent-?comments.*"""
)
_NOT_SIDE: Final = re.compile(
    r"^(?:has|with|no|without|is|hide|site|page|layout|body)-|content[-_]?sidebar|sidebar[-_]?content"
    r"|^sidebar-(?:left|right|none|no|\d)$|^elementor-widget|^fl-widget|^et_pb_widget(?:_area)?_?\d*_tb"
)
_NOT_TAGS: Final = frozenset({"html", "body", "main", "img", "br", "hr"})
# What writers and the block editor name themselves, and furniture's names never mean.
_CONTENT: Final = re.compile(
    r"^(?:wp-block-(?!post|comment|latest|jetpack-subscr|social-sharing|outermost)|align|size-|wp-image|wp-caption|gallery"
    r"|has-|is-|attachment|embed|blocks?-gallery|tweet|twitter-tweet|instagram|fb-(?:post|video)|post-\d|type-|status-|category-|tag-|format-|hentry)"
)


@lru_cache(maxsize=1 << 15)
def boilerplate_kind_of_name(name: str) -> str | None:
    """The kind of furniture that a class or an id says its element is; None if none."""
    if _CONTENT.match(name):
        return None
    return next((kind for kind, pattern in _KINDS if pattern.match(name)), None)


def boilerplate_kind(tree: Tree, element: Element) -> str | None:
    """The kind of furniture that an element's own names say it is; None if none."""
    if element.tag in _NOT_TAGS:
        return None
    for name in tree.names(element):
        if kind := boilerplate_kind_of_name(name):
            return kind
    return None


def boilerplate_kind_of_source(element: Element) -> str | None:
    """The kind of furniture that the address of a frame or picture says it is; None if none."""
    source = element.get("src") or ""
    if element.tag == "iframe" and source:
        return next((kind for kind, pattern in _SOURCES if pattern.search(source)), None)
    if element.tag == "img" and element.get("width") in _DOT and element.get("height") in _DOT:
        return "counter"
    return None


@lru_cache(maxsize=1 << 15)
def is_sidebar_name(name: str) -> bool:
    """Whether a class or an id is one of sidebars, widgets or footers."""
    return bool(_SIDE.match(name)) and not _NOT_SIDE.search(name)


def is_sidebar(tree: Tree, element: Element) -> bool:
    """Whether its name, class or id says that it stands beside the text: sidebars, footers."""
    tag = element.tag
    if tag in {"html", "body", "main"}:
        return False
    if tag in {"nav", "aside"}:
        return True
    if element.get("role") in {"navigation", "complementary", "search", "contentinfo"}:
        return True
    return any(map(is_sidebar_name, tree.names(element)))
