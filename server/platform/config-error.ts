/** A bad setting; the message names it in one line and holds no secret. */
export class ConfigError extends Error {}
