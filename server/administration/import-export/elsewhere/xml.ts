import type { Element } from '@xmldom/xmldom';
import { invalid } from '../totp-secret.js';

/** Its text, or, of an element that has attributes or others within, those by their names: a list of what is there twice. */
export type XmlContent = string | { [name: string]: XmlContent | XmlContent[] };

/**
 * Names are in lower case and without their prefixes, since privacyIDEA writes all of them in lower case. No document type
 * is let in, so a file is no more than its own text. Throws BAD_USER_INPUT, without what the parser says: it quotes.
 */
export async function xmlTree(
  text: string,
): Promise<{ name: string; content: Record<string, XmlContent | XmlContent[]> }> {
  const { DOMParser } = await import('@xmldom/xmldom');
  if (/<!(doctype|entity)/i.test(text)) throw invalid('This XML has a document type, which is not read.');
  let root: Element | null;
  try {
    root = new DOMParser({ onError: stop }).parseFromString(text.trimStart(), 'text/xml').documentElement;
  } catch {
    root = null;
  }
  if (!root) throw invalid('This XML is not well-formed.');
  const content = contentOf(root);
  return { name: nameOf(root), content: typeof content === 'string' ? {} : content };
}

/** Whatever is wrong, by its warnings too. */
const stop = (): never => {
  throw new Error('not well-formed');
};

const nameOf = (node: { localName: string | null; nodeName: string }): string =>
  (node.localName ?? node.nodeName).toLowerCase();

const ELEMENT = 1;

function contentOf(element: Element): XmlContent {
  const content = new Map<string, XmlContent[]>();
  const add = (name: string, value: XmlContent): void =>
    void content.set(name, [...(content.get(name) ?? []), value]);
  for (const attribute of Array.from(element.attributes)) add(nameOf(attribute), attribute.value);
  for (const node of Array.from(element.childNodes)) {
    if (node.nodeType === ELEMENT) add(nameOf(node), contentOf(node as Element));
  }
  if (content.size === 0) return element.textContent?.trim() ?? '';
  return Object.fromEntries(
    [...content].map(([name, [first = '', ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}
