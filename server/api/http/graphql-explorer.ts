import { createHash } from 'node:crypto';
import helmet from 'helmet';
import { accepted, type Answerer, sendText } from './before-express.js';
import { headersBy, type Protection } from './security-headers.js';

// By name and by a type of our own: the package's types are those of a whole GraphQL server, and change graphql's.
const RENDERER = '@graphql-yoga/render-graphiql';
interface Renderer {
  renderGraphiQL(options: { title: string; credentials: 'same-origin' }): string;
}

/**
 * GraphiQL for developers who open the API's address in a browser: a development tool, from a development dependency that
 * brings all its files along. Undefined where that is not installed, as in production images.
 */
export async function graphqlExplorer(options: {
  secure: boolean;
  /** Of every answer. */
  headers: Record<string, string>;
}): Promise<Answerer | undefined> {
  const renderer = (await import(RENDERER).catch(() => undefined)) as Renderer | undefined;
  if (!renderer) return undefined;
  const html = renderer.renderGraphiQL({ title: 'Latchkey: GraphiQL', credentials: 'same-origin' });
  const headers = {
    ...options.headers,
    ...headersBy(policyOf(html, options.secure)),
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
  };
  return (request, response) => {
    const isPage = request.method === 'GET' && accepted(request, 'json', 'html') === 'html';
    if (isPage) sendText(response, 200, html, headers);
    return isPage;
  };
}

/** Lets in the one script of the page, by its hash (CSP Level 3 §2.3.1), and what the page makes itself. */
function policyOf(html: string, secure: boolean): Protection {
  const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
  const hash = createHash('sha256').update(script).digest('base64');
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: [`'sha256-${hash}'`],
      // The editor makes its workers from that script.
      workerSrc: ['blob:'],
      // It also writes style attributes, which have neither hash nor nonce.
      styleSrc: ["'unsafe-inline'"],
      imgSrc: ['data:'],
      fontSrc: ['data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      ...(secure && { upgradeInsecureRequests: [] }),
    },
  });
}
