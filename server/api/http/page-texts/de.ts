import type { PageTexts } from './texts.js';

export const de: PageTexts = {
  help: 'Brauchen Sie Hilfe?',
  application: 'die Anwendung',
  stay: 'Angemeldet bleiben',
  whose: {
    PERSON: 'Mit Ihrem Konto ist alles in Ordnung.',
    APPLICATION: 'Der Fehler liegt nicht bei Ihnen. Sagen Sie denen Bescheid, die {application} betreiben.',
    ADMINISTRATOR: 'Sie können das nicht selbst ändern: Wenden Sie sich an die Administration.',
    SERVICE:
      'Der Fehler liegt nicht bei Ihnen. Versuchen Sie es gleich noch einmal; wenn es wieder geschieht, sagen Sie der Administration Bescheid.',
  },
  pages: {
    FORBIDDEN: [
      'Kein Zutritt zu {application}',
      'Sie sind als {login} angemeldet, aber {application} steht diesem Konto nicht offen.',
      'Anderes Konto verwenden',
    ],
    SWITCHED_OFF: [
      '{application} ist abgeschaltet',
      'Die Administration hat die Anmeldung dort abgeschaltet.',
    ],
    UNKNOWN_HOST: [
      'Diese Adresse ist nicht eingerichtet',
      'Keine Anwendung hat diesen Host. Die Administration muss ihn in {service} zu einer hinzufügen.',
    ],
    UNTRUSTED_PROXY: [
      'Diesem Proxy wird nicht vertraut',
      '{service} kennt den Proxy nicht, der anfragt. Die Administration muss seine Adresse zu TRUSTED_PROXIES hinzufügen.',
    ],
    NO_HOST: [
      'Der Proxy nennt keinen eindeutigen Host',
      'Die Administration muss den Proxy X-Forwarded-Host mit einem einzigen Host senden lassen, was auch immer der Browser sendet.',
    ],
    OTHER_SCHEME: [
      'Die Adresse beginnt anders als die von {service}',
      'Beide müssen https sein. Die Administration muss den Proxy X-Forwarded-Proto entsprechend senden lassen.',
    ],
    SPOOFED_HEADER: [
      'Diese Anfrage wurde abgelehnt',
      'Sie enthält einen Header, der für einen von {service} gehalten werden könnte. Ihr Browser sendet solche nicht: Ein Programm dazwischen fügt ihn hinzu.',
    ],
    FOREIGN_SOCKET: [
      'Diese Verbindung wurde abgelehnt',
      'Eine Seite einer anderen Website wollte sie öffnen.',
    ],
    MALFORMED: [
      'Dieser Link ist unvollständig',
      'Öffnen Sie die Anwendung noch einmal.',
      'Noch einmal öffnen',
    ],
    CODE_USED: [
      'Dieser Link wurde schon benutzt oder ist zu alt',
      'Öffnen Sie die Anwendung noch einmal.',
      'Noch einmal öffnen',
    ],
    NO_COOKIE: [
      'Die Anmeldung hat nicht in diesem Browser begonnen',
      'Oder der Browser behält keine Cookies für diese Adresse. Lassen Sie sie zu und öffnen Sie die Anwendung noch einmal.',
      'Noch einmal öffnen',
    ],
    SIGN_OUT: [
      'Abmelden?',
      'Sie werden bei {service} abgemeldet, und damit bei den Anwendungen, die Sie darüber geöffnet haben.',
      'Abmelden',
    ],
    SIGNED_OUT: [
      'Sie sind abgemeldet',
      'Schließen Sie den Browser, wenn auch andere ihn benutzen.',
      'Anmelden',
    ],
    SIGN_IN_OVER: [
      'Diese Anmeldung ist vorbei',
      'Sie wurde schon abgeschlossen oder hat zu lange gedauert. Gehen Sie zurück zur Anwendung und melden Sie sich dort noch einmal an.',
      'Zur Startseite',
    ],
    UNKNOWN_APPLICATION: [
      'Diese Anwendung ist hier nicht bekannt',
      'Sie hat Sie zum Anmelden hierher geschickt, aber {service} kennt keine solche Anwendung.',
    ],
    BAD_REQUEST: [
      'Die Anwendung hat einen Fehler gemacht',
      'Sie hat Sie mit einer Anfrage hierher geschickt, der {service} nicht folgen kann.',
    ],
    WRONG_ADDRESS: [
      'Die Anwendung hat eine falsche Adresse angegeben',
      'Sie sollen an eine Adresse geführt werden, die nicht für sie eingetragen ist.',
    ],
    TOO_MANY: [
      'Zu viele Anmeldungen auf einmal',
      'Aus Ihrem Netz wurden zu viele Anmeldungen begonnen. Warten Sie eine Weile, gehen Sie dann zurück zur Anwendung und beginnen Sie noch einmal.',
    ],
    BROKEN: ['Etwas ist schiefgegangen', '{service} konnte nicht tun, was Sie wollten.'],
    UNAVAILABLE: ['Zurzeit nicht verfügbar', '{service} erreicht seine Datenbank nicht.'],
    NOT_FOUND: [
      'Diese Seite gibt es nicht',
      'Vielleicht enthält die Adresse einen Tippfehler, oder was hier war, ist fort.',
      'Zur Startseite',
    ],
  },
};
