/**
 * Something that only the operator of this server can fix. The message says what in one line, and holds no secret; the
 * place in our code would tell them nothing, so a start or a command ends with that line alone.
 */
export class OperatorError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason.replace(/\s*\n\s*/g, ' '), { cause });
  }
}
