// Answers as Netlify's own rules do: node netlify.mjs PORT SITE NODE_MODULES
import { existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [port, site, modules] = process.argv.slice(2);
const main = pathToFileURL(join(modules, "@netlify/redirects/dist/main.js"));
const { RedirectsHandler } = await import(main);
const handler = new RedirectsHandler({
  projectDir: site, publicDir: site, jwtSecret: "", jwtRoleClaim: "",
});

createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const file = join(site, decodeURIComponent(url.pathname));
  const there = existsSync(file) && (statSync(file).isFile() || existsSync(join(file, "index.html")));
  const match = await handler.match(new Request(url));
  if (match && (match.force || !there)) {
    response.writeHead(match.statusCode, { location: String(match.target) });
  } else {
    response.writeHead(there ? 200 : 404);
  }
  response.end();
}).listen(Number(port), "127.0.0.1");
