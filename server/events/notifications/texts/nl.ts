import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'Authenticator-app',
  securityKey: 'Beveiligingssleutel of passkey',
  backupCodes: 'Back-upcodes',
  appPassword: 'App-wachtwoord',
  all: 'Tweefactorauthenticatie',
};
const codes = (n = 0): string => (n === 1 ? '1 back-upcode' : `${n} back-upcodes`);

export const nl: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Ingelogd op een nieuw apparaat',
      sentence: 'Iemand heeft op je account ingelogd met een nieuw apparaat.',
    }),
    halfFinished: () => ({
      subject: 'Iemand kent je wachtwoord',
      sentence:
        'Iemand heeft je wachtwoord ingevuld en daarna meerdere verkeerde codes. De tweede factor heeft het inloggen tegengehouden, maar je wachtwoord is bekend.',
    }),
    lockedOut: () => ({
      subject: 'Inloggen is tijdelijk geblokkeerd',
      sentence:
        'Na te veel mislukte pogingen is inloggen op je account tijdelijk geblokkeerd. Op apparaten waarop je eerder hebt ingelogd, werkt het nog.',
    }),
    factorAdded: (facts) => ({
      subject: `Toegevoegd: ${named(FACTORS, facts)}`,
      sentence: `Toegevoegd aan je account: ${named(FACTORS, facts)}.`,
    }),
    passkeySaved: () => ({
      subject: 'Er is een passkey opgeslagen',
      sentence:
        'Nadat er met je wachtwoord was ingelogd, heeft de browser in zijn wachtwoordmanager een passkey voor je account opgeslagen. Daarmee kan zonder het wachtwoord worden ingelogd. Wil je dat niet, verwijder hem dan op je pagina Beveiliging.',
    }),
    factorRemoved: (facts) => ({
      subject: `Verwijderd: ${named(FACTORS, facts)}`,
      sentence: `Verwijderd uit je account: ${named(FACTORS, facts)}. Je account is nu minder goed beschermd.`,
    }),
    twoFactorReset: () => ({
      subject: 'Tweefactorauthenticatie is gereset',
      sentence:
        'Een beheerder heeft alle tweede factoren van je account verwijderd en het overal uitgelogd. Stel opnieuw een tweede factor in.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'Een verloren tweede factor is verwijderd',
      sentence: `Een beheerder heeft een tweede factor als verloren uit je account verwijderd: ${named(FACTORS, facts)}. Waar die was gebruikt, is je account uitgelogd, en geen apparaat is nog vertrouwd. Wat je verder hebt ingesteld, werkt nog; is er niets meer over, stel dan opnieuw een tweede factor in.`,
    }),
    factorMissing: () => ({
      subject: 'Stel je tweede factor in',
      sentence:
        'Je account heeft een tweede factor nodig, zoals een authenticator-app of een passkey, en heeft er nog geen. Vanaf het tijdstip hieronder kan er met het account niets anders voordat er een is ingesteld.',
    }),
    signedOutEverywhere: () => ({
      subject: 'Je account is overal uitgelogd',
      sentence: 'Een beheerder heeft je account overal uitgelogd. Log opnieuw in waar je het nodig hebt.',
    }),
    accountDisabled: () => ({
      subject: 'Je account is uitgeschakeld',
      sentence:
        'Een beheerder heeft je account uitgeschakeld en het overal uitgelogd. Niemand kan ermee inloggen tot het weer is ingeschakeld.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts) ? `Nog maar ${codes(facts.remaining)} over` : 'Er is een back-upcode gebruikt',
      sentence: `Er is een back-upcode gebruikt voor je account; nog over: ${codes(facts.remaining)}.${isFew(facts) ? ' Maak nieuwe voordat ze op zijn.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'Er is een herstelcode aangemaakt',
      sentence:
        'Een beheerder heeft een herstelcode aangemaakt, waarmee één keer zonder de tweede factor op je account kan worden ingelogd.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'Er is een herstelcode gebruikt',
      sentence: 'Met een herstelcode is zonder de tweede factor op je account ingelogd.',
    }),
    bypassCodeIssued: () => ({
      subject: 'Er is een tijdelijke code aangemaakt',
      sentence:
        'Een beheerder heeft een tijdelijke code aangemaakt, waarmee in plaats van de tweede factor op je account kan worden ingelogd. Je tweede factoren blijven zoals ze zijn.',
    }),
    bypassCodeUsed: () => ({
      subject: 'Er is een tijdelijke code gebruikt',
      sentence:
        'Met een tijdelijke code van een beheerder is in plaats van de tweede factor op je account ingelogd.',
    }),
    passwordChanged: () => ({
      subject: 'Je wachtwoord is gewijzigd',
      sentence: 'Het wachtwoord van je account is gewijzigd. Andere apparaten zijn uitgelogd.',
    }),
    passwordSet: () => ({
      subject: 'Een beheerder heeft je wachtwoord ingesteld',
      sentence: 'Een beheerder heeft een nieuw wachtwoord voor je account ingesteld en het overal uitgelogd.',
    }),
    passwordLink: () => ({
      subject: 'Kies je wachtwoord',
      sentence:
        'Kies via de link hieronder het wachtwoord van je account. Hij werkt één keer, en een dag lang, of bij een nieuw account drie dagen.',
    }),
    passwordLinkIssued: () => ({
      subject: 'Er is een link aangemaakt om je wachtwoord te kiezen',
      sentence:
        'Een beheerder heeft een link aangemaakt waarmee het wachtwoord van je account kan worden gekozen, en geeft die persoonlijk aan je door.',
    }),
    passwordReset: () => ({
      subject: 'Stel je wachtwoord opnieuw in',
      sentence:
        'Iemand, waarschijnlijk jij, is het wachtwoord van je account vergeten. Kies via de link hieronder een ander. Hij werkt één keer, 45 minuten lang; heb je een tweede factor, dan wordt daarom gevraagd.',
    }),
    passwordElsewhere: () => ({
      subject: 'Je wachtwoord wordt niet hier bewaard',
      sentence:
        'Iemand, waarschijnlijk jij, wilde het wachtwoord van je account opnieuw instellen. Een andere server bewaart het, zoals de mailserver: wijzig het daar, of vraag het je beheerder.',
    }),
    loginChanged: () => ({
      subject: 'Je gebruikersnaam is gewijzigd',
      sentence:
        'Een beheerder heeft je account een andere gebruikersnaam gegeven; die staat hieronder. Log daarmee in.',
    }),
    madeAdministrator: () => ({
      subject: 'Je bent nu beheerder',
      sentence:
        'Je account heeft de rechten van een beheerder gekregen: het kan alle andere accounts wijzigen.',
    }),
    administratorNoMore: () => ({
      subject: 'Je bent geen beheerder meer',
      sentence: 'Je account heeft de rechten van een beheerder niet meer.',
    }),
    keyCopied: () => ({
      subject: 'Een beveiligingssleutel is misschien gekopieerd',
      sentence:
        'Een beveiligingssleutel van je account antwoordde met een oudere teller dan eerst, zoals een kopie zou doen. Hij is geweigerd.',
    }),
    keyChanged: () => ({
      subject: 'Een passkey doet zich anders voor',
      sentence:
        'Een passkey of beveiligingssleutel van je account antwoordde als een andere soort dan toen hij werd geregistreerd: wat niet naar andere apparaten kon worden gekopieerd, kan dat nu wel, of omgekeerd. Hij is geweigerd.',
    }),
    contactChanged: () => ({
      subject: 'Je adres of taal voor meldingen is gewijzigd',
      sentence: 'Het e-mailadres of de taal voor berichten over je account is gewijzigd.',
    }),
    confirmAddress: () => ({
      subject: 'Bevestig dit adres',
      sentence:
        'Iemand wil dat berichten over de beveiliging van dit account naar dit adres gaan. Open de link om dat te bevestigen; hij werkt een dag.',
    }),
    reported: () => ({
      subject: 'Je account is vergrendeld',
      sentence:
        'Via de link in een e-mail is gemeld dat iemand anders in je account was. Het is overal uitgelogd en niemand kan inloggen tot er een nieuw wachtwoord is gekozen.',
    }),
    reportedByOther: () => ({
      subject: 'Er is een account gemeld',
      sentence:
        'Er is gemeld dat iemand anders in het hieronder genoemde account was. Het is overal uitgelogd en vergrendeld.',
    }),
  },
  labels: {
    account: 'Account',
    time: 'Tijdstip',
    deadline: 'Instellen vóór',
    device: 'Apparaat',
    item: 'Naam',
    appPasswords: 'App-wachtwoorden die niet meer werken',
    times: 'Aantal keer',
    address: 'IP-adres',
    place: 'Plaats bij benadering',
    by: 'Door',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'Een app-wachtwoord werkt daardoor niet meer: het programma dat het gebruikte, heeft een nieuw nodig.'
      : `${count} app-wachtwoorden werken daardoor niet meer: de programma’s die ze gebruikten, hebben nieuwe nodig.`,
  colon: ': ',
  localNetwork: 'Lokaal netwerk',
  wasMe: 'Was jij dit, dan hoef je niets te doen.',
  wasNotMe: {
    passwordLinkIssued: 'Heb je niet om een link gevraagd, vertel het dan meteen aan je beheerder.',
    keyChanged:
      'Kun je dit niet verklaren, verwijder de sleutel dan, registreer hem opnieuw en vertel het aan je beheerder.',
    halfFinished: 'Was jij dit niet, wijzig dan nu je wachtwoord.',
    lockedOut:
      'Was jij dit niet, dan is iemand aan het raden. Zorg dat je je wachtwoord nergens anders gebruikt.',
    keyCopied: 'Kun je dit niet verklaren, verwijder de sleutel dan en vertel het aan je beheerder.',
    otherwise:
      'Was jij dit niet, wijzig dan je wachtwoord, kijk je apparaten en inlogmethoden na en vertel het aan je beheerder.',
  },
  notMe: {
    advice:
      'Zo niet, gebruik dan de tweede link: je account wordt overal uitgelogd en vergrendeld tot er een nieuw wachtwoord is gekozen.',
    button: 'Dit was ik niet',
  },
  advice: {
    reported:
      'Vraag je beheerder om een nieuw wachtwoord. Heb je dit niet gemeld, dan leest iemand anders je e-mail: waarschuw je beheerder.',
    reportedByOther:
      'Ga na met wie je te maken hebt voordat je een link voor een nieuw wachtwoord geeft, en controleer waar de meldingen van het account heen gaan. Was het een vergissing, ontgrendel het account dan.',
    factorMissing:
      'Op je beveiligingspagina kost het twee minuten. Heb je hulp nodig, vraag het dan je beheerder.',
    signedOutEverywhere: 'Had je dit niet verwacht, vraag het dan aan je beheerder.',
    accountDisabled: 'Had je dit niet verwacht, vraag het dan aan je beheerder.',
    confirmAddress: 'Weet je hier niets van, doe dan niets: er wordt hier verder niets naartoe gestuurd.',
    passwordLink:
      'Had je dit niet verwacht, doe dan niets: zonder de link kan niemand je wachtwoord kiezen. Geef hem niet door.',
    passwordReset:
      'Heb je hier niet om gevraagd, doe dan niets: je wachtwoord blijft zoals het is. Geef de link niet door.',
    passwordElsewhere: 'Heb je hier niet om gevraagd, dan kun je deze e-mail negeren.',
  },
  buttons: {
    reportedByOther: 'Account openen',
    confirmAddress: 'Adres bevestigen',
    passwordLink: 'Wachtwoord kiezen',
    passwordReset: 'Wachtwoord kiezen',
    factorMissing: 'Nu instellen',
    otherwise: 'Mijn account controleren',
  },
  help: 'Hulp nodig?',
  footer: (issuer) =>
    `${issuer} stuurt dit vanwege een gebeurtenis in je account. We vragen nooit per e-mail om je wachtwoord of codes.`,
};
