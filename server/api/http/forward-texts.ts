import type { Locale } from '../../platform/locale.js';

/** Title, text, and what a link says. */
type Texts = readonly [title: string, text: string, link?: string];

export type ForwardPage =
  | 'FORBIDDEN'
  | 'SWITCHED_OFF'
  | 'UNKNOWN_HOST'
  | 'UNTRUSTED_PROXY'
  | 'NO_HOST'
  | 'OTHER_SCHEME'
  | 'SPOOFED_HEADER'
  | 'FOREIGN_SOCKET'
  | 'MALFORMED'
  | 'CODE_USED'
  | 'NO_COOKIE'
  | 'SIGN_OUT'
  | 'SIGNED_OUT';

export const FORWARD_TEXTS: Record<Locale, { thisPage: string; pages: Record<ForwardPage, Texts> }> = {
  en: {
    thisPage: 'this page',
    pages: {
      FORBIDDEN: [
        'You may not enter {application}',
        'You are signed in as {login}, but {application} is not open to this account. Only an administrator can change that.',
      ],
      SWITCHED_OFF: ['{application} is switched off', 'An administrator has switched the sign-in to it off.'],
      UNKNOWN_HOST: [
        'This address is not set up',
        'No application has this host. An administrator has to add it to one in Latchkey.',
      ],
      UNTRUSTED_PROXY: [
        'This proxy is not trusted',
        'Latchkey does not know the proxy that asks. An administrator has to add its address to TRUSTED_PROXIES.',
      ],
      NO_HOST: [
        'The proxy does not name one host',
        'An administrator has to have the proxy send X-Forwarded-Host with one host, whatever the browser sends.',
      ],
      OTHER_SCHEME: [
        'The address begins differently from Latchkey’s',
        'Both have to be https. An administrator has to have the proxy send X-Forwarded-Proto accordingly.',
      ],
      SPOOFED_HEADER: [
        'This request was refused',
        'It holds a header that could be taken for one of Latchkey’s. Your browser does not send such headers: a program on the way adds it.',
      ],
      FOREIGN_SOCKET: ['This connection was refused', 'A page of another site tried to open it.'],
      MALFORMED: ['This link is incomplete', 'Open the application again.', 'Open it again'],
      CODE_USED: [
        'This link has been used, or is too old',
        'Nothing is wrong with your account. Open the application again.',
        'Open it again',
      ],
      NO_COOKIE: [
        'The sign-in did not begin in this browser',
        'Or the browser keeps no cookies for this address. Allow them, and open the application again.',
        'Open it again',
      ],
      SIGN_OUT: [
        'Sign out?',
        'You will be signed out of Latchkey, and so of the applications that you entered by it.',
        'Sign out',
      ],
      SIGNED_OUT: ['You are signed out', 'Close the browser if others use it too.', 'Sign in'],
    },
  },
  de: {
    thisPage: 'diese Seite',
    pages: {
      FORBIDDEN: [
        'Kein Zutritt zu {application}',
        'Sie sind als {login} angemeldet, aber {application} steht diesem Konto nicht offen. Das kann nur die Administration ändern.',
      ],
      SWITCHED_OFF: [
        '{application} ist abgeschaltet',
        'Die Administration hat die Anmeldung dort abgeschaltet.',
      ],
      UNKNOWN_HOST: [
        'Diese Adresse ist nicht eingerichtet',
        'Keine Anwendung hat diesen Host. Die Administration muss ihn in Latchkey zu einer hinzufügen.',
      ],
      UNTRUSTED_PROXY: [
        'Diesem Proxy wird nicht vertraut',
        'Latchkey kennt den Proxy nicht, der anfragt. Die Administration muss seine Adresse zu TRUSTED_PROXIES hinzufügen.',
      ],
      NO_HOST: [
        'Der Proxy nennt keinen eindeutigen Host',
        'Die Administration muss den Proxy X-Forwarded-Host mit einem einzigen Host senden lassen, was auch immer der Browser sendet.',
      ],
      OTHER_SCHEME: [
        'Die Adresse beginnt anders als die von Latchkey',
        'Beide müssen https sein. Die Administration muss den Proxy X-Forwarded-Proto entsprechend senden lassen.',
      ],
      SPOOFED_HEADER: [
        'Diese Anfrage wurde abgelehnt',
        'Sie enthält einen Header, der für einen von Latchkey gehalten werden könnte. Ihr Browser sendet solche nicht: Ein Programm dazwischen fügt ihn hinzu.',
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
        'Mit Ihrem Konto ist alles in Ordnung. Öffnen Sie die Anwendung noch einmal.',
        'Noch einmal öffnen',
      ],
      NO_COOKIE: [
        'Die Anmeldung hat nicht in diesem Browser begonnen',
        'Oder der Browser behält keine Cookies für diese Adresse. Lassen Sie sie zu und öffnen Sie die Anwendung noch einmal.',
        'Noch einmal öffnen',
      ],
      SIGN_OUT: [
        'Abmelden?',
        'Sie werden bei Latchkey abgemeldet, und damit bei den Anwendungen, die Sie darüber geöffnet haben.',
        'Abmelden',
      ],
      SIGNED_OUT: [
        'Sie sind abgemeldet',
        'Schließen Sie den Browser, wenn auch andere ihn benutzen.',
        'Anmelden',
      ],
    },
  },
  fr: {
    thisPage: 'cette page',
    pages: {
      FORBIDDEN: [
        'Accès refusé : {application}',
        'Vous êtes connecté en tant que {login}, mais {application} n’est pas ouvert à ce compte. Seul un administrateur peut changer cela.',
      ],
      SWITCHED_OFF: ['{application} est désactivé', 'Un administrateur en a désactivé la connexion.'],
      UNKNOWN_HOST: [
        'Cette adresse n’est pas configurée',
        'Aucune application n’a cet hôte. Un administrateur doit l’ajouter à l’une d’elles dans Latchkey.',
      ],
      UNTRUSTED_PROXY: [
        'Ce proxy n’est pas de confiance',
        'Latchkey ne connaît pas le proxy qui demande. Un administrateur doit ajouter son adresse à TRUSTED_PROXIES.',
      ],
      NO_HOST: [
        'Le proxy n’indique pas un hôte unique',
        'Un administrateur doit faire envoyer par le proxy X-Forwarded-Host avec un seul hôte, quoi que le navigateur envoie.',
      ],
      OTHER_SCHEME: [
        'L’adresse ne commence pas comme celle de Latchkey',
        'Les deux doivent être en https. Un administrateur doit faire envoyer par le proxy le X-Forwarded-Proto correspondant.',
      ],
      SPOOFED_HEADER: [
        'Cette requête a été refusée',
        'Elle contient un en-tête qui pourrait être pris pour l’un de ceux de Latchkey. Votre navigateur n’en envoie pas : un programme intermédiaire l’ajoute.',
      ],
      FOREIGN_SOCKET: ['Cette connexion a été refusée', 'Une page d’un autre site a essayé de l’ouvrir.'],
      MALFORMED: ['Ce lien est incomplet', 'Ouvrez à nouveau l’application.', 'Ouvrir à nouveau'],
      CODE_USED: [
        'Ce lien a déjà servi ou est trop ancien',
        'Votre compte n’est pas en cause. Ouvrez à nouveau l’application.',
        'Ouvrir à nouveau',
      ],
      NO_COOKIE: [
        'La connexion n’a pas commencé dans ce navigateur',
        'Ou le navigateur ne garde pas de cookies pour cette adresse. Autorisez-les et ouvrez à nouveau l’application.',
        'Ouvrir à nouveau',
      ],
      SIGN_OUT: [
        'Se déconnecter ?',
        'Vous serez déconnecté de Latchkey, et donc des applications que vous avez ouvertes par lui.',
        'Se déconnecter',
      ],
      SIGNED_OUT: [
        'Vous êtes déconnecté',
        'Fermez le navigateur si d’autres l’utilisent aussi.',
        'Se connecter',
      ],
    },
  },
  es: {
    thisPage: 'esta página',
    pages: {
      FORBIDDEN: [
        'No puede entrar en {application}',
        'Ha iniciado sesión como {login}, pero {application} no está abierta a esta cuenta. Solo un administrador puede cambiarlo.',
      ],
      SWITCHED_OFF: [
        '{application} está desactivada',
        'Un administrador ha desactivado el inicio de sesión en ella.',
      ],
      UNKNOWN_HOST: [
        'Esta dirección no está configurada',
        'Ninguna aplicación tiene este host. Un administrador debe añadirlo a una en Latchkey.',
      ],
      UNTRUSTED_PROXY: [
        'Este proxy no es de confianza',
        'Latchkey no conoce el proxy que pregunta. Un administrador debe añadir su dirección a TRUSTED_PROXIES.',
      ],
      NO_HOST: [
        'El proxy no indica un único host',
        'Un administrador debe hacer que el proxy envíe X-Forwarded-Host con un solo host, envíe lo que envíe el navegador.',
      ],
      OTHER_SCHEME: [
        'La dirección no empieza como la de Latchkey',
        'Ambas deben ser https. Un administrador debe hacer que el proxy envíe el X-Forwarded-Proto correspondiente.',
      ],
      SPOOFED_HEADER: [
        'Se ha rechazado esta petición',
        'Contiene una cabecera que podría tomarse por una de Latchkey. Su navegador no envía ninguna: la añade un programa intermedio.',
      ],
      FOREIGN_SOCKET: ['Se ha rechazado esta conexión', 'Una página de otro sitio ha intentado abrirla.'],
      MALFORMED: ['Este enlace está incompleto', 'Vuelva a abrir la aplicación.', 'Volver a abrir'],
      CODE_USED: [
        'Este enlace ya se ha usado o es demasiado antiguo',
        'Su cuenta no tiene ningún problema. Vuelva a abrir la aplicación.',
        'Volver a abrir',
      ],
      NO_COOKIE: [
        'El inicio de sesión no empezó en este navegador',
        'O el navegador no guarda cookies para esta dirección. Permítalas y vuelva a abrir la aplicación.',
        'Volver a abrir',
      ],
      SIGN_OUT: [
        '¿Cerrar la sesión?',
        'Se cerrará su sesión en Latchkey y, con ella, en las aplicaciones que abrió por medio de él.',
        'Cerrar sesión',
      ],
      SIGNED_OUT: [
        'Ha cerrado la sesión',
        'Cierre el navegador si otras personas también lo usan.',
        'Iniciar sesión',
      ],
    },
  },
};
