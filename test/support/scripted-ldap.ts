import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

const BIND = 0x60;
const SEARCH = 0x63;

/** An LDAP server that binds by whatever name, as Active Directory does and OpenLDAP cannot. */
export async function startScriptedLdap(script: {
  /** Result code (RFC 4511 §4.1.9). */
  bind: (name: string, password: string) => number;
  /** What a search for these bytes finds. */
  find: (request: string) => { dn: string; attributes: Record<string, string> }[];
}): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    socket.on('data', (chunk) => {
      const reader = new BerReader(chunk);
      reader.readSequence();
      const id = reader.readInt() ?? 0;
      const operation = reader.peek();
      if (operation === BIND) {
        reader.readSequence(BIND);
        reader.readInt();
        const name = reader.readString() ?? '';
        const password = reader.readString(0x80) ?? '';
        socket.write(result(id, 0x61, script.bind(name, password)));
      } else if (operation === SEARCH) {
        for (const entry of script.find(chunk.toString())) socket.write(found(id, entry));
        socket.write(result(id, 0x65, 0));
      } else socket.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function message(id: number, operation: number, write: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  write(writer);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

const result = (id: number, operation: number, code: number): Buffer =>
  message(id, operation, (writer) => {
    writer.writeEnumeration(code);
    writer.writeString('');
    writer.writeString('');
  });

const found = (id: number, { dn, attributes }: { dn: string; attributes: Record<string, string> }): Buffer =>
  message(id, 0x64, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, value] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      writer.writeString(value);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
