/** For a mutation that is told what its caller has seen. */
export const EXPECTED = {
  nullable: true,
  description: 'What the caller has seen of what it changes: if that is otherwise by now, nothing is done.',
} as const;
