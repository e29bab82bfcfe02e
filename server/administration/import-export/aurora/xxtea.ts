const DELTA = 0x9e37_79b9;
const KEY_BYTES = 16;

/**
 * Opens what PHP's usual XXTEA (Wheeler and Needham, 1998) has sealed: words of 32 bits, little-endian, the last of which
 * is the length of the text; of the key its first 16 bytes, filled up with zeros. Null for what this key has not sealed:
 * there is no other check than the length. The cipher is broken (Yarrkov, 2010): it is read here, and never written.
 */
export function openXxtea(sealed: Uint8Array, key: Uint8Array): Buffer | null {
  const words = wordsOf(sealed, Math.ceil(sealed.length / 4));
  if (words.length < 2) return null;
  decrypt(words, wordsOf(key.subarray(0, KEY_BYTES), KEY_BYTES / 4));
  const length = words.at(-1) ?? 0;
  const room = (words.length - 1) * 4;
  if (length > room || length < room - 3) return null;
  const text = Buffer.alloc(room);
  for (const [index, word] of words.subarray(0, -1).entries()) text.writeUInt32LE(word, index * 4);
  return text.subarray(0, length);
}

function wordsOf(bytes: Uint8Array, count: number): Uint32Array {
  const padded = Buffer.alloc(count * 4);
  padded.set(bytes);
  return Uint32Array.from({ length: count }, (_, index) => padded.readUInt32LE(index * 4));
}

function decrypt(words: Uint32Array, key: Uint32Array): void {
  const { length } = words;
  const word = (index: number): number => words[(index + length) % length] ?? 0;
  let next = word(0);
  for (let round = Math.floor(6 + 52 / length); round > 0; round--) {
    const sum = Math.imul(round, DELTA) >>> 0;
    for (let place = length - 1; place >= 0; place--) {
      const before = word(place - 1);
      const part = key[(place & 3) ^ ((sum >>> 2) & 3)] ?? 0;
      const mixed =
        (((before >>> 5) ^ (next << 2)) + ((next >>> 3) ^ (before << 4))) ^ ((sum ^ next) + (part ^ before));
      // An array of words of 32 bits: what is more falls away.
      words[place] = word(place) - mixed;
      next = word(place);
    }
  }
}
