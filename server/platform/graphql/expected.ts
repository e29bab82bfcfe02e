/** For a mutation whose caller says what it has seen. */
export const EXPECTED = {
  nullable: true,
  description: 'The present values as the caller last saw them: if any has changed since, nothing is done.',
} as const;
