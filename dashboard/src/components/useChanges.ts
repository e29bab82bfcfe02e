import { useState } from 'react';
import { LatchkeyError } from '#client/errors';

/**
 * What a person changes of what is stored: only that is sent, with what they saw of it, so that the server can refuse to
 * overwrite what others have changed meanwhile. What they have not touched follows what is stored.
 */
export function useChanges<Values extends object>(stored: Values) {
  const [changes, setChanges] = useState<Partial<Values>>({});
  const [seen, setSeen] = useState<Partial<Values>>({});
  const [changedMeanwhile, setChangedMeanwhile] = useState<Partial<Values> | null>(null);

  const change = <Name extends keyof Values>(name: Name, value: Values[Name]): void => {
    const before = name in seen ? seen[name] : stored[name];
    if (value === before) {
      setChanges(without(changes, [name]));
      setSeen(without(seen, [name]));
    } else {
      setChanges({ ...changes, [name]: value });
      setSeen({ ...seen, [name]: before });
    }
  };
  const forget = (): void => {
    setChanges({});
    setSeen({});
    setChangedMeanwhile(null);
  };
  return {
    draft: { ...stored, ...changes },
    changes,
    seen,
    change,
    forget,
    changedMeanwhile,
    /** True when it is this that a save was refused for; `read` makes values of the form of what the server says. */
    isChangedMeanwhile: (
      error: unknown,
      read: (changed: Record<string, unknown>) => Partial<Values> = (changed) => changed as Partial<Values>,
    ): boolean => {
      if (!(error instanceof LatchkeyError) || error.details.changed === undefined) return false;
      setChangedMeanwhile(read(error.details.changed));
      return true;
    },
    keepMine: (): void => {
      setSeen({ ...seen, ...changedMeanwhile });
      setChangedMeanwhile(null);
    },
    takeTheirs: (): void => {
      const names = Object.keys(changedMeanwhile ?? {}) as (keyof Values)[];
      setChanges(without(changes, names));
      setSeen(without(seen, names));
      setChangedMeanwhile(null);
    },
  };
}

const without = <Values extends object>(
  values: Partial<Values>,
  names: readonly (keyof Values)[],
): Partial<Values> =>
  Object.fromEntries(
    Object.entries(values).filter(([name]) => !names.includes(name as keyof Values)),
  ) as Partial<Values>;
