type Method = (...given: never[]) => Promise<unknown>;

export interface Barrier {
  /** Resolves once the call has come. */
  reached: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

/**
 * Stops a coming call of a method: the next one, or a later one. What a test does meanwhile happens between what the
 * caller has read and what it does with it.
 */
export function stopCall<Name extends string>(target: Record<Name, Method>, name: Name, which = 1): Barrier {
  let reach!: () => void;
  let release!: () => void;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  let calls = 0;
  const original: Method = target[name];
  target[name] = async (...given: never[]) => {
    calls++;
    if (calls === which) {
      Reflect.deleteProperty(target, name);
      reach();
      await released;
    }
    return original.apply(target, given);
  };
  return { reached, release };
}

/** Stops the next call of a method when it has its answer, and before whoever called it has. */
export function holdAnswer<Name extends string>(target: Record<Name, Method>, name: Name): Barrier {
  let reach!: () => void;
  let release!: () => void;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const original: Method = target[name];
  target[name] = async (...given: never[]) => {
    Reflect.deleteProperty(target, name);
    const answer = await original.apply(target, given);
    reach();
    await released;
    return answer;
  };
  return { reached, release };
}

/** Does something before the next call of a method, in its stead as it were; true once it has. */
export function beforeCall<Name extends string>(
  target: Record<Name, Method>,
  name: Name,
  act: () => Promise<unknown>,
): { happened(): boolean } {
  let happened = false;
  const original: Method = target[name];
  target[name] = async (...given: never[]) => {
    Reflect.deleteProperty(target, name);
    await act();
    happened = true;
    return original.apply(target, given);
  };
  return { happened: () => happened };
}
