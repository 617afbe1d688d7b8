"""The words that themes print as labels around names, comments and links, in many languages."""

from __future__ import annotations

import re
from typing import Final

from wparchive import patterns


def _any(words: str) -> str:
    """Write a pattern of any of the words, separated by commas; a space matches any white space."""
    found = [" ".join(word.split()) for word in words.split(",")]
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in found)


_SAYS: Final = _any(
    """say, says, said, wrote, writes, commented, sagt, sagte, schreibt, schrieb, meint,
    meinte, kommentiert, kommentierte, geschrieben, gesagt, dit, écrit, dice, dijo,
    escribió, comentó, diz, disse, escreveu, comentou, scrive, scritto, detto, zegt,
    zei, schreef, säger, sa, skriver, skrev, sier, siger, sanoo, kirjoitti, mówi,
    pisze, napisał, napisał(a), powiedział, říká, napsal, napsal(a), píše, hovorí,
    napísal, говорит, сказал, сказала, пишет, написал, написала, пише, каже, казва,
    diyor, diyor ki, der ki, dedi, dedi ki, demiş, demiş ki, yazdı, mondja, írta, spune, spus, kaže,
    pravi, teigia, rašo, saka, ütleb, berkata, mengatakan, nói, viết, diu, λέει,
    έγραψε, אמר, אמר/ה, כתב, כתב/ה, يقول, كتب, قال, گفت, می‌گوید, より, の発言, 说, 说道, 說,
    說道, 寫道, 写道, 님의 말"""
)
_AUXILIARIES: Final = _any("has, ha, hat, a, har, heeft, on")
SAYS: Final = patterns.lazy(
    rf"(?<![\s,:：])[\s,:：]*+(?:\b(?:(?:{_AUXILIARIES})\s+)?(?:{_SAYS})(?!\w))?"
    r"(?>(?:[\s,:：]++|\bthis\b|\bon\b|\bam\b|\bkl\b){0,20})\Z",
    re.IGNORECASE,
)
"""Text after the name of a comment's author: "says:"."""

BY_WORDS: Final = _any("by, von, par, por, door, di, av, af")
"""Words before an author, also where nothing else marks the author."""
ON_WORDS: Final = _any("on, am, le, el, il, op, em, den, dne, dnia, στις")
"""Words before a day."""
AT_WORDS: Final = _any("at, um")
"""Words before a time of day."""
POSTED_WORDS: Final = _any(
    """posted, written, published, submitted, geschrieben, verfasst, veröffentlicht, publié,
    écrit, rédigé, escrito, publicado, scritto, pubblicato, geplaatst, geschreven, skrevet,
    skrivet, postet, postat, napsal, dodał, yazan"""
)
"""Words before "by" and the author of a post."""

_BY_LABELS: Final = _any(
    """comment by, comment from, commentaire de, commentaire par, kommentar von,
    kommentar av, kommentar af, comentario de, comentario por, comentário de,
    comentário por, commento di, reactie van, reactie door, posted by, geschrieben von,
    durch, od, autor, от"""
)
BY: Final = patterns.lazy(rf"\A\s*(?:{_BY_LABELS}|{BY_WORDS})\b[\s:]*", re.IGNORECASE)
"""Text before the name of an author: "by", "Comment by"."""

