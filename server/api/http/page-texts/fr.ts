import type { PageTexts } from './texts.js';

export const fr: PageTexts = {
  help: 'Besoin d’aide ?',
  application: 'l’application',
  stay: 'Rester connecté',
  whose: {
    PERSON: 'Votre compte n’est pas en cause.',
    APPLICATION: 'L’erreur ne vient pas de vous. Prévenez ceux qui gèrent {application}.',
    ADMINISTRATOR: 'Vous ne pouvez pas changer cela vous-même : adressez-vous à un administrateur.',
    SERVICE:
      'L’erreur ne vient pas de vous. Réessayez dans un instant ; si cela se reproduit, prévenez un administrateur.',
  },
  pages: {
    FORBIDDEN: [
      'Accès refusé : {application}',
      'Vous êtes connecté en tant que {login}, mais {application} n’est pas ouvert à ce compte.',
      'Utiliser un autre compte',
    ],
    SWITCHED_OFF: ['{application} est désactivé', 'Un administrateur en a désactivé la connexion.'],
    UNKNOWN_HOST: [
      'Cette adresse n’est pas configurée',
      'Aucune application n’a cet hôte. Un administrateur doit l’ajouter à l’une d’elles dans {service}.',
    ],
    UNTRUSTED_PROXY: [
      'Ce proxy n’est pas de confiance',
      '{service} ne connaît pas le proxy qui demande. Un administrateur doit ajouter son adresse à TRUSTED_PROXIES.',
    ],
    NO_HOST: [
      'Le proxy n’indique pas un hôte unique',
      'Un administrateur doit faire envoyer par le proxy X-Forwarded-Host avec un seul hôte, quoi que le navigateur envoie.',
    ],
    OTHER_SCHEME: [
      'L’adresse ne commence pas comme celle de {service}',
      'Les deux doivent être en https. Un administrateur doit faire envoyer par le proxy le X-Forwarded-Proto correspondant.',
    ],
    SPOOFED_HEADER: [
      'Cette requête a été refusée',
      'Elle contient un en-tête qui pourrait être pris pour l’un de ceux de {service}. Votre navigateur n’en envoie pas : un programme intermédiaire l’ajoute.',
    ],
    FOREIGN_SOCKET: ['Cette connexion a été refusée', 'Une page d’un autre site a essayé de l’ouvrir.'],
    MALFORMED: ['Ce lien est incomplet', 'Ouvrez à nouveau l’application.', 'Ouvrir à nouveau'],
    CODE_USED: [
      'Ce lien a déjà servi ou est trop ancien',
      'Ouvrez à nouveau l’application.',
      'Ouvrir à nouveau',
    ],
    NO_COOKIE: [
      'La connexion n’a pas commencé dans ce navigateur',
      'Ou le navigateur ne garde pas de cookies pour cette adresse. Autorisez-les et ouvrez à nouveau l’application.',
      'Ouvrir à nouveau',
    ],
    SIGN_OUT: [
      'Se déconnecter ?',
      'Vous serez déconnecté de {service}, et donc des applications que vous avez ouvertes par lui.',
      'Se déconnecter',
    ],
    SIGNED_OUT: [
      'Vous êtes déconnecté',
      'Fermez le navigateur si d’autres l’utilisent aussi.',
      'Se connecter',
    ],
    SIGN_IN_OVER: [
      'Cette connexion est terminée',
      'Elle a déjà abouti ou a duré trop longtemps. Retournez à l’application et connectez-vous à nouveau.',
      'Aller à la page d’accueil',
    ],
    UNKNOWN_APPLICATION: [
      'Cette application n’est pas connue ici',
      'Elle vous a envoyé ici pour vous connecter, mais {service} ne connaît aucune application de ce genre.',
    ],
    BAD_REQUEST: [
      'L’application a fait une erreur',
      'Elle vous a envoyé ici avec une demande que {service} ne peut pas suivre.',
    ],
    WRONG_ADDRESS: [
      'L’application a donné une mauvaise adresse',
      'Elle veut vous conduire à une adresse qui n’est pas enregistrée pour elle.',
    ],
    TOO_MANY: [
      'Trop de connexions à la fois',
      'Trop de connexions ont été commencées depuis votre réseau. Attendez un moment, puis retournez à l’application et recommencez.',
    ],
    BROKEN: ['Une erreur est survenue', '{service} n’a pas pu faire ce que vous demandiez.'],
    UNAVAILABLE: ['Indisponible pour le moment', '{service} n’atteint pas sa base de données.'],
    NOT_FOUND: [
      'Cette page n’existe pas',
      'L’adresse est peut-être mal saisie, ou ce qui était ici a disparu.',
      'Aller à la page d’accueil',
    ],
  },
};
