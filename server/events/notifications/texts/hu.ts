import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'hitelesítő alkalmazás',
  securityKey: 'biztonsági kulcs vagy azonosítókulcs',
  backupCodes: 'tartalék kódok',
  appPassword: 'alkalmazásjelszó',
  all: 'kétfaktoros hitelesítés',
};
// No plural after a number.
const codes = (n = 0): string => `${n} tartalék kód`;

export const hu: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Bejelentkezés új eszközön',
      sentence: 'Bejelentkezést észleltünk egy új eszközön.',
    }),
    halfFinished: () => ({
      subject: 'Valaki megadta a jelszavát',
      sentence:
        'Valaki megadta az Ön jelszavát, majd több hibás kódot. A második faktor miatt nem jutott be, de ismeri a jelszót.',
    }),
    lockedOut: () => ({
      subject: 'A bejelentkezés átmenetileg zárolva',
      sentence:
        'Túl sok sikertelen próbálkozás után a fiókjába egy ideig nem lehet bejelentkezni. Azokon az eszközökön, amelyeken már bejelentkezett, továbbra is lehet.',
    }),
    factorAdded: (facts) => ({
      subject: `Hozzáadva: ${named(FACTORS, facts)}`,
      sentence: `A fiókjához hozzáadva: ${named(FACTORS, facts)}.`,
    }),
    passkeySaved: () => ({
      subject: 'Azonosítókulcs mentve',
      sentence:
        'Egy jelszavas bejelentkezés után a böngésző azonosítókulcsot mentett a fiókjához a jelszókezelőjébe. Ezzel jelszó nélkül is be lehet jelentkezni. Ha nem kéri, távolítsa el a Biztonság oldalon.',
    }),
    factorRemoved: (facts) => ({
      subject: `Eltávolítva: ${named(FACTORS, facts)}`,
      sentence: `A fiókjából eltávolítva: ${named(FACTORS, facts)}. A fiókja most kevésbé védett.`,
    }),
    twoFactorReset: () => ({
      subject: 'A kétfaktoros hitelesítés alaphelyzetbe állítva',
      sentence:
        'Egy rendszergazda eltávolította a fiókja összes második faktorát, és mindenhonnan kijelentkeztette. Állítson be újra második faktort.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'Elveszett második faktor eltávolítva',
      sentence: `Egy rendszergazda elveszettként eltávolította a fiókja egyik második faktorát: ${named(FACTORS, facts)}. Ahol ezzel jelentkeztek be, ott a fiókját kijelentkeztettük, és egyetlen eszköz sem megbízható többé. Minden más, amit beállított, továbbra is működik; ha nem maradt semmi, állítson be újra második faktort.`,
    }),
    factorMissing: () => ({
      subject: 'Állítsa be a második faktorát',
      sentence:
        'A fiókjához második faktor kell, például hitelesítőalkalmazás vagy azonosítókulcs, de még nincs. Az alább megadott időponttól a fiókkal semmi más nem végezhető, amíg be nem állít egyet.',
    }),
    signedOutEverywhere: () => ({
      subject: 'A fiókját mindenhonnan kijelentkeztették',
      sentence:
        'Egy rendszergazda mindenhonnan kijelentkeztette a fiókját. Jelentkezzen be újra ott, ahol szüksége van rá.',
    }),
    accountDisabled: () => ({
      subject: 'A fiókját letiltották',
      sentence:
        'Egy rendszergazda letiltotta a fiókját, és mindenhonnan kijelentkeztette. Amíg nem engedélyezik újra, senki sem tud bejelentkezni vele.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts) ? `Már csak ${codes(facts.remaining)} maradt` : 'Tartalék kódot használtak fel',
      sentence: `A fiókjához tartalék kódot használtak fel; ennyi maradt: ${codes(facts.remaining)}.${isFew(facts) ? ' Hozzon létre újakat, mielőtt elfogynának.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'Helyreállítási kód kiadva',
      sentence:
        'Egy rendszergazda helyreállítási kódot adott ki, amellyel egyszer, a második faktor nélkül is be lehet jelentkezni a fiókjába.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'Helyreállítási kódot használtak fel',
      sentence: 'Helyreállítási kóddal, a második faktor nélkül jelentkeztek be a fiókjába.',
    }),
    bypassCodeIssued: () => ({
      subject: 'Ideiglenes kód kiadva',
      sentence:
        'Egy rendszergazda ideiglenes kódot adott ki, amellyel a második faktor helyett be lehet jelentkezni a fiókjába. A második faktorai változatlanok maradnak.',
    }),
    bypassCodeUsed: () => ({
      subject: 'Ideiglenes kódot használtak fel',
      sentence:
        'A rendszergazdától kapott ideiglenes kóddal jelentkeztek be a fiókjába, a második faktor helyett.',
    }),
    passwordChanged: () => ({
      subject: 'A jelszava megváltozott',
      sentence: 'A fiókja jelszavát megváltoztatták. A többi eszköz kijelentkezett.',
    }),
    passwordSet: () => ({
      subject: 'Rendszergazda állította be a jelszavát',
      sentence: 'Egy rendszergazda új jelszót állított be a fiókjához, és mindenhonnan kijelentkeztette.',
    }),
    passwordLink: () => ({
      subject: 'Válasszon jelszót',
      sentence:
        'Az alábbi hivatkozással választhat jelszót a fiókjához. Egyszer használható, egy napig, új fióknál három napig.',
    }),
    passwordLinkIssued: () => ({
      subject: 'Jelszóválasztó hivatkozás kiadva',
      sentence:
        'Egy rendszergazda hivatkozást készített, amellyel a fiókja jelszava megválasztható, és személyesen adja át Önnek.',
    }),
    passwordReset: () => ({
      subject: 'Állítsa vissza a jelszavát',
      sentence:
        'Valaki, feltehetően Ön, elfelejtette a fiókja jelszavát. Az alábbi hivatkozással választhat másikat. Egyszer használható, 45 percig; ha van második faktora, azt is kérjük.',
    }),
    passwordElsewhere: () => ({
      subject: 'A jelszavát nem itt tároljuk',
      sentence:
        'Valaki, feltehetően Ön, vissza akarta állítani a fiókja jelszavát. Azt egy másik kiszolgáló tárolja, például a levelezőkiszolgáló: ott változtassa meg, vagy kérdezze meg a rendszergazdát.',
    }),
    loginChanged: () => ({
      subject: 'A felhasználóneve megváltozott',
      sentence:
        'Egy rendszergazda új felhasználónevet adott a fiókjának; lent olvasható. Ezzel jelentkezzen be.',
    }),
    madeAdministrator: () => ({
      subject: 'Ön mostantól rendszergazda',
      sentence: 'A fiókja rendszergazdai jogokat kapott: minden más fiókot módosíthat.',
    }),
    administratorNoMore: () => ({
      subject: 'Ön már nem rendszergazda',
      sentence: 'A fiókjától elvették a rendszergazdai jogokat.',
    }),
    keyCopied: () => ({
      subject: 'Lehet, hogy lemásoltak egy biztonsági kulcsot',
      sentence:
        'A fiókja egyik biztonsági kulcsa a korábbinál kisebb számlálóval válaszolt, ahogy egy másolat tenné. A rendszer elutasította.',
    }),
    keyChanged: () => ({
      subject: 'Egy azonosítókulcs másnak mutatja magát',
      sentence:
        'A fiókja egyik azonosítókulcsa vagy biztonsági kulcsa más fajtájúként válaszolt, mint amikor regisztrálták: ami nem volt más eszközökre másolható, most az, vagy fordítva. A rendszer elutasította.',
    }),
    contactChanged: () => ({
      subject: 'Az értesítéseinek címe vagy nyelve megváltozott',
      sentence: 'Megváltozott az az e-mail-cím vagy nyelv, amelyen a fiókjáról üzeneteket kap.',
    }),
    confirmAddress: () => ({
      subject: 'Erősítse meg ezt a címet',
      sentence:
        'Valaki azt kéri, hogy az alábbi fiók biztonságával kapcsolatos üzenetek erre a címre menjenek. A megerősítéshez nyissa meg a hivatkozást; egy napig érvényes.',
    }),
    reported: () => ({
      subject: 'A fiókját zároltuk',
      sentence:
        'Egy e-mail hivatkozásával azt jelentették, hogy valaki más járt a fiókjában. Mindenhonnan kijelentkeztettük, és senki sem jelentkezhet be, amíg új jelszót nem választanak.',
    }),
    reportedByOther: () => ({
      subject: 'Bejelentettek egy fiókot',
      sentence:
        'Azt jelentették, hogy valaki más járt az alább megnevezett fiókban. Mindenhonnan kijelentkeztettük és zároltuk.',
    }),
  },
  labels: {
    account: 'Fiók',
    time: 'Időpont',
    deadline: 'Beállítandó eddig',
    device: 'Eszköz',
    item: 'Név',
    appPasswords: 'Érvényüket vesztett alkalmazásjelszavak',
    times: 'Alkalmak száma',
    address: 'IP-cím',
    place: 'Hozzávetőleges hely',
    by: 'Végezte',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'Ezzel egy alkalmazásjelszó is érvényét vesztette: az ezt használó programnak új kell.'
      : `Ezzel ${count} alkalmazásjelszó is érvényét vesztette: az ezeket használó programoknak újak kellenek.`,
  colon: ': ',
  localNetwork: 'Helyi hálózat',
  wasMe: 'Ha Ön volt az, nincs teendője.',
  wasNotMe: {
    passwordLinkIssued: 'Ha nem kért hivatkozást, azonnal szóljon a rendszergazdának.',
    keyChanged:
      'Ha nem tudja az okát, távolítsa el a kulcsot, regisztrálja újra, és szóljon a rendszergazdának.',
    halfFinished: 'Ha nem Ön volt, azonnal változtassa meg a jelszavát.',
    lockedOut: 'Ha nem Ön volt, valaki találgat. Ügyeljen arra, hogy a jelszavát sehol máshol ne használja.',
    keyCopied: 'Ha nem tudja az okát, távolítsa el a kulcsot, és szóljon a rendszergazdának.',
    otherwise:
      'Ha nem, változtassa meg a jelszavát, nézze át az eszközeit és bejelentkezési módjait, és szóljon a rendszergazdának.',
  },
  notMe: {
    advice:
      'Ha nem, használja a második hivatkozást: fiókját mindenhonnan kijelentkeztetjük, és zároljuk, amíg új jelszót nem választanak.',
    button: 'Ez nem én voltam',
  },
  advice: {
    reported:
      'Kérjen új jelszót a rendszergazdától. Ha nem Ön jelentette, valaki más olvassa a leveleit: szóljon a rendszergazdának.',
    reportedByOther:
      'Győződjön meg róla, kivel beszél, mielőtt új jelszóhoz hivatkozást ad, és ellenőrizze, hová mennek a fiók értesítései. Ha tévedés volt, oldja fel a zárolást.',
    factorMissing:
      'A Biztonság oldalon két perc az egész. Ha segítségre van szüksége, kérdezze meg a rendszergazdát.',
    signedOutEverywhere: 'Ha erre nem számított, kérdezze a rendszergazdát.',
    accountDisabled: 'Ha erre nem számított, kérdezze a rendszergazdát.',
    confirmAddress: 'Ha nem tud erről, ne tegyen semmit: ide mást nem küldünk.',
    passwordLink:
      'Ha erre nem számított, ne tegyen semmit: a hivatkozás nélkül senki sem választhat jelszót a fiókjához. Ne adja tovább.',
    passwordReset:
      'Ha nem Ön kérte, ne tegyen semmit: a jelszava változatlan marad. A hivatkozást ne adja tovább.',
    passwordElsewhere: 'Ha nem Ön kérte, hagyja figyelmen kívül ezt az e-mailt.',
  },
  buttons: {
    reportedByOther: 'Fiók megnyitása',
    confirmAddress: 'Cím megerősítése',
    passwordLink: 'Jelszó választása',
    passwordReset: 'Jelszó választása',
    factorMissing: 'Beállítás',
    otherwise: 'Fiók ellenőrzése',
  },
  help: 'Segítségre van szüksége?',
  footer: (issuer) =>
    `Küldi: ${issuer}, a fiókjában történt esemény miatt. Jelszót vagy kódot e-mailben soha nem kérünk.`,
};
