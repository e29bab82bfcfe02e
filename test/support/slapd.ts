import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Attribute, Change, Client } from 'ldapts';
import { selfSigned } from './certificate.js';
import { freePort, type Program, programFolder, startProgram } from './programs.js';

const BASE = 'dc=example,dc=org';
const ROOT = { dn: `cn=root,${BASE}`, password: 'root-of-the-test' };
export const LDAP = { base: BASE, searcher: `cn=latchkey,${BASE}`, searcherPassword: 'the searcher’s own' };

export interface LdapPerson {
  uid: string;
  name: string;
  mail: string;
  /** Left out: the entry has none. Several: each is good. */
  password?: string | string[];
}

export interface Slapd extends Program {
  certificate: string;
  add(person: LdapPerson): Promise<void>;
  remove(uid: string): Promise<void>;
  setUnits(uid: string, units: string[]): Promise<void>;
}

/**
 * A private OpenLDAP with these people, and a searcher who may read all but passwords. It offers STARTTLS. `access` says
 * who may read what else; `refusals` are result codes with which binds of people are answered.
 */
export async function startSlapd(
  people: LdapPerson[],
  more: { access?: string; refusals?: Record<string, number> } = {},
): Promise<Slapd> {
  const { access = 'access to * by users read by * auth', refusals } = more;
  const [folder, port] = [programFolder('slapd'), await freePort()];
  const { certificate, key } = selfSigned(folder);
  mkdirSync(join(folder, 'data'));
  const config = join(folder, 'slapd.conf');
  const schemas = ['core', 'cosine', 'inetorgperson'];
  writeFileSync(
    config,
    `${schemas.map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload retcode
pidfile ${folder}/pid
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
# An empty password is an anonymous sign-in that succeeds, as with many a directory.
allow bind_anon_cred bind_anon_dn
database mdb
suffix ${BASE}
rootdn ${ROOT.dn}
rootpw ${ROOT.password}
directory ${folder}/data
access to attrs=userPassword by anonymous auth by * none
${access}
${refusals ? refusing(refusals) : ''}`,
  );
  writeFileSync(join(folder, 'people.ldif'), ldif(people));
  execFileSync('/usr/sbin/slapadd', ['-f', config, '-l', join(folder, 'people.ldif')], { stdio: 'pipe' });
  const program = await startProgram('slapd', ['-d', '0', '-f', config, '-h', `ldap://127.0.0.1:${port}`], {
    port,
    folder,
  });
  const asRoot = async (change: (client: Client) => Promise<void>): Promise<void> => {
    const client = new Client({ url: `ldap://127.0.0.1:${port}` });
    await client.bind(ROOT.dn, ROOT.password);
    await change(client);
    await client.unbind();
  };
  return {
    ...program,
    certificate,
    add: ({ uid, name, mail, password = [] }) =>
      asRoot((client) =>
        client.add(dnOf(uid), {
          objectClass: 'inetOrgPerson',
          cn: name,
          sn: 'x',
          mail,
          userPassword: [password].flat(),
        }),
      ),
    remove: (uid) => asRoot((client) => client.del(dnOf(uid))),
    setUnits: (uid, values) =>
      asRoot((client) =>
        client.modify(
          dnOf(uid),
          new Change({ operation: 'replace', modification: new Attribute({ type: 'ou', values }) }),
        ),
      ),
  };
}

const refusing = (refusals: Record<string, number>): string => `overlay retcode
retcode-parent ou=people,${BASE}
${Object.entries(refusals)
  .map(([uid, code]) => `retcode-item "uid=${uid}" ${code} op=bind`)
  .join('\n')}
`;

const dnOf = (uid: string): string => `uid=${uid},ou=people,${BASE}`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const ldif = (people: LdapPerson[]): string =>
  [
    `dn: ${BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example`,
    `dn: ${LDAP.searcher}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: latchkey
userPassword:: ${base64(LDAP.searcherPassword)}`,
    `dn: ou=people,${BASE}\nobjectClass: organizationalUnit\nou: people`,
    ...people.map(
      ({ uid, name, mail, password }) =>
        `dn:: ${base64(dnOf(uid))}\nobjectClass: inetOrgPerson\nuid:: ${base64(uid)}
cn:: ${base64(name)}\nsn: x\nmail: ${mail}${passwords(password)}`,
    ),
  ].join('\n\n') + '\n';

const passwords = (of: LdapPerson['password'] = []): string =>
  [of]
    .flat()
    .map((password) => `\nuserPassword:: ${base64(password)}`)
    .join('');
