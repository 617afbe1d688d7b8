// The newest posts as RSS, with their descriptions.
import { address, posts, site } from "../lib/blog";

const escape = (text = "") =>
  text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

export function GET(context) {
  const url = (path: string) => new URL(address(path), context.site ?? "http://localhost").href;
  const items = posts.slice(0, 20).map(
    ({ data }) => `<item>
<title>${escape(data.title || site.words.untitled)}</title>
<link>${escape(url(data.permalink))}</link>
<guid>${escape(url(data.permalink))}</guid>
${data.pubDate ? `<pubDate>${data.pubDate.toUTCString()}</pubDate>` : ""}
<description>${escape(data.description)}</description>
</item>`,
  );
  const text = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${escape(site.title)}</title>
<link>${url("/")}</link>
<description>${escape(site.tagline)}</description>
<atom:link href="${url("/feed.xml")}" rel="self" type="application/rss+xml"/>
${items.join("\n")}
</channel>
</rss>
`;
  return new Response(text, { headers: { "Content-Type": "application/rss+xml" } });
}
