import { isFew, named, type Texts } from './texts.js';

const FACTORS = {
  authenticatorApp: 'aplicación de autenticación',
  securityKey: 'llave de seguridad o clave de acceso',
  backupCodes: 'códigos de respaldo',
  appPassword: 'contraseña de aplicación',
  all: 'autenticación en dos pasos',
};
const codes = (n = 0): string => (n === 1 ? '1 código de respaldo' : `${n} códigos de respaldo`);

export const es: Texts = {
  occasions: {
    newDevice: () => ({
      subject: 'Inicio de sesión en un dispositivo nuevo',
      sentence: 'Alguien ha iniciado sesión en su cuenta en un dispositivo que no se había usado antes.',
    }),
    halfFinished: () => ({
      subject: 'Alguien conoce su contraseña',
      sentence:
        'Alguien introdujo su contraseña y después varios códigos erróneos. El segundo factor lo detuvo, pero la contraseña es conocida.',
    }),
    lockedOut: () => ({
      subject: 'Se ha bloqueado el inicio de sesión',
      sentence:
        'Tras demasiados intentos fallidos, el inicio de sesión en su cuenta queda bloqueado por un tiempo. Los dispositivos en los que ya inició sesión siguen funcionando.',
    }),
    factorAdded: (facts) => ({
      subject: `Añadido: ${named(FACTORS, facts)}`,
      sentence: `Se ha añadido a su cuenta: ${named(FACTORS, facts)}.`,
    }),
    passkeySaved: () => ({
      subject: 'Se ha guardado una clave de acceso',
      sentence:
        'Tras un inicio de sesión con su contraseña, el navegador ha guardado en su gestor de contraseñas una clave de acceso a su cuenta. Con ella se puede iniciar sesión sin contraseña. Si no la quiere, quítela en su página de seguridad.',
    }),
    factorRemoved: (facts) => ({
      subject: `Eliminado: ${named(FACTORS, facts)}`,
      sentence: `Se ha eliminado de su cuenta: ${named(FACTORS, facts)}. Ahora está menos protegida.`,
    }),
    twoFactorReset: () => ({
      subject: 'Se ha restablecido la autenticación en dos pasos',
      sentence:
        'La administración ha eliminado todos los segundos factores de su cuenta y ha cerrado todas las sesiones. Configure de nuevo un segundo factor.',
    }),
    lostFactorRemoved: (facts) => ({
      subject: 'Se ha eliminado un segundo factor perdido',
      sentence: `La administración ha eliminado de su cuenta un segundo factor perdido: ${named(FACTORS, facts)}. Se ha cerrado la sesión allí donde se había usado y ningún dispositivo es ya de confianza. Lo demás que tenga configurado sigue funcionando; si no queda nada, configure de nuevo un segundo factor.`,
    }),
    factorMissing: () => ({
      subject: 'Configure su segundo factor',
      sentence:
        'Su cuenta necesita un segundo factor, como una aplicación de autenticación o una clave de acceso, y aún no tiene ninguno. A partir del momento indicado abajo no podrá hacer nada más con la cuenta antes de configurarlo.',
    }),
    signedOutEverywhere: () => ({
      subject: 'Se han cerrado todas las sesiones de su cuenta',
      sentence:
        'La administración ha cerrado todas las sesiones de su cuenta. Inicie sesión de nuevo donde la necesite.',
    }),
    accountDisabled: () => ({
      subject: 'Se ha desactivado su cuenta',
      sentence:
        'La administración ha desactivado su cuenta y ha cerrado todas las sesiones. Nadie puede iniciar sesión en ella hasta que se vuelva a activar.',
    }),
    backupCodeUsed: (facts) => ({
      subject: isFew(facts)
        ? `Solo queda${facts.remaining === 1 ? '' : 'n'} ${codes(facts.remaining)}`
        : 'Se ha usado un código de respaldo',
      sentence: `Se ha usado un código de respaldo en su cuenta; quedan: ${codes(facts.remaining)}.${isFew(facts) ? ' Cree otros nuevos antes de quedarse sin ninguno.' : ''}`,
    }),
    recoveryCodeIssued: () => ({
      subject: 'Se ha emitido un código de recuperación',
      sentence:
        'La administración ha emitido un código de recuperación, que permite iniciar sesión una vez en su cuenta sin el segundo factor.',
    }),
    recoveryCodeUsed: () => ({
      subject: 'Se ha usado un código de recuperación',
      sentence:
        'Se ha usado un código de recuperación para iniciar sesión en su cuenta sin el segundo factor.',
    }),
    bypassCodeIssued: () => ({
      subject: 'Se ha emitido un código temporal',
      sentence:
        'La administración ha emitido un código temporal, que permite iniciar sesión en su cuenta en lugar del segundo factor. Sus segundos factores siguen como están.',
    }),
    bypassCodeUsed: () => ({
      subject: 'Se ha usado un código temporal',
      sentence:
        'Se ha usado un código temporal de la administración para iniciar sesión en su cuenta en lugar del segundo factor.',
    }),
    passwordChanged: () => ({
      subject: 'Se ha cambiado su contraseña',
      sentence:
        'Se ha cambiado la contraseña de su cuenta. Se ha cerrado la sesión en los demás dispositivos.',
    }),
    passwordSet: () => ({
      subject: 'La administración ha cambiado su contraseña',
      sentence:
        'La administración ha puesto una contraseña nueva a su cuenta y ha cerrado todas las sesiones.',
    }),
    passwordLink: () => ({
      subject: 'Elija su contraseña',
      sentence:
        'Elija la contraseña de su cuenta con el enlace de abajo. Funciona una sola vez, durante un día o, con una cuenta nueva, tres.',
    }),
    passwordLinkIssued: () => ({
      subject: 'Se emitió un enlace para elegir su contraseña',
      sentence:
        'La administración emitió un enlace con el que se puede elegir la contraseña de su cuenta, y se lo entregará en persona.',
    }),
    passwordReset: () => ({
      subject: 'Restablezca su contraseña',
      sentence:
        'Alguien, probablemente usted, ha olvidado la contraseña de su cuenta. Elija otra con el enlace de abajo. Funciona una sola vez, durante 45 minutos; si tiene un segundo factor, se le pedirá.',
    }),
    passwordElsewhere: () => ({
      subject: 'Su contraseña no se guarda aquí',
      sentence:
        'Alguien, probablemente usted, ha querido restablecer la contraseña de su cuenta. La guarda otro servidor, como el de correo: cámbiela allí o pregunte a su administración.',
    }),
    loginChanged: () => ({
      subject: 'Se ha cambiado su nombre de usuario',
      sentence:
        'La administración ha dado a su cuenta otro nombre de usuario, que figura abajo. Inicie sesión con él.',
    }),
    madeAdministrator: () => ({
      subject: 'Ahora forma parte de la administración',
      sentence:
        'Su cuenta ha recibido los derechos de administración: puede modificar todas las demás cuentas.',
    }),
    administratorNoMore: () => ({
      subject: 'Ya no forma parte de la administración',
      sentence: 'Se han retirado a su cuenta los derechos de administración.',
    }),
    keyCopied: () => ({
      subject: 'Puede que se haya copiado una llave de seguridad',
      sentence:
        'Una llave de seguridad de su cuenta respondió con un contador más antiguo que antes, como haría una copia. Se rechazó.',
    }),
    keyChanged: () => ({
      subject: 'Una llave de acceso ya no es como era',
      sentence:
        'Una llave de acceso o de seguridad de su cuenta respondió como si fuera de otra clase que al registrarla: antes no se podía copiar a otros dispositivos y ahora sí, o al revés. Se rechazó.',
    }),
    contactChanged: () => ({
      subject: 'Se han cambiado sus notificaciones',
      sentence: 'Se ha cambiado la dirección de correo o el idioma de los mensajes sobre su cuenta.',
    }),
    confirmAddress: () => ({
      subject: 'Confirme esta dirección',
      sentence:
        'Alguien pide que los mensajes sobre la seguridad de esta cuenta se envíen a esta dirección. Abra el enlace para confirmarla; vale un día.',
    }),
    reported: () => ({
      subject: 'Su cuenta se ha bloqueado',
      sentence:
        'Mediante el enlace de un correo se ha comunicado que otra persona estuvo en su cuenta. Se ha cerrado la sesión en todas partes y nadie puede iniciar sesión hasta que se elija una contraseña nueva.',
    }),
    reportedByOther: () => ({
      subject: 'Se ha denunciado un acceso ajeno',
      sentence:
        'Se ha comunicado que otra persona estuvo en la cuenta indicada abajo. Se ha cerrado su sesión en todas partes y está bloqueada.',
    }),
  },
  labels: {
    account: 'Cuenta',
    time: 'Hora',
    deadline: 'Configurar antes de',
    device: 'Dispositivo',
    item: 'Nombre',
    appPasswords: 'Contraseñas de aplicación que ya no funcionan',
    times: 'Número de veces',
    address: 'Dirección de Internet',
    place: 'Lugar aproximado',
    by: 'Realizado por',
  },
  appPasswordsEnded: (count) =>
    count === 1
      ? 'Con ello ha dejado de funcionar una contraseña de aplicación: el programa que la usaba necesita otra.'
      : `Con ello han dejado de funcionar ${count} contraseñas de aplicación: los programas que las usaban necesitan otras.`,
  colon: ': ',
  localNetwork: 'Red local',
  wasMe: 'Si ya lo sabía, no tiene que hacer nada.',
  wasNotMe: {
    passwordLinkIssued: 'Si no pidió ninguno, avise enseguida a su administración.',
    keyChanged: 'Si no puede explicarlo, elimine la llave, añádala de nuevo y avise a su administración.',
    halfFinished: 'Si no fue usted, cambie su contraseña ahora.',
    lockedOut:
      'Si no fue usted, alguien está probando. Asegúrese de no usar su contraseña en ningún otro sitio.',
    keyCopied: 'Si no puede explicarlo, elimine la llave y avise a su administración.',
    otherwise:
      'Si no, cambie su contraseña, revise sus dispositivos y métodos de inicio de sesión, y avise a su administración.',
  },
  notMe: {
    advice:
      'Si no, use el segundo enlace: se cierra la sesión de su cuenta en todas partes y queda bloqueada hasta que se elija una contraseña nueva.',
    button: 'No he sido yo',
  },
  advice: {
    reported:
      'Pida una contraseña nueva a su administrador. Si no lo ha comunicado usted, otra persona lee su correo: avise a su administrador.',
    reportedByOther:
      'Asegúrese de con quién habla antes de entregar un enlace para una contraseña nueva, y compruebe adónde van los avisos de la cuenta. Si fue un error, desbloquee la cuenta.',
    factorMissing:
      'En su página de seguridad lleva dos minutos. Si necesita ayuda, pregunte a su administración.',
    signedOutEverywhere: 'Si no lo esperaba, pregunte a su administración.',
    accountDisabled: 'Si no lo esperaba, pregunte a su administración.',
    confirmAddress: 'Si no sabe nada de esto, no haga nada: aquí no se enviará nada más.',
    passwordLink:
      'Si no lo esperaba, no haga nada: sin el enlace nadie puede elegir su contraseña. No se lo dé a nadie.',
    passwordReset: 'Si no lo ha pedido, no haga nada: su contraseña sigue igual. No dé el enlace a nadie.',
    passwordElsewhere: 'Si no lo ha pedido, puede ignorar este correo.',
  },
  buttons: {
    reportedByOther: 'Abrir la cuenta',
    confirmAddress: 'Confirmar la dirección',
    passwordLink: 'Elegir una contraseña',
    passwordReset: 'Elegir una contraseña',
    factorMissing: 'Configurarlo',
    otherwise: 'Revisar mi cuenta',
  },
  help: '¿Necesita ayuda?',
  footer: (issuer) =>
    `${issuer} envía este mensaje por un suceso en su cuenta. Nunca se le pedirá la contraseña ni los códigos por correo.`,
};
