import type { PageTexts } from './texts.js';

export const nl: PageTexts = {
  help: 'Hulp nodig?',
  application: 'de toepassing',
  stay: 'Ingelogd blijven',
  whose: {
    PERSON: 'Er is niets mis met je account.',
    APPLICATION: 'Dit ligt niet aan jou. Vertel het aan wie {application} beheert.',
    ADMINISTRATOR: 'Je kunt dit niet zelf veranderen: vraag het aan een beheerder.',
    SERVICE:
      'Dit ligt niet aan jou. Probeer het zo nog eens; gebeurt het weer, vertel het dan aan een beheerder.',
  },
  pages: {
    FORBIDDEN: [
      'Je hebt geen toegang tot {application}',
      'Je bent ingelogd als {login}, maar dit account heeft geen toegang tot {application}.',
      'Een ander account gebruiken',
    ],
    SWITCHED_OFF: ['{application} is uitgeschakeld', 'Een beheerder heeft het inloggen daar uitgezet.'],
    UNKNOWN_HOST: [
      'Dit adres is niet ingesteld',
      'Geen enkele toepassing heeft deze host. Een beheerder moet hem in {service} aan een toepassing toevoegen.',
    ],
    UNTRUSTED_PROXY: [
      'Deze proxy wordt niet vertrouwd',
      '{service} kent de proxy niet waar het verzoek vandaan komt. Een beheerder moet het adres ervan toevoegen aan TRUSTED_PROXIES.',
    ],
    NO_HOST: [
      'De proxy noemt niet precies één host',
      'Een beheerder moet de proxy X-Forwarded-Host met één host laten sturen, wat de browser ook stuurt.',
    ],
    OTHER_SCHEME: [
      'Het adres begint anders dan dat van {service}',
      'Beide moeten https zijn. Een beheerder moet de proxy X-Forwarded-Proto zo laten sturen.',
    ],
    SPOOFED_HEADER: [
      'Dit verzoek is geweigerd',
      'Er zit een header in die voor een van {service} kan worden aangezien. Je browser stuurt zulke headers niet: een programma onderweg voegt hem toe.',
    ],
    FOREIGN_SOCKET: [
      'Deze verbinding is geweigerd',
      'Een pagina van een andere website probeerde die te openen.',
    ],
    MALFORMED: ['Deze link is niet volledig', 'Open de toepassing opnieuw.', 'Opnieuw openen'],
    CODE_USED: ['Deze link is al gebruikt of te oud', 'Open de toepassing opnieuw.', 'Opnieuw openen'],
    NO_COOKIE: [
      'Het inloggen is niet in deze browser begonnen',
      'Of de browser bewaart geen cookies voor dit adres. Sta ze toe en open de toepassing opnieuw.',
      'Opnieuw openen',
    ],
    SIGN_OUT: [
      'Uitloggen?',
      'Je wordt uitgelogd bij {service}, en daarmee bij de toepassingen die je via {service} hebt geopend.',
      'Uitloggen',
    ],
    SIGNED_OUT: ['Je bent uitgelogd', 'Sluit de browser als anderen hem ook gebruiken.', 'Inloggen'],
    SIGN_IN_OVER: [
      'Deze inlogpoging is voorbij',
      'Het inloggen was al klaar of duurde te lang. Ga terug naar de toepassing en log daar opnieuw in.',
      'Naar de startpagina',
    ],
    UNKNOWN_APPLICATION: [
      'Deze toepassing is hier niet bekend',
      'Die heeft je hierheen gestuurd om in te loggen, maar {service} heeft zo’n toepassing niet.',
    ],
    BAD_REQUEST: [
      'De toepassing heeft een fout gemaakt',
      'Die heeft je hierheen gestuurd met een verzoek dat {service} niet kan uitvoeren.',
    ],
    WRONG_ADDRESS: [
      'De toepassing gaf een verkeerd adres op',
      'Het adres waar je naartoe zou gaan, is niet voor deze toepassing geregistreerd.',
    ],
    TOO_MANY: [
      'Te veel inlogpogingen tegelijk',
      'Vanuit je netwerk is te vaak begonnen met inloggen. Wacht even, ga dan terug naar de toepassing en begin opnieuw.',
    ],
    BROKEN: ['Er is iets misgegaan', '{service} kon niet doen wat je vroeg.'],
    UNAVAILABLE: ['Nu even niet beschikbaar', '{service} kan de database niet bereiken.'],
    NOT_FOUND: [
      'Deze pagina bestaat niet',
      'Misschien zit er een typefout in het adres, of is de pagina er niet meer.',
      'Naar de startpagina',
    ],
  },
};
