/** What may stand behind “Need help?”: a page over TLS, an address of mail, a telephone number. Never a script. */
export function isHelpLink(text: string): boolean {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, pathname } = new URL(text);
  switch (protocol) {
    case 'https:':
      return hostname !== '' && username === '' && password === '';
    case 'mailto:':
      return /^[^@,]+@[^@,]+$/.test(pathname);
    case 'tel:':
      return /^\+?[\d().-]*\d[\d().-]*$/.test(pathname);
    default:
      return false;
  }
}
