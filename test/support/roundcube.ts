import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { adaptExample, type Program, programFolder, startProgram } from './programs.js';

const INSTALLED = '/usr/share/roundcube';

/** Debian's Roundcube, with a configuration, a database and logs of its own; nothing of the machine's is touched. */
export class Roundcube {
  private constructor(
    private readonly program: Program,
    private readonly database: Database.Database,
  ) {}

  static async start(
    port: number,
    given: { latchkeyUrl: string; imapPort: number; clientId: string; secret: string },
  ): Promise<Roundcube> {
    const folder = programFolder('roundcube');
    for (const name of ['web', 'config', 'logs', 'temp']) mkdirSync(join(folder, name));
    for (const name of ['index.php', 'program', 'plugins', 'skins', 'SQL']) {
      symlinkSync(join(INSTALLED, name), join(folder, 'web', name));
    }
    for (const name of ['defaults.inc.php', 'mimetypes.php']) {
      symlinkSync(join('/etc/roundcube', name), join(folder, 'config', name));
    }
    adaptExample('docker/examples/roundcube/config.inc.php', join(folder, 'config', 'config.inc.php'), {
      'https://auth.example.org': given.latchkeyUrl,
      "'CLIENT'": `'${given.clientId}'`,
      "'SECRET'": `'${given.secret}'`,
      'dovecot:143': `127.0.0.1:${given.imapPort}`,
    });
    // Debian's has its folder compiled in, unless somebody has named it before.
    writeFileSync(join(folder, 'before.php'), `<?php define('INSTALL_PATH', '${folder}/web/');\n`);
    writeFileSync(
      join(folder, 'config', 'config.inc.php'),
      `
$config['db_dsnw'] = 'sqlite:///${folder}/database?mode=0600';
$config['des_key'] = 'twenty-four-characters-x';
$config['log_dir'] = '${folder}/logs/';
$config['log_driver'] = 'stdout';
$config['temp_dir'] = '${folder}/temp/';
$config['plugins'] = [];
$config['skin'] = 'elastic';
`,
      { flag: 'a' },
    );
    const database = new Database(join(folder, 'database'));
    database.exec(readFileSync(join(INSTALLED, 'SQL/sqlite.initial.sql'), 'utf8'));
    const program = await startProgram(
      'env',
      [
        `ROUNDCUBE_CONFIG_DIR=${folder}/config`,
        ...['php', '-S', `127.0.0.1:${port}`, '-t', join(folder, 'web')],
        ...['-d', `auto_prepend_file=${folder}/before.php`],
      ],
      { port, folder },
    );
    return new Roundcube(program, database);
  }

  get output(): string {
    return this.program.output.join('');
  }

  /** Lets every access token look expired to it: it goes by the system's clock, which a test does not set. */
  expireTokens(): void {
    const sessions = this.database.prepare<[], { sess_id: string; vars: string }>(
      'SELECT sess_id, vars FROM session',
    );
    const update = this.database.prepare('UPDATE session SET vars = ? WHERE sess_id = ?');
    let expired = 0;
    for (const { sess_id: id, vars } of sessions.all()) {
      const text = Buffer.from(vars, 'base64').toString('latin1');
      const past = text.replace(/(s:7:"expires";i:)\d+/, '$11');
      if (past === text) continue;
      update.run(Buffer.from(past, 'latin1').toString('base64'), id);
      expired++;
    }
    if (expired === 0) throw new Error('Roundcube holds no access token');
  }

  async stop(): Promise<void> {
    this.database.close();
    await this.program.stop();
  }
}
