const BEGINS = { database: 'transaction', guard: 'own' } as const;

/**
 * The same service, whose next transaction, begun by way of its database or its guard, something else comes before:
 * what it has looked up by then is outdated. The barrier of a race between two requests.
 */
export function withMeanwhile<Service extends object>(
  service: Service,
  by: keyof typeof BEGINS,
  happens: () => Promise<unknown>,
  begins: string = BEGINS[by],
): Service {
  const needs = (Reflect.get(service, 'needs') as object | undefined) ?? service;
  const inner = Reflect.get(needs, by) as Record<string, (...args: unknown[]) => Promise<unknown>>;
  let hasHappened = false;
  const begin = async (...args: unknown[]): Promise<unknown> => {
    if (!hasHappened) {
      hasHappened = true;
      await happens();
    }
    return inner[begins]!(...args);
  };
  const interrupted = Object.assign(Object.create(inner) as object, { [begins]: begin });
  const instead =
    needs === service
      ? { [by]: interrupted }
      : { needs: Object.assign(Object.create(needs) as object, { [by]: interrupted }) };
  return Object.assign(Object.create(service) as object, instead) as Service;
}
