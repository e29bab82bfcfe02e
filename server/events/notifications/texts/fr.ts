import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'application d’authentification',
  securityKey: 'clé de sécurité ou clé d’accès',
  backupCodes: 'codes de secours',
  appPassword: 'mot de passe d’application',
  all: 'authentification à deux facteurs',
};
const codes = (n = 0): string => (n < 2 ? `${n} code de secours` : `${n} codes de secours`);

export const fr: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Connexion sur un nouvel appareil',
      sentence: 'Quelqu’un s’est connecté à votre compte sur un appareil qui n’avait pas encore servi.',
    }),
    halfFinished: () => ({
      subject: 'Quelqu’un connaît votre mot de passe',
      sentence:
        'Quelqu’un a saisi votre mot de passe, puis plusieurs codes erronés. Le second facteur l’a arrêté, mais le mot de passe est connu.',
    }),
    lockedOut: () => ({
      subject: 'La connexion a été bloquée',
      sentence:
        'Après trop d’échecs, la connexion à votre compte est bloquée pour un temps. Les appareils sur lesquels vous vous êtes déjà connecté fonctionnent toujours.',
    }),
    factorAdded: (facts) => ({
      subject: `Ajout : ${named(FACTORS, facts)}`,
      sentence: `Ajouté à votre compte : ${named(FACTORS, facts)}.`,
    }),
    passkeySaved: () => ({
      subject: 'Une clé d’accès a été enregistrée',
      sentence:
        'Après une connexion avec votre mot de passe, le navigateur a enregistré une clé d’accès à votre compte dans son gestionnaire de mots de passe. Elle permet de se connecter sans mot de passe. Si vous n’en voulez pas, supprimez-la sur votre page Sécurité.',
    }),
    factorRemoved: (facts) => ({
      subject: `Suppression : ${named(FACTORS, facts)}`,
      sentence: `Supprimé de votre compte : ${named(FACTORS, facts)}. Il est désormais moins protégé.`,
    }),
    twoFactorReset: () => ({
      subject: 'L’authentification à deux facteurs a été réinitialisée',
      sentence:
        'L’administration a supprimé tous les seconds facteurs de votre compte et l’a déconnecté partout. Configurez de nouveau un second facteur.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'Un second facteur perdu a été supprimé',
      sentence: `L’administration a supprimé de votre compte un second facteur perdu : ${named(FACTORS, facts)}. Votre compte a été déconnecté là où il avait servi, et plus aucun appareil n’est de confiance. Ce que vous avez configuré par ailleurs fonctionne toujours ; s’il ne reste rien, configurez de nouveau un second facteur.`,
    }),
    factorMissing: () => ({
      subject: 'Configurez votre second facteur',
      sentence:
        'Votre compte a besoin d’un second facteur, comme une application d’authentification ou une clé d’accès, et n’en a pas encore. À partir du moment indiqué ci-dessous, rien d’autre ne sera possible avec le compte avant d’en configurer un.',
    }),
    signedOutEverywhere: () => ({
      subject: 'Votre compte a été déconnecté partout',
      sentence:
        'L’administration a déconnecté votre compte partout. Reconnectez-vous là où vous en avez besoin.',
    }),
    accountDisabled: () => ({
      subject: 'Votre compte a été désactivé',
      sentence:
        'L’administration a désactivé votre compte et l’a déconnecté partout. Personne ne peut s’y connecter tant qu’il n’est pas réactivé.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts) ? `Plus que ${codes(facts.remaining)}` : 'Un code de secours a été utilisé',
      sentence: `Un code de secours a été utilisé pour votre compte ; il reste ${codes(facts.remaining)}.${isFew(facts) ? ' Créez-en de nouveaux avant qu’il n’en reste plus.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'Un code de récupération a été émis',
      sentence:
        'L’administration a émis un code de récupération, qui permet de se connecter une fois à votre compte sans le second facteur.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'Un code de récupération a été utilisé',
      sentence: 'Un code de récupération a servi à se connecter à votre compte sans le second facteur.',
    }),
    bypassCodeIssued: () => ({
      subject: 'Un code temporaire a été émis',
      sentence:
        'L’administration a émis un code temporaire, qui permet de se connecter à votre compte à la place du second facteur. Vos seconds facteurs restent tels quels.',
    }),
    bypassCodeUsed: () => ({
      subject: 'Un code temporaire a été utilisé',
      sentence:
        'Un code temporaire de l’administration a servi à se connecter à votre compte à la place du second facteur.',
    }),
    passwordChanged: () => ({
      subject: 'Votre mot de passe a été modifié',
      sentence: 'Le mot de passe de votre compte a été modifié. Les autres appareils ont été déconnectés.',
    }),
    passwordSet: () => ({
      subject: 'L’administration a défini votre mot de passe',
      sentence: 'L’administration a donné un nouveau mot de passe à votre compte et l’a déconnecté partout.',
    }),
    passwordLink: () => ({
      subject: 'Choisissez votre mot de passe',
      sentence:
        'Choisissez le mot de passe de votre compte avec le lien ci-dessous. Il fonctionne une fois, pendant un jour ou, pour un nouveau compte, trois.',
    }),
    passwordLinkIssued: () => ({
      subject: 'Un lien pour choisir votre mot de passe a été émis',
      sentence:
        'L’administration a émis un lien qui permet de choisir le mot de passe de votre compte ; elle vous le remettra en personne.',
    }),
    passwordReset: () => ({
      subject: 'Réinitialisez votre mot de passe',
      sentence:
        'Quelqu’un, sans doute vous, a oublié le mot de passe de votre compte. Choisissez-en un autre avec le lien ci-dessous. Il fonctionne une fois, pendant 45 minutes ; si vous avez un second facteur, il vous sera demandé.',
    }),
    passwordElsewhere: () => ({
      subject: 'Votre mot de passe n’est pas conservé ici',
      sentence:
        'Quelqu’un, sans doute vous, a voulu réinitialiser le mot de passe de votre compte. Il est conservé par un autre serveur, comme le serveur de messagerie : modifiez-le là-bas ou adressez-vous à votre administration.',
    }),
    loginChanged: () => ({
      subject: 'Votre identifiant a été modifié',
      sentence:
        'L’administration a donné à votre compte un autre identifiant, indiqué ci-dessous. Connectez-vous avec celui-ci.',
    }),
    madeAdministrator: () => ({
      subject: 'Vous faites désormais partie de l’administration',
      sentence: 'Votre compte a reçu les droits d’administration : il peut modifier tous les autres comptes.',
    }),
    administratorNoMore: () => ({
      subject: 'Vous ne faites plus partie de l’administration',
      sentence: 'Les droits d’administration ont été retirés à votre compte.',
    }),
    keyCopied: () => ({
      subject: 'Une clé de sécurité a peut-être été copiée',
      sentence:
        'Une clé de sécurité de votre compte a répondu avec un compteur plus ancien qu’auparavant, comme le ferait une copie. Elle a été refusée.',
    }),
    keyChanged: () => ({
      subject: 'Une clé d’accès ne se ressemble plus',
      sentence:
        'Une clé d’accès ou clé de sécurité de votre compte s’est présentée comme étant d’une autre nature qu’à son enregistrement : elle ne pouvait pas être copiée sur d’autres appareils et le peut maintenant, ou l’inverse. Elle a été refusée.',
    }),
    contactChanged: () => ({
      subject: 'Vos notifications ont été modifiées',
      sentence: 'L’adresse e-mail ou la langue des messages relatifs à votre compte a été modifiée.',
    }),
    confirmAddress: () => ({
      subject: 'Confirmez cette adresse',
      sentence:
        'Quelqu’un demande que les messages sur la sécurité de ce compte soient envoyés à cette adresse. Ouvrez le lien pour la confirmer ; il est valable un jour.',
    }),
    reported: () => ({
      subject: 'Votre compte a été verrouillé',
      sentence:
        'Par le lien d’un e-mail, il a été signalé que quelqu’un d’autre était dans votre compte. Il a été déconnecté partout, et personne ne peut se connecter tant qu’un nouveau mot de passe n’est pas choisi.',
    }),
    reportedByOther: () => ({
      subject: 'Un compte a été signalé',
      sentence:
        'Il a été signalé que quelqu’un d’autre était dans le compte nommé ci-dessous. Il a été déconnecté partout et verrouillé.',
    }),
  },
  labels: {
    account: 'Compte',
    time: 'Heure',
    deadline: 'À configurer avant le',
    device: 'Appareil',
    item: 'Nom',
    appPasswords: 'Mots de passe d’application qui ne fonctionnent plus',
    times: 'Nombre de fois',
    address: 'Adresse Internet',
    place: 'Lieu approximatif',
    by: 'Effectué par',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'Un mot de passe d’application a cessé de fonctionner du même coup : le programme qui l’utilisait en demande un nouveau.'
      : `${count} mots de passe d’application ont cessé de fonctionner du même coup : les programmes qui les utilisaient en demandent de nouveaux.`,
  colon: ' : ',
  localNetwork: 'Réseau local',
  wasMe: 'Si vous êtes au courant, il n’y a rien à faire.',
  wasNotMe: {
    passwordLinkIssued: 'Si vous n’en avez pas demandé, prévenez aussitôt votre administration.',
    keyChanged:
      'Si vous ne pouvez pas l’expliquer, supprimez la clé, ajoutez-la de nouveau et prévenez votre administration.',
    halfFinished: 'Si ce n’était pas vous, changez votre mot de passe maintenant.',
    lockedOut:
      'Si ce n’était pas vous, quelqu’un essaie de deviner. Veillez à n’utiliser votre mot de passe nulle part ailleurs.',
    keyCopied: 'Si vous ne pouvez pas l’expliquer, supprimez la clé et prévenez votre administration.',
    otherwise:
      'Sinon, changez votre mot de passe, vérifiez vos appareils et vos moyens de connexion, et prévenez votre administration.',
  },
  notMe: {
    advice:
      'Sinon, utilisez le second lien : votre compte est déconnecté partout et verrouillé jusqu’au choix d’un nouveau mot de passe.',
    button: 'Ce n’était pas moi',
  },
  advice: {
    reported:
      'Demandez un nouveau mot de passe à votre administrateur. Si vous n’avez rien signalé, quelqu’un d’autre lit vos e-mails : prévenez votre administrateur.',
    reportedByOther:
      'Vérifiez à qui vous avez affaire avant de remettre un lien pour un nouveau mot de passe, et contrôlez où le compte est notifié. Si c’était une erreur, déverrouillez le compte.',
    factorMissing:
      'Deux minutes suffisent sur votre page Sécurité. Si vous avez besoin d’aide, adressez-vous à votre administration.',
    signedOutEverywhere: 'Si vous ne vous y attendiez pas, demandez à votre administration.',
    accountDisabled: 'Si vous ne vous y attendiez pas, demandez à votre administration.',
    confirmAddress: 'Si vous n’en savez rien, ne faites rien : plus rien ne sera envoyé ici.',
    passwordLink:
      'Si vous ne vous y attendiez pas, ne faites rien : sans le lien, personne ne peut choisir votre mot de passe. Ne le donnez à personne.',
    passwordReset:
      'Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même. Ne donnez ce lien à personne.',
    passwordElsewhere: 'Si vous n’avez rien demandé, ignorez cet e-mail.',
  },
  buttons: {
    reportedByOther: 'Ouvrir le compte',
    confirmAddress: 'Confirmer l’adresse',
    passwordLink: 'Choisir un mot de passe',
    passwordReset: 'Choisir un mot de passe',
    factorMissing: 'Le configurer',
    otherwise: 'Vérifier mon compte',
  },
  help: 'Besoin d’aide ?',
  footer: (issuer) =>
    `${issuer} envoie ce message à cause d’un événement sur votre compte. Votre mot de passe et vos codes ne sont jamais demandés par e-mail.`,
};
