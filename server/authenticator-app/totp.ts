import { createGuardrails } from 'otplib';

/** RFC 4226 §4 R6 asks for 128 bits, and ours have 160; but 80 are still handed out elsewhere, and brought along. */
export const SHORTEST_SECRET_BYTES = 10;

export const GUARDRAILS = createGuardrails({ MIN_SECRET_BYTES: SHORTEST_SECRET_BYTES });
