import type { PageTexts } from './texts.js';

export const hu: PageTexts = {
  help: 'Segítségre van szüksége?',
  application: 'az alkalmazás',
  stay: 'Bejelentkezve maradok',
  whose: {
    PERSON: 'A fiókjával minden rendben.',
    APPLICATION: 'Nem Ön hibázott. Szóljon {application} üzemeltetőjének.',
    ADMINISTRATOR: 'Ezen Ön nem változtathat: forduljon egy rendszergazdához.',
    SERVICE:
      'Nem Ön hibázott. Próbálja újra egy kicsit később; ha ismét előfordul, szóljon egy rendszergazdának.',
  },
  pages: {
    FORBIDDEN: [
      'Ide nem léphet be: {application}',
      'Bejelentkezve mint {login}, de {application} ennek a fióknak nem érhető el.',
      'Másik fiók használata',
    ],
    SWITCHED_OFF: ['{application} ki van kapcsolva', 'Egy rendszergazda kikapcsolta a bejelentkezést.'],
    UNKNOWN_HOST: [
      'Ez a cím nincs beállítva',
      'Ez a gazdagép egyik alkalmazáshoz sem tartozik. Egy rendszergazdának hozzá kell adnia az egyikhez itt: {service}.',
    ],
    UNTRUSTED_PROXY: [
      'Ez a proxy nem megbízható',
      '{service} nem ismeri a kérést küldő proxyt. Egy rendszergazdának fel kell vennie a címét a TRUSTED_PROXIES változóba.',
    ],
    NO_HOST: [
      'A proxy nem egyetlen gazdagépet nevez meg',
      'Egy rendszergazdának úgy kell beállítania a proxyt, hogy az X-Forwarded-Host fejlécben egyetlen gazdagépet küldjön, bármit küld is a böngésző.',
    ],
    OTHER_SCHEME: [
      'A cím másként kezdődik, mint {service} címe',
      'Mindkettőnek https-nek kell lennie. Egy rendszergazdának be kell állítania, hogy a proxy ennek megfelelő X-Forwarded-Proto fejlécet küldjön.',
    ],
    SPOOFED_HEADER: [
      'A kérés elutasítva',
      'Olyan fejléc van benne, amely összetéveszthető {service} fejléceivel. A böngészője nem küld ilyet: útközben egy program teszi hozzá.',
    ],
    FOREIGN_SOCKET: ['A kapcsolat elutasítva', 'Egy másik webhely oldala próbálta megnyitni.'],
    MALFORMED: ['Ez a hivatkozás hiányos', 'Nyissa meg újra az alkalmazást.', 'Megnyitás újra'],
    CODE_USED: [
      'Ezt a hivatkozást már felhasználták, vagy túl régi',
      'Nyissa meg újra az alkalmazást.',
      'Megnyitás újra',
    ],
    NO_COOKIE: [
      'A bejelentkezés nem ebben a böngészőben kezdődött',
      'Vagy a böngésző nem tárol sütiket ehhez a címhez. Engedélyezze őket, és nyissa meg újra az alkalmazást.',
      'Megnyitás újra',
    ],
    SIGN_OUT: [
      'Kijelentkezik?',
      'Kijelentkezik innen: {service}, és így azokból az alkalmazásokból is, amelyekbe ezzel lépett be.',
      'Kijelentkezés',
    ],
    SIGNED_OUT: ['Kijelentkezett', 'Zárja be a böngészőt, ha mások is használják.', 'Bejelentkezés'],
    SIGN_IN_OVER: [
      'Ez a bejelentkezés véget ért',
      'Korábban befejeződött, vagy túl sokáig tartott. Térjen vissza az alkalmazáshoz, és jelentkezzen be ott újra.',
      'Ugrás a kezdőlapra',
    ],
    UNKNOWN_APPLICATION: [
      'Ez az alkalmazás itt nem ismert',
      'Bejelentkezésre küldte ide Önt, de itt nincs ilyen alkalmazás: {service}.',
    ],
    BAD_REQUEST: [
      'Az alkalmazás hibázott',
      'Olyan kéréssel küldte ide Önt, amelyet {service} nem tud teljesíteni.',
    ],
    WRONG_ADDRESS: [
      'Az alkalmazás hibás címet adott meg',
      'Olyan címre küldené Önt, amely nincs hozzá regisztrálva.',
    ],
    TOO_MANY: [
      'Túl sok bejelentkezés egyszerre',
      'A hálózatáról túl sok bejelentkezést kezdtek meg. Várjon egy ideig, majd térjen vissza az alkalmazáshoz, és kezdje újra.',
    ],
    BROKEN: ['Hiba történt', '{service} nem tudta teljesíteni a kérését.'],
    UNAVAILABLE: ['Jelenleg nem érhető el', '{service} nem éri el az adatbázisát.'],
    NOT_FOUND: [
      'Nincs ilyen oldal',
      'Lehet, hogy a címet elírták, vagy az oldal már nem létezik.',
      'Ugrás a kezdőlapra',
    ],
  },
};
