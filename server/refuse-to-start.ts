/** Stops with one line: what is wrong is in the environment, so a stack trace would only hide it. */
export function refuseToStart(message: string): never {
  process.stderr.write(`Latchkey cannot start. ${message}\n`);
  process.exit(1);
}

/** The reason of an error from the system or a driver, whose message may be empty. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
