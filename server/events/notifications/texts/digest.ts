import type { Locale } from '../../../platform/locale.js';
import type { Digest, DigestPart } from '../digest.js';

/** One language of what administrators are mailed. A number follows its noun, whose form it would change otherwise. */
export interface DigestTexts {
  subject: Record<Digest['every'], string>;
  protected: (figures: { accounts: string; protected: string; share: string }) => string;
  isSwitchedOff: string;
  parts: Record<DigestPart['what'], { title: string; text: string }>;
  more: (count: string) => string;
  show: string;
  open: string;
  footer: (service: string) => string;
}

export const DIGEST_TEXTS: Record<Locale, DigestTexts> = {
  en: {
    subject: { WEEKLY: 'This week’s report', MONTHLY: 'This month’s report' },
    protected: ({ accounts, protected: some, share }) =>
      `Accounts: ${accounts}, of which protected by a second factor: ${some} (${share}).`,
    isSwitchedOff: 'Two-factor authentication is switched off for everyone.',
    parts: {
      overdue: {
        title: 'Overdue',
        text: 'They had to set up a second factor and have not. They can do nothing else before.',
      },
      soon: {
        title: 'Overdue within 7 days',
        text: 'They have to set up a second factor, and their grace period ends soon.',
      },
      locked: { title: 'Locked', text: 'After too many failed attempts, for a while.' },
      reported: {
        title: 'Reported by their owners',
        text: 'Somebody else may have been in them. Each is locked until its password is chosen anew.',
      },
      lapsed: {
        title: 'Invited in vain',
        text: 'Nobody has chosen a password, and the link is no longer good. Send another one.',
      },
    },
    more: (count) => `and ${count} more`,
    show: 'Show them',
    open: 'Open the overview',
    footer: (service) =>
      `${service} sends this to its administrators. How often, and whether at all, is set under Settings.`,
  },
  de: {
    subject: { WEEKLY: 'Der Bericht dieser Woche', MONTHLY: 'Der Bericht dieses Monats' },
    protected: ({ accounts, protected: some, share }) =>
      `Konten: ${accounts}, davon durch einen zweiten Faktor geschützt: ${some} (${share}).`,
    isSwitchedOff: 'Die Zwei-Faktor-Authentisierung ist für alle ausgeschaltet.',
    parts: {
      overdue: {
        title: 'Überfällig',
        text: 'Sie mussten einen zweiten Faktor einrichten und haben es nicht getan. Vorher können sie nichts anderes tun.',
      },
      soon: {
        title: 'In den nächsten 7 Tagen überfällig',
        text: 'Sie müssen einen zweiten Faktor einrichten, und ihre Frist endet bald.',
      },
      locked: { title: 'Gesperrt', text: 'Nach zu vielen Fehlversuchen, für einige Zeit.' },
      reported: {
        title: 'Von ihren Besitzern gemeldet',
        text: 'Jemand anders war vielleicht darin. Jedes ist gesperrt, bis sein Passwort neu gewählt ist.',
      },
      lapsed: {
        title: 'Vergeblich eingeladen',
        text: 'Niemand hat ein Passwort gewählt, und der Link gilt nicht mehr. Schicken Sie einen neuen.',
      },
    },
    more: (count) => `und ${count} weitere`,
    show: 'Anzeigen',
    open: 'Übersicht öffnen',
    footer: (service) =>
      `${service} schickt dies seinen Administratoren. Wie oft, und ob überhaupt, steht in den Einstellungen.`,
  },
  fr: {
    subject: { WEEKLY: 'Le rapport de la semaine', MONTHLY: 'Le rapport du mois' },
    protected: ({ accounts, protected: some, share }) =>
      `Comptes : ${accounts}, dont protégés par un second facteur : ${some} (${share}).`,
    isSwitchedOff: 'L’authentification à deux facteurs est désactivée pour tous.',
    parts: {
      overdue: {
        title: 'En retard',
        text: 'Ils devaient configurer un second facteur et ne l’ont pas fait. Ils ne peuvent rien faire d’autre avant.',
      },
      soon: {
        title: 'En retard d’ici 7 jours',
        text: 'Ils doivent configurer un second facteur, et leur délai se termine bientôt.',
      },
      locked: { title: 'Verrouillés', text: 'Après trop d’échecs, pour un certain temps.' },
      reported: {
        title: 'Signalés par leurs titulaires',
        text: 'Quelqu’un d’autre y est peut-être entré. Chacun est verrouillé jusqu’au choix d’un nouveau mot de passe.',
      },
      lapsed: {
        title: 'Invités en vain',
        text: 'Personne n’a choisi de mot de passe, et le lien n’est plus valable. Envoyez-en un autre.',
      },
    },
    more: (count) => `et ${count} de plus`,
    show: 'Les afficher',
    open: 'Ouvrir la vue d’ensemble',
    footer: (service) =>
      `${service} envoie ceci à ses administrateurs. La fréquence se choisit dans les réglages, où l’envoi peut aussi être désactivé.`,
  },
  es: {
    subject: { WEEKLY: 'El informe de esta semana', MONTHLY: 'El informe de este mes' },
    protected: ({ accounts, protected: some, share }) =>
      `Cuentas: ${accounts}, de ellas protegidas por un segundo factor: ${some} (${share}).`,
    isSwitchedOff: 'La autenticación en dos pasos está desactivada para todos.',
    parts: {
      overdue: {
        title: 'Con retraso',
        text: 'Tenían que configurar un segundo factor y no lo han hecho. Antes no pueden hacer nada más.',
      },
      soon: {
        title: 'Con retraso en los próximos 7 días',
        text: 'Tienen que configurar un segundo factor, y su plazo termina pronto.',
      },
      locked: { title: 'Bloqueadas', text: 'Tras demasiados intentos fallidos, durante un tiempo.' },
      reported: {
        title: 'Denunciadas por sus dueños',
        text: 'Quizá haya entrado otra persona. Cada una está bloqueada hasta que se elija otra contraseña.',
      },
      lapsed: {
        title: 'Invitadas en vano',
        text: 'Nadie ha elegido una contraseña y el enlace ya no vale. Envíe otro.',
      },
    },
    more: (count) => `y ${count} más`,
    show: 'Mostrarlas',
    open: 'Abrir el resumen',
    footer: (service) =>
      `${service} envía esto a sus administradores. La frecuencia se elige en los ajustes, donde también se puede desactivar.`,
  },
  nl: {
    subject: { WEEKLY: 'Het rapport van deze week', MONTHLY: 'Het rapport van deze maand' },
    protected: ({ accounts, protected: some, share }) =>
      `Accounts: ${accounts}, waarvan beveiligd met een tweede factor: ${some} (${share}).`,
    isSwitchedOff: 'Tweefactorauthenticatie is voor iedereen uitgeschakeld.',
    parts: {
      overdue: {
        title: 'Te laat',
        text: 'Ze moesten een tweede factor instellen en hebben dat niet gedaan. Tot dan kunnen ze niets anders doen.',
      },
      soon: {
        title: 'Te laat binnen 7 dagen',
        text: 'Ze moeten een tweede factor instellen, en hun respijtperiode eindigt binnenkort.',
      },
      locked: { title: 'Vergrendeld', text: 'Na te veel mislukte pogingen, voor enige tijd.' },
      reported: {
        title: 'Gemeld door hun eigenaars',
        text: 'Misschien is er iemand anders in geweest. Elk is vergrendeld tot er een nieuw wachtwoord is gekozen.',
      },
      lapsed: {
        title: 'Tevergeefs uitgenodigd',
        text: 'Niemand heeft een wachtwoord gekozen, en de link is niet meer geldig. Stuur een nieuwe.',
      },
    },
    more: (count) => `en nog ${count}`,
    show: 'Tonen',
    open: 'Overzicht openen',
    footer: (service) =>
      `${service} stuurt dit aan zijn beheerders. Hoe vaak, en of het gebeurt, staat bij de instellingen.`,
  },
  hu: {
    subject: { WEEKLY: 'E heti jelentés', MONTHLY: 'E havi jelentés' },
    protected: ({ accounts, protected: some, share }) =>
      `Fiókok: ${accounts}, ebből második faktorral védett: ${some} (${share}).`,
    isSwitchedOff: 'A kétlépcsős azonosítás mindenkinél ki van kapcsolva.',
    parts: {
      overdue: {
        title: 'Határidőn túl',
        text: 'Be kellett volna állítaniuk egy második faktort, de nem tették. Addig mást nem tehetnek.',
      },
      soon: {
        title: 'Határidő 7 napon belül',
        text: 'Be kell állítaniuk egy második faktort, és hamarosan letelik a türelmi idejük.',
      },
      locked: { title: 'Zárolva', text: 'Túl sok sikertelen próbálkozás után, egy időre.' },
      reported: {
        title: 'Tulajdonosuk jelentette',
        text: 'Lehet, hogy valaki más is járt bennük. Mindegyik zárolva van, amíg új jelszót nem választanak.',
      },
      lapsed: {
        title: 'Hiába meghívva',
        text: 'Senki sem választott jelszót, és a hivatkozás már nem érvényes. Küldjön újat.',
      },
    },
    more: (count) => `és még ${count}`,
    show: 'Megjelenítés',
    open: 'Az áttekintés megnyitása',
    footer: (service) =>
      `Ezt a levelet a(z) ${service} küldi a rendszergazdáinak. A gyakorisága a beállításoknál adható meg, ott ki is kapcsolható.`,
  },
  ru: {
    subject: { WEEKLY: 'Отчёт за неделю', MONTHLY: 'Отчёт за месяц' },
    protected: ({ accounts, protected: some, share }) =>
      `Всего аккаунтов: ${accounts}, из них защищено вторым фактором: ${some} (${share}).`,
    isSwitchedOff: 'Двухфакторная аутентификация отключена для всех.',
    parts: {
      overdue: {
        title: 'Срок прошёл',
        text: 'Им нужно было настроить второй фактор, но они этого не сделали. До тех пор ничего другого они делать не могут.',
      },
      soon: {
        title: 'Срок пройдёт в ближайшие 7 дней',
        text: 'Им нужно настроить второй фактор, и отсрочка скоро закончится.',
      },
      locked: { title: 'Заблокированы', text: 'Из-за множества неудачных попыток, на некоторое время.' },
      reported: {
        title: 'О них сообщили владельцы',
        text: 'Возможно, в них входил кто-то другой. Каждый заблокирован, пока не выбран новый пароль.',
      },
      lapsed: {
        title: 'Приглашены, но не вошли',
        text: 'Пароль никто не выбрал, а ссылка уже не действует. Отправьте новую.',
      },
    },
    more: (count) => `и ещё ${count}`,
    show: 'Показать',
    open: 'Открыть обзор',
    footer: (service) =>
      `${service} отправляет это письмо администраторам. Как часто и отправлять ли вообще, задаётся в настройках.`,
  },
};