_VIEW: Final = _any(
    """view, see, show, read, browse, zeige, zeigen, siehe, voir, afficher, ver, veja, mostrar,
    vedi, visualizza, mostra, bekijk, toon, visa, vis, zobacz, wyświetl, посмотреть, просмотреть"""
)
_ALL: Final = _any(
    """all of, all the, all, more, other, latest, alle, weitere, mehr, tous les, toutes les, les,
    todas las, todos los, más, todos os, todas as, mais, tutti gli, tutti i, altri, meer, alla,
    fler, flere, wszystkie, więcej, все"""
)
_WORKS: Final = _any(
    """posts, articles, entries, stories, archive, archives, author archive, author archives,
    profile, full profile, beiträge, artikel, einträge, archiv, profil, publications, billets,
    entradas, artículos, archivo, artigos, articoli, archivio, profilo, berichten, archief,
    inlägg, arkiv, indlæg, innlegg, wpisy, artykuły, archiwum, записи, статьи, архив"""
)
_MORE: Final = _any("more, mehr, plus, más, mais, meer, mer, więcej, altro")
_WORKS_OF: Final = rf"{BY_WORDS}|{_any('from, of, de, van, przez, opublikowane przez, автора')}"
AUTHOR_LINK: Final = patterns.lazy(
    rf"\A\s*+(?:(?=(?:{_VIEW}|{_ALL}|{_WORKS})\b)(?:(?:{_VIEW})\s{{1,4}}+)?(?:(?:{_ALL})\s{{1,4}}+)?)"
    rf"(?:(?:{_WORKS})(?:\s{{1,4}}+(?:(?:{_WORKS_OF})\s{{1,4}}+|(?<=\bwpisy\s)|(?<=записи\s))"
    rf"(?P<name>[^\n]{{1,100}}?))?"
    rf"(?:\s{{1,4}}+(?:anzeigen|ansehen|lesen|bekijken|tonen))?"
    rf"|(?:{_MORE})\s{{1,4}}+(?:{_WORKS_OF})\s{{1,4}}+(?P<person>[^\n]{{1,100}}?)"
    rf"|(?P<owner>[^\n]{{1,100}}?)['’]s\s{{1,4}}+(?:{_WORKS}))[\s.!…→»›>]*+\Z",
    re.IGNORECASE,
)
"""Text of a link to an author's posts, not a name.

A group ``name``, ``person`` or ``owner`` may hold one.
"""
ABOUT_AUTHOR: Final = patterns.lazy(
    r"(?:about(?: the (?:author|writer))?|über (?:den autor|die autorin|den verfasser)|über(?=:)"
    r"|à propos de l['’]auteure?|sobre (?:el|la|o|a) autora?|informazioni sull['’]autor[ei]"
    r"|over de auteur|om författaren|o autorze|об авторе)(?:\s{0,4}+:\s{0,4}+|\s{1,4}+|\Z)",
    re.IGNORECASE,
)
"""Text before the name in a box about an author: "About the author:"."""

_TRACKBACK: Final = _any("trackback, trackbacks, track-back, トラックバック, 트랙백")
_PINGBACK: Final = _any(
    """pingback, pingbacks, ping-back, ping, pings, ピンバック, 핑백, rétrolien, rétroliens,
    retroenllaç, уведомление, обратная ссылка, пинг, пингбек, сповіщення, paluuviite,
    visszajelzés, παράθεμα, פינגבאק, تنبيه, بازتاب, 引用通告, geri bildirim, geri izleme,
    ping-balik, повратни пинг, odnośnik, tilbaketråkk, tilbakesporing, tilbageping"""
)
PING: Final = patterns.lazy(
    rf"\s*(?:(?P<track>{_TRACKBACK})|{_PINGBACK})(?!\w)[^:：]{{0,20}}[:：]", re.IGNORECASE
)
"""Text before the link of a ping; the group ``track`` matches for a trackback."""

_ACTIONS: Final = _any(
    """reply, antworten, antworte, répondre, responder, rispondi, beantwoorden, reageer,
    svar, svara, vastaa, odpowiedz, odpověď, odpovedať, ответить, відповісти, yanıtla,
    cevapla, balas, απάντηση, הגב, رد, پاسخ, 回复, 回覆, 返信, 답글, edit, bearbeiten,
    modifier, editar, modifica, bewerken, quote, zitieren, citer, citar, report,
    melden, permalink, link, like, gefällt mir, log in to reply, zum antworten anmelden"""
)
ACTION: Final = patterns.lazy(
    rf"\s*+(?:[\[(]\s*+)?(?:{_ACTIONS})(?!\w).{{0,40}}\Z", re.IGNORECASE | re.DOTALL
)
"""Text of the links below a comment: "Reply", "Edit"."""

