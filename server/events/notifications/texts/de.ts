import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'Authenticator-App',
  securityKey: 'Sicherheitsschlüssel oder Passkey',
  backupCodes: 'Backup-Codes',
  appPassword: 'App-Passwort',
  all: 'Zwei-Faktor-Anmeldung',
};
const codes = (n = 0): string => (n === 1 ? '1 Backup-Code' : `${n} Backup-Codes`);

export const de: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Anmeldung auf einem neuen Gerät',
      sentence:
        'Mit Ihrem Konto hat sich jemand auf einem Gerät angemeldet, auf dem es bisher nicht benutzt wurde.',
    }),
    halfFinished: () => ({
      subject: 'Jemand kennt Ihr Passwort',
      sentence:
        'Jemand hat Ihr Passwort richtig eingegeben und danach mehrere falsche Codes. Der zweite Faktor hat die Anmeldung verhindert, aber das Passwort ist bekannt.',
    }),
    lockedOut: () => ({
      subject: 'Die Anmeldung wurde gesperrt',
      sentence:
        'Nach zu vielen Fehlversuchen ist die Anmeldung bei Ihrem Konto vorübergehend gesperrt. Auf Geräten, auf denen Sie schon angemeldet waren, geht sie weiterhin.',
    }),
    factorAdded: (facts) => ({
      subject: `Hinzugefügt: ${named(FACTORS, facts)}`,
      sentence: `Zu Ihrem Konto wurde hinzugefügt: ${named(FACTORS, facts)}.`,
    }),
    passkeySaved: () => ({
      subject: 'Ein Passkey wurde gespeichert',
      sentence:
        'Nach einer Anmeldung mit Ihrem Passwort hat der Browser in seinem Passwort-Manager einen Passkey für Ihr Konto gespeichert. Damit geht die Anmeldung ohne Passwort. Wenn Sie ihn nicht möchten, entfernen Sie ihn auf Ihrer Sicherheitsseite.',
    }),
    factorRemoved: (facts) => ({
      subject: `Entfernt: ${named(FACTORS, facts)}`,
      sentence: `Aus Ihrem Konto wurde entfernt: ${named(FACTORS, facts)}. Es ist nun weniger geschützt.`,
    }),
    twoFactorReset: () => ({
      subject: 'Die Zwei-Faktor-Anmeldung wurde zurückgesetzt',
      sentence:
        'Die Administration hat alle zweiten Faktoren Ihres Kontos entfernt und es überall abgemeldet. Bitte richten Sie einen zweiten Faktor neu ein.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'Ein verlorener zweiter Faktor wurde entfernt',
      sentence: `Die Administration hat einen zweiten Faktor Ihres Kontos als verloren entfernt: ${named(FACTORS, facts)}. Wo er zur Anmeldung diente, ist Ihr Konto abgemeldet, und kein Gerät ist mehr vertrauenswürdig. Was Sie sonst eingerichtet haben, gilt weiterhin; ist nichts mehr übrig, richten Sie bitte einen zweiten Faktor neu ein.`,
    }),
    factorMissing: () => ({
      subject: 'Richten Sie Ihren zweiten Faktor ein',
      sentence:
        'Ihr Konto braucht einen zweiten Faktor, etwa eine Authenticator-App oder einen Passkey, und hat noch keinen. Ab dem unten genannten Zeitpunkt geht mit dem Konto nichts anderes, bevor einer eingerichtet ist.',
    }),
    signedOutEverywhere: () => ({
      subject: 'Ihr Konto wurde überall abgemeldet',
      sentence:
        'Die Administration hat Ihr Konto überall abgemeldet. Melden Sie sich dort neu an, wo Sie es brauchen.',
    }),
    accountDisabled: () => ({
      subject: 'Ihr Konto wurde deaktiviert',
      sentence:
        'Die Administration hat Ihr Konto deaktiviert und überall abgemeldet. Niemand kann sich damit anmelden, bis es wieder aktiviert wird.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts) ? `Nur noch ${codes(facts.remaining)} übrig` : 'Ein Backup-Code wurde benutzt',
      sentence: `Für Ihr Konto wurde ein Backup-Code benutzt; übrig: ${codes(facts.remaining)}.${isFew(facts) ? ' Erzeugen Sie neue, bevor keiner mehr da ist.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'Ein Wiederherstellungscode wurde ausgestellt',
      sentence:
        'Die Administration hat einen Wiederherstellungscode ausgestellt, mit dem man sich einmal ohne den zweiten Faktor bei Ihrem Konto anmelden kann.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'Ein Wiederherstellungscode wurde benutzt',
      sentence:
        'Mit einem Wiederherstellungscode hat sich jemand ohne den zweiten Faktor bei Ihrem Konto angemeldet.',
    }),
    bypassCodeIssued: () => ({
      subject: 'Ein Ersatzcode wurde ausgestellt',
      sentence:
        'Die Administration hat einen Ersatzcode ausgestellt, mit dem man sich vorübergehend anstelle des zweiten Faktors bei Ihrem Konto anmelden kann. Ihre zweiten Faktoren bleiben, wie sie sind.',
    }),
    bypassCodeUsed: () => ({
      subject: 'Ein Ersatzcode wurde benutzt',
      sentence:
        'Mit einem Ersatzcode der Administration hat sich jemand anstelle des zweiten Faktors bei Ihrem Konto angemeldet.',
    }),
    passwordChanged: () => ({
      subject: 'Ihr Passwort wurde geändert',
      sentence: 'Das Passwort Ihres Kontos wurde geändert. Andere Geräte wurden abgemeldet.',
    }),
    passwordSet: () => ({
      subject: 'Die Administration hat Ihr Passwort gesetzt',
      sentence: 'Die Administration hat Ihrem Konto ein neues Passwort gegeben und es überall abgemeldet.',
    }),
    passwordLink: () => ({
      subject: 'Wählen Sie Ihr Passwort',
      sentence:
        'Wählen Sie über den Link unten das Passwort Ihres Kontos. Er gilt einmal, einen Tag lang, bei einem neuen Konto drei.',
    }),
    passwordLinkIssued: () => ({
      subject: 'Ein Link zur Passwortwahl wurde ausgestellt',
      sentence:
        'Die Administration hat einen Link ausgestellt, über den das Passwort Ihres Kontos gewählt werden kann, und übergibt ihn Ihnen persönlich.',
    }),
    passwordReset: () => ({
      subject: 'Setzen Sie Ihr Passwort zurück',
      sentence:
        'Jemand, vermutlich Sie, hat das Passwort Ihres Kontos vergessen. Wählen Sie über den Link unten ein anderes. Er gilt einmal und 45 Minuten lang; haben Sie einen zweiten Faktor, wird nach ihm gefragt.',
    }),
    passwordElsewhere: () => ({
      subject: 'Ihr Passwort liegt nicht bei uns',
      sentence:
        'Jemand, vermutlich Sie, wollte das Passwort Ihres Kontos zurücksetzen. Es liegt auf einem anderen Server, etwa dem Mailserver: Ändern Sie es dort, oder fragen Sie Ihre Administration.',
    }),
    loginChanged: () => ({
      subject: 'Ihr Anmeldename wurde geändert',
      sentence:
        'Die Administration hat Ihrem Konto einen anderen Anmeldenamen gegeben; er steht unten. Melden Sie sich damit an.',
    }),
    madeAdministrator: () => ({
      subject: 'Sie gehören jetzt zur Administration',
      sentence: 'Ihr Konto hat die Rechte der Administration erhalten: Es kann alle anderen Konten ändern.',
    }),
    administratorNoMore: () => ({
      subject: 'Sie gehören nicht mehr zur Administration',
      sentence: 'Ihrem Konto wurden die Rechte der Administration entzogen.',
    }),
    keyCopied: () => ({
      subject: 'Ein Sicherheitsschlüssel wurde vielleicht kopiert',
      sentence:
        'Ein Sicherheitsschlüssel Ihres Kontos hat mit einem älteren Zähler geantwortet als zuvor, wie es eine Kopie täte. Er wurde abgewiesen.',
    }),
    keyChanged: () => ({
      subject: 'Ein Passkey gibt sich als ein anderer aus',
      sentence:
        'Ein Passkey oder Sicherheitsschlüssel Ihres Kontos hat sich als eine andere Art gemeldet als bei der Einrichtung: Was nicht auf andere Geräte kopiert werden konnte, kann es jetzt, oder umgekehrt. Er wurde abgewiesen.',
    }),
    contactChanged: () => ({
      subject: 'Ihre Benachrichtigungen wurden geändert',
      sentence: 'Die E-Mail-Adresse oder die Sprache für Nachrichten zu Ihrem Konto wurde geändert.',
    }),
    confirmAddress: () => ({
      subject: 'Bestätigen Sie diese Adresse',
      sentence:
        'Jemand möchte, dass Nachrichten über die Sicherheit dieses Kontos an diese Adresse gehen. Bestätigen Sie sie über den Link; er gilt einen Tag.',
    }),
    reported: () => ({
      subject: 'Ihr Konto wurde gesperrt',
      sentence:
        'Über den Link einer E-Mail wurde gemeldet, dass jemand anderes in Ihrem Konto war. Es ist überall abgemeldet, und niemand kann sich anmelden, bis ein neues Passwort gewählt ist.',
    }),
    reportedByOther: () => ({
      subject: 'Ein Konto wurde gemeldet',
      sentence:
        'Es wurde gemeldet, dass jemand anderes in dem unten genannten Konto war. Es ist überall abgemeldet und gesperrt.',
    }),
  },
  labels: {
    account: 'Konto',
    time: 'Zeit',
    deadline: 'Einzurichten bis',
    device: 'Gerät',
    item: 'Name',
    appPasswords: 'Ungültig gewordene App-Passwörter',
    times: 'Anzahl',
    address: 'Internetadresse',
    place: 'Ungefährer Ort',
    by: 'Ausgeführt von',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'Damit ist ein App-Passwort ungültig geworden: Das Programm, das es benutzt hat, braucht ein neues.'
      : `Damit sind ${count} App-Passwörter ungültig geworden: Die Programme, die sie benutzt haben, brauchen neue.`,
  colon: ': ',
  localNetwork: 'Lokales Netz',
  wasMe: 'Wenn Sie davon wissen, ist nichts zu tun.',
  wasNotMe: {
    passwordLinkIssued: 'Wenn Sie um keinen gebeten haben, verständigen Sie sofort Ihre Administration.',
    keyChanged:
      'Wenn Sie es sich nicht erklären können, entfernen Sie den Schlüssel, richten Sie ihn neu ein und verständigen Sie Ihre Administration.',
    halfFinished: 'Wenn Sie es nicht waren, ändern Sie jetzt Ihr Passwort.',
    lockedOut:
      'Wenn Sie es nicht waren, probiert jemand Passwörter durch. Benutzen Sie Ihr Passwort nirgends sonst.',
    keyCopied:
      'Wenn Sie es sich nicht erklären können, entfernen Sie den Schlüssel und verständigen Sie Ihre Administration.',
    otherwise:
      'Wenn nicht, ändern Sie Ihr Passwort, sehen Sie Ihre Geräte und Anmeldearten durch und verständigen Sie Ihre Administration.',
  },
  notMe: {
    advice:
      'Wenn nicht, benutzen Sie den zweiten Link: Ihr Konto wird überall abgemeldet und gesperrt, bis ein neues Passwort gewählt ist.',
    button: 'Das war ich nicht',
  },
  advice: {
    reported:
      'Bitten Sie Ihre Administration um ein neues Passwort. Wenn Sie es nicht gemeldet haben, liest jemand anderes Ihre E-Mails: Verständigen Sie Ihre Administration.',
    reportedByOther:
      'Vergewissern Sie sich, mit wem Sie sprechen, bevor Sie einen Link für ein neues Passwort übergeben, und prüfen Sie, wohin das Konto benachrichtigt wird. War es ein Versehen, entsperren Sie das Konto.',
    factorMissing:
      'Auf Ihrer Sicherheitsseite dauert es zwei Minuten. Wenn Sie Hilfe brauchen, fragen Sie Ihre Administration.',
    signedOutEverywhere: 'Wenn Sie das nicht erwartet haben, fragen Sie Ihre Administration.',
    accountDisabled: 'Wenn Sie das nicht erwartet haben, fragen Sie Ihre Administration.',
    confirmAddress: 'Wenn Sie davon nichts wissen, tun Sie nichts: Hierhin wird nichts weiter geschickt.',
    passwordLink:
      'Wenn Sie das nicht erwartet haben, tun Sie nichts: Ohne den Link kann niemand Ihr Passwort wählen. Geben Sie ihn niemandem.',
    passwordReset:
      'Wenn Sie nicht darum gebeten haben, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie den Link niemandem.',
    passwordElsewhere: 'Wenn Sie nicht darum gebeten haben, können Sie diese E-Mail ignorieren.',
  },
  buttons: {
    reportedByOther: 'Konto öffnen',
    confirmAddress: 'Adresse bestätigen',
    passwordLink: 'Passwort wählen',
    passwordReset: 'Passwort wählen',
    factorMissing: 'Jetzt einrichten',
    otherwise: 'Mein Konto prüfen',
  },
  help: 'Brauchen Sie Hilfe?',
  footer: (issuer) =>
    `${issuer} schickt dies wegen eines Ereignisses in Ihrem Konto. Nach Passwort oder Codes wird nie per E-Mail gefragt.`,
};
