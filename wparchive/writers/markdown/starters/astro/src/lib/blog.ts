// What several pages need; wparchive wrote it.
import { getCollection } from "astro:content";
import site from "../data/site.json";

export { site };

const base = import.meta.env.BASE_URL.replace(/\/$/, "");
export const address = (path: string) => (path.startsWith("/") ? base + path : path);

const published = await getCollection("posts", ({ data }) => !data.draft);
const time = (post) => post.data.pubDate?.getTime() ?? 0;
export const all = published.sort((a, b) => time(b) - time(a));
/** The posts, newest first, without pages and pictures. */
export const posts = all.filter(({ data }) => data.wordpress_type === "post");
export const others = all.filter(
  ({ data }) => data.wordpress_type !== "post" && data.wordpress_type !== "attachment",
);

const field = { category: "categories", post_tag: "tags" };
export const names = (data, taxonomy: string): string[] =>
  data[field[taxonomy]] ?? data.terms[taxonomy] ?? [];
export const day = (date?: Date) => date?.toISOString().slice(0, 10);
