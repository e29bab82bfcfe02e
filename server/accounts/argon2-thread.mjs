// In JavaScript, since a thread loads the file as it stands, under test as well.
import { hashRawSync, hashSync, verifySync } from '@node-rs/argon2';

const OPERATIONS = { hash: hashSync, hashRaw: hashRawSync, verify: verifySync };

/** One computation, and the seconds that it took. */
export default function compute({ operation, parameters }) {
  const began = performance.now();
  const result = OPERATIONS[operation](...parameters);
  return { result, took: (performance.now() - began) / 1000 };
}
