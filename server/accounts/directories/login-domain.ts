/** How the logins of a mail server are written: many know one mailbox both with and without its domain. */
export interface LoginDomain {
  rule: 'add' | 'strip' | 'insist' | 'as-typed';
  /** In lower case. To `add` and `strip`: at least one. To `insist` on: none means any. */
  domains: readonly string[];
}

/** As the environment has it, such as `add:example.org`. */
export const LOGIN_DOMAIN = /^(as-typed|insist|(add|strip|insist):[\p{L}\p{N}.-]+(, *[\p{L}\p{N}.-]+)*)$/u;

export function loginDomainOf(text: string): LoginDomain {
  const [rule = '', list] = text.split(':');
  const domains = list?.split(',').map((domain) => domain.trim().normalize('NFKC').toLowerCase()) ?? [];
  return { rule: rule as LoginDomain['rule'], domains };
}

// What mail servers take for the @, or leave out with what follows: user%domain, domain!user, user+folder, "user".
const OTHER_SIGNS = /[\s%/!+":\\]/u;

/** All ways to write the login that mean the same mailbox, the one to ask with first; none: no mailbox is called so. */
export function spellingsOf(login: string, { rule, domains }: LoginDomain): string[] {
  if (rule === 'as-typed') return [login];
  if (OTHER_SIGNS.test(login)) return [];
  const [name = '', domain, ...more] = login.split('@');
  if (name === '' || more.length > 0) return [];
  const isKnown = domain !== undefined && domains.includes(domain);
  const isAnyGood = rule === 'insist' && domains.length === 0 && domain !== undefined && /[^.]$/.test(domain);
  if (domain !== undefined && !isKnown && !isAnyGood) return [];
  switch (rule) {
    case 'insist':
      return domain === undefined ? [] : [login];
    case 'strip':
      return [name, ...domains.map((stripped) => `${name}@${stripped}`)];
    case 'add': {
      const added = domain ?? domains[0] ?? '';
      return [`${name}@${added}`, ...(added === domains[0] ? [name] : [])];
    }
  }
}
