import type { PageTexts } from './texts.js';

export const es: PageTexts = {
  help: '¿Necesita ayuda?',
  application: 'la aplicación',
  stay: 'Mantener la sesión',
  whose: {
    PERSON: 'Su cuenta no tiene ningún problema.',
    APPLICATION: 'El error no es suyo. Avise a quien gestiona {application}.',
    ADMINISTRATOR: 'No puede cambiarlo usted: diríjase a un administrador.',
    SERVICE:
      'El error no es suyo. Vuelva a intentarlo dentro de un momento; si ocurre de nuevo, avise a un administrador.',
  },
  pages: {
    FORBIDDEN: [
      'No puede entrar en {application}',
      'Ha iniciado sesión como {login}, pero {application} no está abierta a esta cuenta.',
      'Usar otra cuenta',
    ],
    SWITCHED_OFF: [
      '{application} está desactivada',
      'Un administrador ha desactivado el inicio de sesión en ella.',
    ],
    UNKNOWN_HOST: [
      'Esta dirección no está configurada',
      'Ninguna aplicación tiene este host. Un administrador debe añadirlo a una en {service}.',
    ],
    UNTRUSTED_PROXY: [
      'Este proxy no es de confianza',
      '{service} no conoce el proxy que pregunta. Un administrador debe añadir su dirección a TRUSTED_PROXIES.',
    ],
    NO_HOST: [
      'El proxy no indica un único host',
      'Un administrador debe hacer que el proxy envíe X-Forwarded-Host con un solo host, envíe lo que envíe el navegador.',
    ],
    OTHER_SCHEME: [
      'La dirección no empieza como la de {service}',
      'Ambas deben ser https. Un administrador debe hacer que el proxy envíe el X-Forwarded-Proto correspondiente.',
    ],
    SPOOFED_HEADER: [
      'Se ha rechazado esta petición',
      'Contiene una cabecera que podría tomarse por una de {service}. Su navegador no envía ninguna: la añade un programa intermedio.',
    ],
    FOREIGN_SOCKET: ['Se ha rechazado esta conexión', 'Una página de otro sitio ha intentado abrirla.'],
    MALFORMED: ['Este enlace está incompleto', 'Vuelva a abrir la aplicación.', 'Volver a abrir'],
    CODE_USED: [
      'Este enlace ya se ha usado o es demasiado antiguo',
      'Vuelva a abrir la aplicación.',
      'Volver a abrir',
    ],
    NO_COOKIE: [
      'El inicio de sesión no empezó en este navegador',
      'O el navegador no guarda cookies para esta dirección. Permítalas y vuelva a abrir la aplicación.',
      'Volver a abrir',
    ],
    SIGN_OUT: [
      '¿Cerrar la sesión?',
      'Se cerrará su sesión en {service} y, con ella, en las aplicaciones que abrió por medio de él.',
      'Cerrar sesión',
    ],
    SIGNED_OUT: [
      'Ha cerrado la sesión',
      'Cierre el navegador si otras personas también lo usan.',
      'Iniciar sesión',
    ],
    SIGN_IN_OVER: [
      'Este inicio de sesión ha terminado',
      'Ya se completó o duró demasiado. Vuelva a la aplicación e inicie sesión de nuevo.',
      'Ir a la página de inicio',
    ],
    UNKNOWN_APPLICATION: [
      'Esta aplicación no se conoce aquí',
      'Le ha enviado aquí para iniciar sesión, pero {service} no conoce ninguna aplicación así.',
    ],
    BAD_REQUEST: [
      'La aplicación ha cometido un error',
      'Le ha enviado aquí con una petición que {service} no puede seguir.',
    ],
    WRONG_ADDRESS: [
      'La aplicación ha dado una dirección equivocada',
      'Quiere llevarle a una dirección que no está registrada para ella.',
    ],
    TOO_MANY: [
      'Demasiados inicios de sesión a la vez',
      'Desde su red se han empezado demasiados inicios de sesión. Espere un rato, vuelva a la aplicación y empiece de nuevo.',
    ],
    BROKEN: ['Algo ha fallado', '{service} no ha podido hacer lo que usted pedía.'],
    UNAVAILABLE: ['No disponible en este momento', '{service} no puede acceder a su base de datos.'],
    NOT_FOUND: [
      'Esta página no existe',
      'Puede que la dirección esté mal escrita, o que lo que había aquí ya no exista.',
      'Ir a la página de inicio',
    ],
  },
};
