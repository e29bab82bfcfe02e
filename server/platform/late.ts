/**
 * A module that is loaded when it is first needed, so that nobody waits for it who does not need it. Not by an import() at
 * each use: that takes a twentieth of a millisecond even for what is there already.
 */
export function late<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => (loading ??= load());
}