_AWAITING: Final = _any(
    """awaiting moderation, wartet auf moderation, wartet auf freischaltung,
    en attente de modération, in attesa di moderazione, pendiente de moderación"""
)
AWAITING: Final = patterns.lazy(rf"\A.{{0,40}}\b(?:{_AWAITING})\b", re.IGNORECASE | re.DOTALL)
"""Text in a comment that only its author sees: "awaiting moderation"."""

_READING: Final = _any(
    """reading time, estimated reading time, read time, lesezeit, lesedauer, geschätzte lesezeit,
    temps de lecture, durée de lecture, tiempo de lectura, tiempo estimado de lectura,
    tempo de leitura, tempo di lettura, leestijd, lästid, læsetid, lesetid, lukuaika,
    czas czytania, doba čtení, čas čtení, olvasási idő, timp de citire, время чтения,
    время на чтение, час читання, okuma süresi, χρόνος ανάγνωσης, زمن القراءة, وقت القراءة,
    読了時間, この記事を読む時間, 阅读时间, 閱讀時間, 읽는 시간"""
)
_MINUTES: Final = _any(
    """min, mins, minute, minutes, minuten, minuto, minutos, minuti, minuut, minuter, minutter,
    minuuttia, minut, minuty, minutu, perc, минут, минуты, минута, мин, хв, хвилин, dakika, dk,
    λεπτά, دقائق, دقيقة, 分, 分钟, 分鐘, 분"""
)
READING_TIME: Final = patterns.lazy(
    rf"\A\W*+(?:(?:{_READING})\W{{0,3}}+(?:(?:about|ca|etwa|environ)\W{{1,2}}+)?"
    rf"(?:[<~]\s?)?\d{{1,3}}(?:\s?[-–]\s?\d{{1,3}})?\s?(?:{_MINUTES})(?!\w)"
    rf"|\d{{1,3}}\s?(?:{_MINUTES})\W?\s?(?:read|reading|lesezeit|leestijd|de lecture|de lectura"
    rf"|de leitura|di lettura)(?!\w))(?:\s?\d{{1,2}}\s?\w{{1,10}})?\W*+\Z",
    re.IGNORECASE,
)
"""A line that says how long a text takes to read: "Reading time: 3 minutes"."""

_UPDATED: Final = _any(
    """updated, last updated, update, modified, aktualisiert, zuletzt aktualisiert, geändert,
    uppdaterad, oppdatert, opdateret, päivitetty, mis à jour, mise à jour, modifié, actualizado,
    atualizado, aggiornato, modificato, bijgewerkt, zaktualizowano, aktualizováno, aktualizované,
    frissítve, actualizat, обновлено, оновлено, güncellendi, ενημερώθηκε, publiziert, published,
    posted, date, datum, published on, posted on, pubblicato, publicado, publié, opublikowano,
    опубликовано, julkaistu, publicerad, publisert, megosztom, megosztás, share, teilen, partager,
    compartir, compartilhar, condividi, dela, del, delen, поделиться, 更新, 更新日, 公開日,
    投稿日, 発行日, 发布于, 更新于, 發佈於, 작성일, 수정일, 공유"""
)
NO_NAME: Final = patterns.lazy(rf"\A\W*+(?:{_UPDATED})\W*+\Z", re.IGNORECASE)
"""Text beside an author that is a date's or a button's label, not a name."""

