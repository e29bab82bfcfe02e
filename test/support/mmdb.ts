import ipaddr from 'ipaddr.js';

type Value = string | number | Value[] | { [key: string]: Value };

const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const BITS = 128;
const STRING = 2;
const UINT32 = 6;
const MAP = 7;
const ARRAY = 11;

function control(type: number, size: number): Buffer {
  const first = size < 29 ? size : 29;
  const bytes = type > 7 ? [first, type - 7] : [(type << 5) | first];
  return Buffer.from(size < 29 ? bytes : [...bytes, size - 29]);
}

function encode(value: Value): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([control(STRING, text.length), text]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([control(MAP, entries.length), ...entries.flat().map(encode)]);
}

/** The bits of a network; IPv4 stands at the beginning of IPv6, as in the databases that are published. */
function bitsOf(network: string): number[] {
  const [address, length] = ipaddr.parseCIDR(network);
  const bytes = address.toByteArray();
  const all = [...Array<number>(16 - bytes.length).fill(0), ...bytes];
  return all
    .flatMap((byte) => [...byte.toString(2).padStart(8, '0')].map(Number))
    .slice(0, BITS - bytes.length * 8 + length);
}

/** A database in MaxMind's format (MaxMind DB 2.0), with an entry for each network, none in another. */
export function mmdb(entries: Record<string, Value>): Buffer {
  type Branch = number | { data: number } | null;
  const nodes: [Branch, Branch][] = [[null, null]];
  const data: Buffer[] = [];
  let length = 0;
  for (const [network, entry] of Object.entries(entries)) {
    const bits = bitsOf(network);
    const last = bits.pop() ?? 0;
    let node = 0;
    for (const bit of bits) {
      const next = nodes[node]![bit as 0 | 1];
      node = typeof next === 'number' ? next : (nodes[node]![bit as 0 | 1] = nodes.push([null, null]) - 1);
    }
    nodes[node]![last as 0 | 1] = { data: length };
    data.push(encode(entry));
    length += data.at(-1)!.length;
  }
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.flat().forEach((branch, at) => {
    const record =
      branch === null ? nodes.length : typeof branch === 'number' ? branch : nodes.length + 16 + branch.data;
    tree.writeUIntBE(record, at * 3, 3);
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_800_000_000,
    database_type: 'Test',
    description: { en: 'Made for a test' },
    ip_version: 6,
    languages: ['en', 'de'],
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([tree, Buffer.alloc(16), ...data, MARKER, metadata]);
}