_AUTHORS: Final = _any(
    """author, authors, written by, text by, words by, autor, autorin, autoren, verfasser,
    verfasst von, geschrieben von, text von, auteur, auteurs, autrice, rédigé par, écrit par,
    autora, autores, escrito por, autore, autori, scritto da, forfatter, författare, kirjoittaja,
    skrevet av, skrevet af, skriven av, geschreven door, autorka, napisał, napsal, szerző, írta,
    автор, авторы, автор статьи, yazar, yazan, συγγραφέας, penulis, tác giả, الكاتب, كتب, מאת,
    著者, 作者, 投稿者, 執筆者, 筆者, ライター, 文, 글쓴이, 작성자, 글, 저자"""
)
AUTHOR_LABEL: Final = patterns.lazy(
    rf"\A\W*+(?:{_AUTHORS}|(?:{BY_WORDS})(?=\s*+[:：]?\s*+\Z))\s*+[:：]?\s*+\Z", re.IGNORECASE
)
"""All of the text before the names of a post's authors: "Author:", "By"."""
_FILED: Final = _any(
    """filed under, filed in, posted in, under, in, im, dans, en, em, na, w, v, i, a, u, в, unter,
    onder, su"""
)
FILED_IN: Final = patterns.lazy(rf"(?<=\s)(?:{_FILED})\W*+\Z", re.IGNORECASE)
"""Text before the categories of a post, at the end of a line: "filed under:"."""
AUTHOR_NAMED: Final = patterns.lazy(
    rf"\A\W*+(?:{_AUTHORS})\s*+[:：]\s*+(?P<name>[^\s:：|·][^:：|·\n]{{0,59}})\Z", re.IGNORECASE
)
"""A text that is a label and the author's name: "Author: Ada"."""
LEADING_SAYS: Final = patterns.lazy(
    rf"\A(?=[^\W\dA-ZÀ-ÞА-Я])(?i:(?:(?:{_AUXILIARIES})\s+)?(?:{_SAYS}))\s+(?=\w)"
)
"""A small "said" before the name of a comment's author."""
_COMMENT_ON: Final = _any(
    """comment on, comments on, kommentar zu, kommentar til, kommentar till, kommentarer till,
    commentaire sur, commentaires sur, comentario en, comentarios en, comentário sobre,
    comentário em, commento su, commenti su, reactie op, reacties op, комментарий к,
    комментарий к записи, komentarz do, komentář k, comentari a, comentariu la"""
)
COMMENT_ON: Final = patterns.lazy(
    rf"\A(?:{_COMMENT_ON})\s(?P<title>\S.{{0,399}}?),?\s(?:{BY_WORDS}|de|от|od|której autorem jest"
    r"|którego autorem jest|autor)\s\Z",
    re.IGNORECASE | re.DOTALL,
)
"""Text before the author's name in the title of a comment in a feed: "Comment on Title by"."""
SHARE_WORDS: Final = frozenset(
    """share sharing teilen weitersagen weiterempfehlen partager partagez partage compartir comparte
    compártelo compartilhar compartilhe partilhar partilhe partilha condividi condividere delen deel
    dela del dele jaa udostępnij podziel sdílet sdílej sdílejte zdieľať megosztás megosztom oszd
    distribuie поделиться поделитесь поделись поширити paylaş κοινοποίηση μοιραστείτε bagikan
    compartiu comparteix शेयर شارك مشاركة שתפו שיתוף chia""".split()
)
"""A word of a label over buttons for sharing: "Share this post:"."""
SHARE_SIGNS: Final = ("シェア", "共有", "分享", "공유")
"""The same in languages that do not write spaces between words, or join words."""
NETWORKS: Final = frozenset(
    """facebook twitter digg reddit linkedin pinterest tumblr whatsapp telegram delicious
    stumbleupon xing flattr pocket email mastodon bluesky vk vkontakte""".split()
)
"""Where readers share a post."""
SHARE_VERBS: Final = SHARE_WORDS | frozenset(
    """recommend tweet digg pin post submit bookmark save empfehlen posten merken recommander
    recomendar consiglia aanbevelen tweeten twittern enviar envoyer""".split()
)
"""A word of a button for sharing: "Recommend on Facebook"."""
